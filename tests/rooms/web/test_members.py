"""Roles given up, an organization's members seen, removed and taken away as a table."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, a_request, an_organization, holds, the_catalog
from tests.timing import processor_seconds
from vestibule.access.actions import approve_request, end_grant, give_up_role, remove_role
from vestibule.access.models import RoleGrant
from vestibule.access.queries import active_grants
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.texts import as_cell
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

REASON = "Eve has left the office."


@pytest.fixture
def here(travel) -> UUID:
    travel(AT)
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def there(here) -> UUID:
    return an_organization("Bayside Billing Partners")


@pytest.fixture
def ann(here) -> UUID:
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, here)
    return who


@pytest.fixture
def eve(here) -> UUID:
    who = a_person("Eve", "Enduser")
    holds(who, END_USER, here)
    return who


def grant_of(who: UUID, where: UUID) -> UUID:
    return next(grant.id for grant in active_grants(who) if grant.organization_id == where)


def places(who: UUID) -> list[UUID | None]:
    return [grant.organization_id for grant in sorted(active_grants(who), key=lambda grant: str(grant.organization_id))]


def test_a_role_of_ones_own_is_given_up_after_a_page_that_says_what_ends(here, there, eve):
    """Source: ROL-10, LIF-5 (ADD 6-9). The other role stays."""
    holds(eve, END_USER, there)
    browser = signed_in(eve)
    listed = words(browser.get("/my-roles"))
    assert "Sunshine Medical Group, LLC" in listed
    assert "Add a role" in listed
    address = f"/my-roles/{grant_of(eve, here)}/give-up"
    assert "Remove this role" in words(browser.get(address))
    assert set(places(eve)) == {here, there}

    done = words(browser.post(address, follow=True))
    assert "You have given up the role FCSO – SPOT End User at Sunshine Medical Group, LLC" in done
    assert places(eve) == [there]
    assert RoleGrant.objects.get(organization_id=here, person_id=eve).ended_why == "given_up"
    assert browser.post(address).status_code == 409


@pytest.mark.said
def test_nobody_gives_up_anothers_role(here, eve, ann):
    """Source: ROL-10."""
    grant, before = grant_of(eve, here), consequences()
    for by in (person(ann), visitor(), OPERATOR, person(uuid4())):
        with pytest.raises(NotFound):
            give_up_role(grant, by=by, at=AT)
    assert consequences() - before == NONE


@pytest.mark.said
def test_the_last_approver_may_go_and_is_told_what_that_means(here, ann):
    """Source: ROL-10, LIF-5, ORG-9."""
    browser = signed_in(ann)
    address = f"/my-roles/{grant_of(ann, here)}/give-up"
    assert "help desk" in words(browser.get(address))
    browser.post(address)
    assert places(ann) == []
    assert browser.get(f"/my-organizations/{here}/members").status_code != 200


def test_an_approver_sees_every_member_with_role_granter_and_dates(here, ann, eve):
    """Source: ROL-12."""
    una = a_person("Una", "User")
    approve_request(a_request(una, here), by=person(ann), at=clock.now())
    browser = signed_in(ann)
    page = words(browser.get(f"/my-organizations/{here}/members"))
    for shown in ("Ann Approver", "Eve Enduser", "eve.enduser@example.com", "Una User", "the operator", "Never yet"):
        assert shown in page
    assert words(browser.get("/my-organizations", follow=True)) == page


def test_a_member_is_found_by_whole_address_or_user_id_and_no_stranger_is(here, ann, eve):
    """Source: ROL-12. What is typed stands in no address; an account elsewhere is nobody here."""
    a_person("Fay", "Foreign")
    browser, address = signed_in(ann), f"/my-organizations/{here}/members"
    found = words(browser.post(address, {"who": "EVE.enduser@example.com"}))
    assert "Eve Enduser" in found
    assert "Ann Approver" not in found
    for who in ("fay.foreign", "eve", "", "x" * 5000, "%"):
        page = browser.post(address, {"who": who})
        assert page.status_code == 422
        assert "Fay" not in words(page)


def test_a_removed_person_reads_the_reason_and_by_whom_and_may_ask_anew(here, ann, eve):
    """Source: ROL-12, SPT-3. The reason is sealed; facts hold none of it."""
    browser, grant = signed_in(ann), grant_of(eve, here)
    address = f"/my-organizations/members/{grant}/remove"
    assert "Eve Enduser" in words(browser.get(address))
    for short in ("", "short", "x" * 501):
        assert browser.post(address, {"removal_reason": short}).status_code == 422
    assert places(eve) == [here]
    done = words(browser.post(address, {"removal_reason": f"{REASON}\r\nBcc: all@example.com"}, follow=True))
    assert "was removed" in done
    assert places(eve) == []
    mail = Mail.objects.get(kind="access/role_removed")
    assert mail.recipient == "eve.enduser@example.com"
    assert REASON in (mail.text or "")
    assert "Ann Approver" in (mail.text or "")
    assert "\n" not in mail.subject
    assert not any(b"left the office" in bytes(each.canonical) for each in Entry.objects.all())
    assert a_request(eve, here)


@pytest.mark.said
@pytest.mark.parametrize(
    ("by", "whose", "why_not"),
    [
        ("ann", "ann", r"membership\.own_role"),
        ("ann", "ada", r"membership\.approvers_by_desk"),
        ("bob", "ann", r"membership\.approvers_by_desk"),
        ("bob", "bea", r"membership\.backups_by_approver"),
        ("bob", "bob", r"membership\.own_role"),
    ],
)
def test_whose_role_may_not_be_removed(here, ann, by, whose, why_not):
    """Source: ROL-12, ORG-7."""
    people = {"ann": ann}
    for name, role in (("ada", APPROVER), ("bob", BACKUP), ("bea", BACKUP)):
        people[name] = a_person(name.capitalize(), "Other")
        holds(people[name], role, here)
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        remove_role(grant_of(people[whose], here), reason=REASON, by=person(people[by]), at=AT)
    assert consequences() - before == NONE


@pytest.mark.said
def test_a_backup_removes_an_end_user_and_an_approver_a_backup(here, ann, eve):
    """Source: ROL-12, ORG-7."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    remove_role(grant_of(eve, here), reason=REASON, by=person(bob), at=AT)
    remove_role(grant_of(bob, here), reason=REASON, by=person(ann), at=AT)
    assert places(eve) == places(bob) == []


