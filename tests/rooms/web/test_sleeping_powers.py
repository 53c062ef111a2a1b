"""Attacks by an approver whose role counts for nothing at present: whatever they read as approver is closed to them.

The moment decides, not whether a sweep has come by and put it on record.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, END_USER, a_person, a_request, holds
from tests.rooms.recertification.years import Office, an_office, awake, day
from vestibule.access.actions import export_members, take_record
from vestibule.access.jobs import deactivate
from vestibule.access.members import visible_member, visible_membership
from vestibule.access.models import RoleGrant
from vestibule.access.queries import visible_request
from vestibule.access.record import visible_record
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import Refused
from vestibule.recertification.actions import take_evidence
from vestibule.recertification.evidence import visible_evidence
from vestibule.recertification.jobs import certify

pytestmark = pytest.mark.django_db

NOW = day(330)


@pytest.fixture(scope="module")
def built(stage) -> Office:
    """Return an office with a member whose role is to be certified; its approver is awake."""
    office = an_office()
    awake([office.approver, office.backup, *office.members], NOW)
    return office


@pytest.fixture
def office(built, asked, travel) -> Office:
    """Return the office at the moment at which all happens."""
    travel(NOW)
    return built  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def asked(built) -> UUID:
    """Return a request that waits for the office's decision."""
    return a_request(a_person("Rita", "Requester"), built.id, at=NOW)


def is_inactive(office: Office) -> None:
    awake([office.approver], NOW - timedelta(days=31))


def is_inactive_on_record(office: Office) -> None:
    is_inactive(office)
    deactivate(at=NOW)


def is_overdue(office: Office) -> None:
    since = NOW - timedelta(days=366)
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=since)


def is_suspended(office: Office) -> None:
    is_overdue(office)
    certify(at=NOW)


SLEEPS = [
    (is_inactive, "access.inactive"),
    (is_inactive_on_record, "access.inactive"),
    (is_overdue, "certification.suspended"),
    (is_suspended, "certification.suspended"),
]
sleeping = pytest.mark.parametrize(("sleeps", "why"), SLEEPS)
Sleep = Callable[[Office], None]


def pages(office: Office, asked: UUID) -> list[str]:
    """Return the addresses that show an approver what is the organization's."""
    here = f"/my-organizations/{office.id}"
    return [
        f"{here}/members",
        f"{here}/invitations",
        f"{here}/record",
        f"{here}/certifications",
        f"/my-organizations/members/{office.roles[0]}/remove",
        f"/my-approvals/{asked}/correct",
    ]


@pytest.mark.said
@sleeping
def test_no_page_of_the_organization_opens(office, asked, sleeps: Sleep, why):
    """Source: ROL-12, ROL-7, LIF-1, LIF-4. While awake each of them does."""
    browser = signed_in(office.approver)
    assert [browser.get(page).status_code for page in pages(office, asked)] == [200] * 6
    sleeps(office)
    for page in pages(office, asked):
        answer = browser.get(page)
        assert answer.status_code == 409, page
        assert "Eve" not in words(answer), page
        assert "Rita" not in words(answer), page


@sleeping
def test_nothing_is_taken_away(office, sleeps: Sleep, why):
    """Source: ROL-12, AUD-1, AUD-2, LIF-3. Nor looked for by an address; the record has nothing of it."""
    browser, here = signed_in(office.approver), f"/my-organizations/{office.id}"
    sleeps(office)
    before = consequences()
    taken = [
        browser.post(f"{here}/members.csv"),
        browser.post(f"{here}/record"),
        browser.post(f"{here}/certifications", {"year": "2027", "form": "csv"}),
        browser.post(f"{here}/members", {"who": "eve.enduser-aa@example.com"}),
    ]
    assert [answer.status_code for answer in taken] == [409] * 4
    assert consequences() - before == NONE


@pytest.mark.said
@sleeping
def test_the_guards_refuse_by_the_moment_they_are_handed(office, asked, sleeps: Sleep, why):
    """Source: ROL-12, LIF-1, LIF-4. Beneath the pages: every read and every deed that takes something away."""
    ada = person(office.approver)
    deeds = [
        lambda: visible_membership(office.id, to=ada, at=NOW),
        lambda: visible_member(office.roles[0], to=ada, at=NOW),
        lambda: visible_record(office.id, to=ada, at=NOW),
        lambda: visible_evidence(office.id, 2027, ada, at=NOW),
        lambda: visible_request(asked, to=ada, at=NOW),
        lambda: export_members(office.id, by=ada, at=NOW),
        lambda: take_record(office.id, by=ada, at=NOW),
        lambda: take_evidence(office.id, 2027, form="csv", by=ada, at=NOW),
    ]
    for deed in deeds:
        deed()
    sleeps(office)
    for deed in deeds:
        with pytest.raises(Refused, match=why.replace(".", r"\.")):
            deed()


@pytest.mark.said
@sleeping
def test_the_lists_of_what_waits_show_nobody_and_say_why(office, asked, sleeps: Sleep, why):
    """Source: ROL-7, LIF-3, LIF-1, LIF-4. No request, no correction, no role to certify, and no number of them."""
    browser = signed_in(office.approver)
    assert "Rita" in words(browser.get("/my-approvals"))
    assert "Eve" in words(browser.get("/certifications"))
    sleeps(office)
    for page in ("/my-approvals", "/certifications"):
        shown = words(browser.get(page))
        assert "Rita" not in shown
        assert "Eve" not in shown
        assert ("inactive" if why == "access.inactive" else "suspended") in shown


@pytest.mark.said
def test_the_other_organizations_stay_open(office):
    """Source: LIF-4, ORG-7. One of two roles is overdue: it is worth nothing there, and the other what it was."""
    other = an_office("Moonlight", letter="B")
    holds(office.approver, APPROVER, other.id, at=NOW)
    RoleGrant.objects.filter(person_id=office.approver, organization_id=office.id).update(
        counted_from=NOW - timedelta(days=366)
    )
    browser = signed_in(office.approver)
    assert browser.get(f"/my-organizations/{office.id}/members").status_code == 409
    assert browser.get(f"/my-organizations/{other.id}/members").status_code == 200


@pytest.mark.said
def test_to_who_never_had_the_right_the_page_is_not_there_either_way(office):
    """Source: ROL-12. A member who is inactive learns no more than one who isn't."""
    member = a_person("Uma", "Member")
    holds(member, END_USER, office.id, at=NOW)
    awake([member], NOW - timedelta(days=31))
    assert signed_in(member).get(f"/my-organizations/{office.id}/members").status_code == 404
