"""Many requests decided at once; requests that nobody at the organization can decide; lists of any length."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    the_catalog,
)
from tests.timing import processor_seconds
from vestibule.access.actions import approve_request, by_desk, end_grant
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.policy.next_step import NextStep
from vestibule.access.queries import active_grants, told_request
from vestibule.access.waiting import count_for_desk, requests_for_desk, requests_to_decide
from vestibule.accounts.models import Person
from vestibule.desk.cases import case_of
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

DENIAL = "You work for another office."
FOREIGN = "isn't there, or isn't yours to decide on: nothing was done"


@pytest.fixture
def here(travel) -> UUID:
    travel(AT)
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


def asking(*names: str, at_organization: UUID) -> list[UUID]:
    """Return a request of each of some people."""
    return [a_request(a_person(name, "Enduser"), at_organization, at=clock.now()) for name in names]


def states(*requests: UUID) -> list[str]:
    return [RoleRequest.objects.get(pk=each).state for each in requests]


def test_many_are_approved_at_once_each_with_its_mail(here, ann):
    """Source: ROL-8 (ADD 11)."""
    asked = asking("Eve", "Eli", "Eda", at_organization=here)
    browser = signed_in(ann)
    page = words(browser.post("/my-approvals/decide", {"request": asked[:2], "move": "approve"}))
    assert states(*asked) == ["approved", "approved", "submitted"]
    assert "Eve Enduser" in page
    assert page.count("approved.") == 2
    assert Mail.objects.filter(kind="access/request_approved").count() == 2


def test_many_are_denied_at_once_with_one_reason(here, ann):
    """Source: ROL-8."""
    asked = asking("Eve", "Eli", at_organization=here)
    browser = signed_in(ann)
    for reason in ("", "short", "x" * 501):
        page = browser.post("/my-approvals/decide", {"request": asked, "move": "deny", "denial_reason": reason})
        assert page.status_code == 422
        assert states(*asked) == ["submitted", "submitted"]
    browser.post("/my-approvals/decide", {"request": asked, "move": "deny", "denial_reason": DENIAL})
    assert states(*asked) == ["denied", "denied"]
    assert all(DENIAL in (mail.text or "") for mail in Mail.objects.filter(kind="access/request_denied"))


@pytest.mark.said
def test_in_bulk_only_what_is_ones_own_is_decided_and_it_is_said(here, ann):
    """Source: ROL-7, ROL-8. A foreign id, a draft's, an invented one and no id at all look the same."""
    (own,) = asking("Eve", at_organization=here)
    there = an_organization("Bayside Billing Partners")
    (foreign,) = asking("Fay", at_organization=there)
    draft = a_draft(a_person("Dan", "Draft"), here, at=clock.now())
    mine = a_request(ann, there, at=clock.now())
    ids = [str(own), str(foreign), str(draft), str(uuid4()), "no id", str(own), str(mine)]
    page = words(signed_in(ann).post("/my-approvals/decide", {"request": ids, "move": "approve"}))
    assert states(own, foreign, draft, mine) == ["approved", "submitted", "draft", "submitted"]
    assert page.count("approved.") == 1
    assert page.count(FOREIGN) == 4
    assert "Nobody decides on their own request" in page
    assert "Fay" not in page
    assert "Dan" not in page


@pytest.mark.said
def test_who_comes_second_in_bulk_is_told_who_was_first(here, ann):
    """Source: ROL-8."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    first, second = asking("Eve", "Eli", at_organization=here)
    approve_request(first, by=person(bob), at=clock.now())
    page = words(signed_in(ann).post("/my-approvals/decide", {"request": [first, second], "move": "approve"}))
    assert "already approved by Bob Backup" in page
    assert states(first, second) == ["approved", "approved"]
    assert Mail.objects.filter(kind="access/request_approved").count() == 2


@pytest.mark.said
@pytest.mark.parametrize("count", [0, 101])
def test_nothing_or_too_much_ticked_does_nothing(here, ann, count):
    """Source: ROL-8."""
    (own,) = asking("Eve", at_organization=here)
    browser, before = signed_in(ann), consequences()
    ids = [str(own), *(str(uuid4()) for _ in range(count - 1))] if count else []
    page = browser.post("/my-approvals/decide", {"request": ids, "move": "approve"})
    assert page.status_code == 422
    assert states(own) == ["submitted"]
    assert consequences() - before == NONE


@pytest.mark.said
@pytest.mark.parametrize(("move", "stays"), [("", "approved"), ("remove", "approved")])
def test_a_press_without_a_name_approves_nothing_by_accident(here, ann, move, stays):
    """Source: ROL-8. Only the two buttons decide."""
    (own,) = asking("Eve", at_organization=here)
    assert signed_in(ann).post("/my-approvals/decide", {"request": [own], "move": move}).status_code == 422
    assert states(own) != [stays]


def test_what_is_typed_by_others_breaks_no_page_and_no_mail(ann):
    """Source: ROL-6, ROL-8. Markup, bidi and invisible characters, line breaks; no person's name can hold them."""
    there = an_organization("=HYPERLINK(1)<b>Bold</b> Clinic")
    holds(ann, APPROVER, there)
    reason = "<script>alert(1)</script> \u202e\u200b =1+1\r\nBcc: all@example.com"
    a_request(a_person("Eve", "Enduser"), there, reason=reason, at=clock.now())
    page = signed_in(ann).get("/my-approvals").content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
    mail = Mail.objects.get(kind="access/request_waiting")
    assert "\n" not in mail.subject
    assert "<b>" not in (mail.html or "")
    assert "\u202e" not in f"{page}{mail.subject}{mail.text}{mail.html}"


