"""What was ticked, and the part of the list that one looks at, stay when a page is shown again."""

import re
from uuid import UUID

import pytest

from tests.browsing import signed_in, words
from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    a_person,
    a_request,
    an_organization,
    holds,
    proofed,
    the_catalog,
)
from tests.rooms.access.affiliating import a_creation, an_accepted_form, submitted
from vestibule.access.actions import approve_request, cancel_request, deny_request, end_grant
from vestibule.access.models import RoleRequest
from vestibule.access.queries import active_grants, told_request
from vestibule.access.waiting import count_for_desk
from vestibule.accounts.models import Person
from vestibule.desk.actions import appoint_staff
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import Refused

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DECIDE = "/my-approvals/decide"


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


def many_requests(here: UUID, count: int) -> list[UUID]:
    """Return requests of one person each, the oldest first, as rows: what is asked here is how they are listed."""
    one = a_request(a_person("Eve", "Enduser"), here, at=clock.now())
    known = RoleRequest.objects.get(pk=one)
    rows = [
        RoleRequest(
            person_id=a_person(f"E{letter}", "Enduser"), application_id="spot", role_id=END_USER, organization_id=here,
            state="submitted", reason=known.reason, confirmation=f"C{letter}", created_at=AT,
            submitted_at=known.submitted_at,
        )
        for letter in LETTERS[: count - 1]
    ]  # fmt: skip
    RoleRequest.objects.bulk_create(rows)
    return [one, *(row.pk for row in rows)]


def ticked(page: str) -> set[str]:
    boxes = re.findall(r"<input[^>]*data-tick[^>]*>", page)
    return {found[1] for box in boxes if "checked" in box and (found := re.search(r'value="([^"]+)"', box))}