@pytest.mark.said
def test_whose_right_ended_between_load_and_click_is_refused_and_nothing_changes(here, ann, eve):
    """Source: ROL-12."""
    grant = grant_of(eve, here)
    end_grant(grant_of(ann, here), why="removed", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match=r"membership\.right_ended"):
        remove_role(grant, reason=REASON, by=person(ann), at=AT)
    assert places(eve) == [here]


@pytest.mark.said
def test_the_ids_of_another_organization_are_nothing(here, there, ann, eve):
    """Source: ROL-12. Members, table and removal, by an approver elsewhere and by an end user."""
    bea = a_person("Bea", "Elsewhere")
    holds(bea, APPROVER, there)
    grant = grant_of(eve, here)
    for who in (bea, eve):
        browser, before = signed_in(who), consequences()
        for address in (f"/my-organizations/{here}/members", f"/my-organizations/members/{grant}/remove"):
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"removal_reason": REASON, "who": "eve.enduser"}).status_code == 404
        assert browser.post(f"/my-organizations/{here}/members.csv").status_code == 404
        assert (consequences() - before).entries == 0
    with pytest.raises(NotFound):
        remove_role(grant, reason=REASON, by=person(bea), at=AT)
    assert places(eve) == [here]


def test_the_table_opens_in_spreadsheets_runs_nothing_and_is_on_record(here, ann, eve):
    """Source: ROL-12, AUD-1."""
    browser = signed_in(ann)
    answer = browser.post(f"/my-organizations/{here}/members.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    heading, *rows = csv.reader(StringIO(text.removeprefix("\ufeff")))
    assert heading[:2] == ["Name", "Email address"]
    assert [row[0] for row in rows] == ["Ann Approver", "Eve Enduser"]
    assert Entry.objects.get(fact="access.members_exported").organization_id == here
    assert browser.get(f"/my-organizations/{here}/members.csv").status_code == 405


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r\n=1+1", "\u202e=1+1", "\uff1d1"])
@pytest.mark.once
def test_a_cell_is_never_a_formula(typed):
    """Source: ROL-12."""
    cell = as_cell(typed)
    assert cell[0] == "'"
    assert "\n" not in cell


@pytest.mark.said
def test_a_person_in_two_organizations_loses_one(here, there, ann, eve):
    """Source: ROL-12, SPT-3. No application is told to end a session that still has a role."""
    holds(eve, END_USER, there)
    before = consequences()
    remove_role(grant_of(eve, here), reason=REASON, by=person(ann), at=AT)
    assert places(eve) == [there]
    assert (consequences() - before).outbound == 0


def _many(here: UUID, count: int) -> None:
    model = Person.objects.get(pk=a_person("Una", "Model"))
    known = _values(model)
    people = [
        Person(**{**known, "id": uuid4(), "email_index": f"e{number}", "user_id_index": f"u{number}"})
        for number in range(count)
    ]
    Person.objects.bulk_create(people, batch_size=500)
    RoleGrant.objects.bulk_create(
        [RoleGrant(person=each, role_id=END_USER, organization_id=here, granted_at=AT) for each in people],
        batch_size=500,
    )


def _values(row: Model) -> dict[str, Any]:
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


@pytest.mark.timed
def test_five_thousand_members_come_in_pages_as_quick_as_three(here, ann, eve):
    """Source: ROL-12. No query per row, and under a tenth of a second of the processor's time."""
    browser, address = signed_in(ann), f"/my-organizations/{here}/members"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    _many(here, 5000)
    with CaptureQueriesContext(connection) as many:
        page = words(browser.get(address))
    assert len(many) == len(few)
    assert "Page 1 of 201" in page
    assert processor_seconds(browser.get, address) < 0.1


@pytest.mark.timed
def test_a_person_in_two_thousand_organizations_has_quick_pages(here, ann, eve):
    """Source: ROL-10, ROL-12."""
    known = _values(Organization.objects.get(pk=here))
    rows = [
        Organization(**{**known, "id": uuid4(), "tin_index": f"t{number}", "submitter_id": f"s{number}"})
        for number in range(2000)
    ]
    Organization.objects.bulk_create(rows, batch_size=500)
    RoleGrant.objects.bulk_create(
        [RoleGrant(person_id=ann, role_id=APPROVER, organization=row, granted_at=AT) for row in rows], batch_size=500
    )
    counted()
    browser = signed_in(ann)
    for address in ("/my-roles", "/my-organizations", "/home", "/my-roles?organization=sunshine&page=40"):
        assert browser.get(address).status_code == 200
        assert processor_seconds(browser.get, address) < 0.1, address


def counted() -> None:
    """Let the database count its rows, as it does by itself in time: its plans rest on that."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