@pytest.mark.said
def test_the_page_says_how_somebody_was_verified(here, ann):
    """Source: ROL-7, PRF-1. Who changed their name since is not verified under it."""
    (asked,) = asking("Eve", at_organization=here)
    browser = signed_in(ann)
    assert "Identity Verified by the identity service, March 10, 2026" in words(browser.get("/my-approvals"))
    row = Person.objects.get(pk=RoleRequest.objects.get(pk=asked).person_id)
    row.last_name = "Other"
    row.save()
    assert "Identity Not verified" in words(browser.get("/my-approvals"))


def _queries(browser) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get("/my-approvals").status_code == 200
    return len(asked)


def test_a_longer_list_asks_the_database_no_more(here, ann):
    """Source: ROL-8. No query per row."""
    asking("Eve", "Eli", "Eda", at_organization=here)
    browser = signed_in(ann)
    few = _queries(browser)
    asking(*(f"E{chr(97 + number)}" for number in range(15)), at_organization=here)
    assert _queries(browser) == few


@pytest.mark.timed
def test_who_decides_for_two_thousand_organizations_has_a_quick_page(here, ann):
    """Source: ROL-7. Under a tenth of a second of the processor's time, whatever others take."""
    known = Organization.objects.get(pk=here)
    places = []
    for number in range(2000):
        place = Organization(pk=uuid4(), created_at=AT, status="active", legal_name=f"Clinic {number}")
        for name in ("kind", "tin", "address", "city", "state", "zip_code", "telephone", "name_folded"):
            setattr(place, name, getattr(known, name))
        place.tin_index, place.submitter_id, place.tin_last_four = f"t{number}", f"s{number}", "0000"
        places.append(place)
    Organization.objects.bulk_create(places, batch_size=500)
    eve = a_person("Eve", "Enduser")
    RoleGrant.objects.bulk_create(
        [RoleGrant(person_id=ann, role_id=APPROVER, organization=place, granted_at=AT) for place in places]
    )
    asked = [
        RoleRequest(
            person_id=eve, application_id="spot", role_id=END_USER, organization=place, state="submitted",
            reason="I work on their claims.", confirmation=f"C{number}", created_at=AT, submitted_at=AT,
        )
        for number, place in enumerate(places)
    ]  # fmt: skip
    RoleRequest.objects.bulk_create(asked, batch_size=500)
    counted()
    browser = signed_in(ann)
    for address in ("/my-approvals", "/home"):
        assert browser.get(address).status_code == 200
        assert processor_seconds(browser.get, address) < 0.1, address
    assert requests_to_decide(ann, at=clock.now()).count == 2000


@pytest.mark.said
def test_approver_removed_while_requests_wait_and_the_backup_still_decides(here, ann):
    """Source: ROL-7, ORG-7."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    (asked,) = asking("Eve", at_organization=here)
    end_grant(active_grants(ann)[0].id, why="removed", by=OPERATOR, at=clock.now())
    assert told_request(asked).next_step is NextStep.APPROVER
    assert count_for_desk() == 0
    approve_request(asked, by=person(bob), at=clock.now())
    assert states(asked) == ["approved"]


@pytest.mark.said
def test_with_no_approver_left_the_help_desk_has_the_request_and_decides(here, ann):
    """Source: ROL-7, ORG-9."""
    stan = person(a_person("Stan", "Staff"))
    (asked,) = asking("Eve", at_organization=here)
    with pytest.raises(Refused, match=r"request\.approvers_decide"):
        by_desk.approve_request(asked, by=stan, at=clock.now())
    end_grant(active_grants(ann)[0].id, why="removed", by=OPERATOR, at=clock.now())
    assert [card.id for card in requests_for_desk()] == [asked]
    by_desk.approve_request(asked, by=stan, at=clock.now())
    assert states(asked) == ["approved"]


@pytest.mark.said
def test_only_approver_inactive_is_said_before_one_types_more_and_the_desk_is_told(here, ann):
    """Source: ORG-9, ROL-7. Once the approver is back, the request is theirs again."""
    Person.objects.filter(pk=ann).update(state="disabled")
    eve = a_person("Eve", "Enduser")
    a_draft(eve, here, at=clock.now())
    browser = signed_in(eve)
    assert "Nobody there can decide at present" in words(browser.get("/role-request/review"))
    asked = a_request(eve, here, at=clock.now())
    assert "The help desk, for nobody at your organization can decide" in words(browser.get("/my-requests"))
    assert "the help desk does" in (Mail.objects.get(kind="access/request_submitted").text or "")
    assert count_for_desk() == 1

    Person.objects.filter(pk=ann).update(state="active")
    assert count_for_desk() == 0
    with pytest.raises(Refused, match=r"request\.approvers_decide"):
        by_desk.deny_request(asked, reason=DENIAL, by=person(a_person("Stan", "Staff")), at=clock.now())
    approve_request(asked, by=person(ann), at=clock.now() + timedelta(minutes=1))


@pytest.mark.said
def test_a_request_that_an_approver_decides_is_no_case_of_the_help_desk(here, ann):
    """Source: ROL-7, HLP-1."""
    (asked,) = asking("Eve", at_organization=here)
    with pytest.raises(NotFound):
        by_desk.approve_request(uuid4(), by=person(ann), at=clock.now())
    with pytest.raises(NotFound):
        case_of("request", asked)


def counted() -> None:
    """Let the database count its rows, as it does by itself in time: its plans rest on that."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