def form_of(page: str) -> str:
    """Return the address to which the form for several is sent."""
    found = re.search(r'id="many"[^>]*action="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_what_was_ticked_stays_ticked_when_the_reason_is_missing(here, ann):
    """Source: ROL-8. On the second page of one organization's requests, which is the one shown again."""
    many_requests(here, 27)
    browser = signed_in(ann)
    listed = browser.get(f"/my-approvals?organization={here}&page=2").text
    ids = re.findall(r'name="request" value="([^"]+)"', listed)
    assert len(ids) == 2
    page = browser.post(form_of(listed), {"request": ids[:1], "move": "deny"})
    assert page.status_code == 422
    assert ticked(page.text) == {ids[0]}
    assert re.findall(r'name="request" value="([^"]+)"', page.text) == ids


def test_from_every_page_that_answers_a_form_the_list_goes_on(here, ann):
    """Source: ROL-8, ROL-13. Addresses that take forms only have no second page."""
    many = many_requests(here, 27)
    browser = signed_in(ann)
    for address, sent in ((DECIDE, {"move": "approve"}), (f"/my-approvals/{many[0]}/deny", {"denial_reason": ""})):
        page = browser.post(address, sent)
        links = re.findall(r'rel="next" href="([^"]+)"', page.text)
        assert links, address
        assert all(browser.get(link.replace("&amp;", "&")).status_code == 200 for link in links)
        assert "/my-approvals?page=2" in links


def test_no_two_fields_of_a_page_share_an_id(here, ann):
    """Source: ROL-8. A label that leads to another request's field denies the wrong one by its reason."""
    many = many_requests(here, 3)
    browser = signed_in(ann)
    pages = [
        browser.get("/my-approvals"),
        browser.post(f"/my-approvals/{many[1]}/deny", {"denial_reason": ""}),
        browser.post(DECIDE, {"request": many, "move": "deny", "denial_reason": "short"}),
        browser.post(DECIDE, {"move": "approve"}),
    ]
    for page in pages:
        ids = re.findall(r'\sid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)


def test_one_request_however_its_id_is_written_is_decided_and_told_once(here, ann):
    """Source: ROL-8."""
    (one,) = many_requests(here, 1)
    written = [str(one), str(one).upper(), one.hex, f"{{{one}}}", one.urn]
    page = words(signed_in(ann).post(DECIDE, {"request": written, "move": "approve"}))
    assert page.count("approved.") == 1
    assert "already approved" not in page


def test_after_the_last_of_one_organization_the_others_are_a_link_away(here, ann):
    """Source: ROL-7. That nothing waits there isn't that nothing waits."""
    there = an_organization("Bayside Billing Partners")
    holds(ann, APPROVER, there)
    (one,) = many_requests(here, 1)
    a_request(a_person("Fay", "Enduser"), there, at=clock.now())
    page = signed_in(ann).post(f"{DECIDE}?organization={here}&page=1", {"request": [one], "move": "approve"})
    assert "Nothing waits for you in this organization" in words(page)
    assert 'href="/my-approvals"' in page.text


def test_of_what_the_help_desk_decides_nothing_is_decided_in_bulk(here, ann):
    """Source: ROL-7. The request for a backup's role in one's own organization, and the one that creates another."""
    bea, ada = a_person("Bea", "Backup"), a_person("Ada", "Archer")
    row = RoleRequest.objects.get(pk=many_requests(here, 1)[0])
    row.role_id, row.person_id = BACKUP, bea
    row.save()
    proofed(ada)
    an_accepted_form(ada)
    a_creation(ada, none_of_these=True, at=clock.now())
    ids = [row.pk, submitted(ada, at=clock.now())]
    page = words(signed_in(ann).post(DECIDE, {"request": ids, "move": "approve"}))
    assert page.count("nothing was done") == 2
    assert set(RoleRequest.objects.values_list("state", flat=True)) == {"submitted"}


def test_the_help_desk_sees_on_the_request_why_it_is_theirs_and_that_it_needs_no_form(here, ann):
    """Source: ROL-7, ORG-9, HLP-1."""
    (one,) = many_requests(here, 1)
    stan = a_person("Stan", "Staff")
    appoint_staff(stan, "supervisor", by=OPERATOR, at=clock.now())
    Person.objects.filter(pk=ann).update(state="disabled")
    browser = signed_in(stan)
    assert told_request(one).confirmation in words(browser.get("/help-desk"))
    page = words(browser.post(f"/help-desk/requests/{one}/claim", follow=True))
    assert "the help desk decides on the requests of its end users. They need no form." in page
    browser.post(f"/help-desk/requests/{one}/approve")
    assert RoleRequest.objects.get(pk=one).state == "approved"
    assert count_for_desk() == 0


def test_an_end_user_named_approver_while_their_request_waits_keeps_one_role_the_higher(here, ann):
    """Source: ROL-4, ROL-11 (APP 0). The open request grants nothing more, and can be denied or taken back."""
    eve = a_person("Eve", "Enduser")
    asked = a_request(eve, here, at=clock.now())
    holds(eve, BACKUP, here, at=clock.now())
    with pytest.raises(Refused, match=r"request\.included"):
        approve_request(asked, by=person(ann), at=clock.now())
    assert [grant.role_key for grant in active_grants(eve)] == [BACKUP]
    cancel_request(asked, by=person(eve), at=clock.now())


def test_approver_who_ends_between_page_and_press_decides_none_of_many(here, ann):
    """Source: ROL-7. Each is judged at its own moment, and each says so."""
    many = many_requests(here, 3)
    browser = signed_in(ann)
    end_grant(active_grants(ann)[0].id, why="removed", by=OPERATOR, at=clock.now())
    page = words(browser.post(DECIDE, {"request": many, "move": "approve"}))
    assert page.count("You are no longer an approver of this organization") == 3
    assert "Enduser" not in page
    with pytest.raises(Refused, match=r"request\.right_ended"):
        deny_request(many[0], reason="You work for another office.", by=person(ann), at=clock.now())
