"""What the pages say of an organization that is about to lose its last active approver: to each what is theirs."""

import pytest

from tests.browsing import signed_in, words
from tests.people import END_USER, a_person, holds
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.recertification.years import Office, an_office, awake, day
from vestibule.access.actions import end_grant
from vestibule.access.jobs import watch_continuity
from vestibule.access.models import RoleGrant
from vestibule.desk.actions import look_at_organization
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

pytestmark = pytest.mark.django_db

NOW = day(360)


@pytest.fixture
def office(travel) -> Office:
    """Return an office whose only approver is to be certified within days, and which was warned."""
    office = an_office()
    end_grant(RoleGrant.objects.get(person_id=office.backup).pk, why="left", by=OPERATOR, at=day(300))
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=day(0))
    RoleGrant.objects.filter(person_id__in=office.members).update(counted_from=day(300))
    awake([office.approver, *office.members], NOW)
    watch_continuity(at=NOW)
    travel(NOW)
    return office


@pytest.mark.said
def test_the_approver_reads_cause_day_and_what_to_do(office):
    """Source: ORG-9, ROL-12. On the members' page and under Manage My Roles."""
    browser = signed_in(office.approver)
    for page in (f"/my-organizations/{office.id}/members", "/my-roles"):
        shown = words(browser.get(page))
        assert "to be certified by the help desk by March 10, 2027, and was not yet" in shown
    assert "a backup approver whom the organization form names" in words(
        browser.get(f"/my-organizations/{office.id}/members")
    )


def test_a_member_reads_that_their_access_stays_and_no_cause(office):
    """Source: ORG-9, ROL-10."""
    shown = words(signed_in(office.members[0]).get("/my-roles"))
    assert "From the end of March 10, 2027 on nobody may be able to decide for this organization." in shown
    assert "Your access stays as it is; the help desk decides meanwhile." in shown
    assert "was not yet" not in shown


@pytest.mark.said
def test_of_other_organizations_nobody_reads_anything(office):
    """Source: ORG-9. A member there, and who holds the role in another organization."""
    other = an_office("Moonlight", letter="B")
    awake([other.approver], clock.now())
    una = a_person("Una", "User")
    holds(una, END_USER, other.id, at=clock.now())
    for who in (other.approver, una):
        assert "nobody may be able to decide" not in words(signed_in(who).get("/my-roles"))


@pytest.mark.said
def test_the_help_desk_has_a_list_and_reads_it_at_the_organization(office):
    """Source: ORG-9, HLP-1, HLP-2. Who is meant stands in the story, behind a reason."""
    agent = staff()
    browser = at_browser(agent)
    assert "Organizations that lose their last approver 1" in words(browser.get("/help-desk"))
    shown = words(browser.get("/help-desk/continuity"))
    assert "Sunshine Medical Group, LLC" in shown
    assert "Not certified yet" in shown
    assert "Ada" not in shown
    look_at_organization(office.id, reason="They may lose their approver.", by=agent, at=clock.now())
    assert "is about to lose its last active approver" in words(browser.get(f"/help-desk/organizations/{office.id}"))
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=NOW)
    assert "No organization is about to lose" in words(browser.get("/help-desk/continuity"))
    assert "lose their last approver" not in words(browser.get("/help-desk"))
