"""Annual Role Certifications through the pages: singly, many at once, and what is said of each."""

import pytest

from tests.browsing import signed_in, words
from tests.people import APPROVER, AT, a_person, holds
from tests.rooms.desk.casing import at_browser, staff
from tests.rooms.recertification.years import REASON, Office, an_office, day, grant, swept
from vestibule.access.models import RoleGrant
from vestibule.recertification.models import Review

pytestmark = pytest.mark.django_db

FOREIGN = "isn't there, or isn't yours to certify: nothing was done"


@pytest.fixture(scope="module")
def built(stage) -> Office:
    return an_office(members=3)


@pytest.fixture
def office(built: Office, travel) -> Office:
    travel(day(330))
    return built


@pytest.fixture
def ada(office):
    return signed_in(office.approver)


@pytest.mark.said
def test_the_tile_counts_and_the_page_shows_the_evidence(office, ada):
    """Source: ROL-1, LIF-3."""
    assert "Annual Role Certifications 3" in words(ada.get("/home"))
    page = words(ada.get("/certifications"))
    for said in ("Eve Enduser-Aa", "March 10, 2027", "March 10, 2026 , by the operator", "Never yet", "Keep", "Remove"):
        assert said in page, said
    member = signed_in(office.members[0])
    assert "Annual Role Certifications" not in words(member.get("/home"))
    assert "Nothing waits for you" in words(member.get("/certifications"))


def test_kept_and_removed_singly(office, ada):
    """Source: LIF-3."""
    page = ada.post(f"/certifications/{office.roles[0]}/keep", follow=True)
    assert "SPOT End User of Eve Enduser-Aa was certified. It is due again by Feb. 3, 2028" in words(page)
    refused = ada.post(f"/certifications/{office.roles[1]}/remove", {"removal_reason": ""})
    assert refused.status_code == 422
    assert "Reason for removal is required" in words(refused)
    page = ada.post(f"/certifications/{office.roles[1]}/remove", {"removal_reason": REASON}, follow=True)
    assert "The role FCSO – SPOT End User of Eve Enduser-Ab was removed" in words(page)
    assert all(row.looked_at for row in Review.objects.all())
    again = ada.post(f"/certifications/{office.roles[1]}/keep")
    assert "Ada Approver-A removed this role already, on Feb. 3, 2027" in words(again)


@pytest.mark.said
def test_what_was_not_looked_at_is_kept_only_by_who_says_so(office, ada):
    """Source: LIF-3. And says of how many: a number that was true of other rows isn't enough."""
    roles = [str(role) for role in office.roles]
    many = {"move": "keep", "role": roles, "looked_at": roles[:1]}
    for said in ("", "1", "3", "-2", "two"):
        page = ada.post("/certifications/decide", {**many, "not_looked_at": said})
        assert page.status_code == 422
        assert "You have not looked at the evidence of 2 of these." in words(page)
    assert not Review.objects.exists()
    assert "I have not looked at 2 of these, and keep them all the same." in words(page)
    page = words(ada.post("/certifications/decide", {**many, "not_looked_at": "2"}))
    assert page.count("SPOT End User: certified.") == 3
    assert Review.objects.filter(looked_at=True).count() == 1


def test_looked_at_all_of_them_nothing_more_is_asked(office, ada):
    """Source: LIF-3."""
    roles = [str(role) for role in office.roles]
    page = ada.post("/certifications/decide", {"move": "keep", "role": roles, "looked_at": roles})
    assert page.status_code == 200
    assert Review.objects.filter(looked_at=True).count() == 3


@pytest.mark.said
def test_a_role_of_another_organization_among_many_is_left_alone_and_said(office, ada):
    """Source: ROL-7, LIF-3. As is an approver's, one's own, and what is no id at all."""
    other = an_office("Moonlight", letter="B")
    own = RoleGrant.objects.get(person_id=office.approver).pk
    backup = RoleGrant.objects.get(person_id=office.backup).pk
    roles = [str(each) for each in (office.roles[0], other.roles[0], own, backup)] + ["nothing"]
    for move in ("keep", "remove"):
        sent = {"move": move, "role": roles, "looked_at": roles, "removal_reason": REASON}
        page = words(ada.post("/certifications/decide", sent))
        assert page.count(FOREIGN) == 2
        assert "Nobody certifies their own role" in page
        assert "is certified by the help desk" in page
        assert "Eve Enduser-B" not in page
    assert [row.grant_id for row in Review.objects.all()] == [office.roles[0]]


@pytest.mark.said
def test_many_are_removed_with_one_reason(office, ada):
    """Source: LIF-3."""
    roles = [str(role) for role in office.roles[:2]]
    page = ada.post("/certifications/decide", {"move": "remove", "role": roles, "removal_reason": "no"})
    assert page.status_code == 422
    page = words(ada.post("/certifications/decide", {"move": "remove", "role": roles, "removal_reason": REASON}))
    assert page.count("removed.") == 2
    assert [grant(role).ended_why for role in office.roles] == ["not_kept", "not_kept", ""]


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize("sent", [{"move": "keep"}, {"move": "remove", "removal_reason": REASON}, {"role": "x"}])
def test_nothing_ticked_is_said(ada, sent):
    """Source: LIF-3."""
    page = ada.post("/certifications/decide", sent)
    assert page.status_code == 422
    assert "Tick the roles that you want to decide on" in words(page)


@pytest.mark.said
def test_my_roles_shows_when_by_whom_and_since_when(office, ada, travel):
    """Source: LIF-3, ROL-10."""
    ada.post(f"/certifications/{office.roles[0]}/keep")
    kept = signed_in(office.members[0])
    page = words(kept.get("/my-roles"))
    assert "Certified on Feb. 3, 2027" in page
    assert "To be certified by Feb. 3, 2028" in page
    assert "Certified by: an approver or backup approver of the organization" in page
    assert "Certified by: the help desk" in words(ada.get("/my-roles"))
    travel(day(366))
    late = signed_in(office.members[1])
    page = words(late.get("/my-roles"))
    assert "Suspended: it was to be certified by March 10, 2027." in page
    assert "A certification restores it until March 24, 2027; then it is revoked." in page


@pytest.mark.said
def test_the_help_desk_claims_an_approvers_role_and_certifies_it(office, travel):
    """Source: LIF-3, HLP-1."""
    role = RoleGrant.objects.get(person_id=office.approver)
    RoleGrant.objects.filter(pk=role.pk).update(counted_from=AT)
    swept(day(330))
    desk = at_browser(staff())
    assert "Annual role certifications" in words(desk.get("/help-desk"))
    page = desk.post(f"/help-desk/certifications/{role.pk}/claim", follow=True)
    assert "Ada Approver-A" in words(page)
    assert "Last sign-in to the application" in words(page)
    page = desk.post(f"/help-desk/certifications/{role.pk}/keep", follow=True)
    assert "The role was certified for another year." in words(page)
    assert Review.objects.get().by_desk
    assert desk.get(f"/help-desk/certifications/{role.pk}").status_code == 404


@pytest.mark.said
def test_the_help_desk_removes_an_approvers_role_with_a_reason(office):
    """Source: LIF-3, HLP-1."""
    role = holds(a_person("Cy", "Second"), APPROVER, office.id, at=AT)
    swept(day(330))
    desk = at_browser(staff())
    desk.post(f"/help-desk/certifications/{role}/claim")
    assert desk.post(f"/help-desk/certifications/{role}/remove", {"removal_reason": "no"}).status_code == 422
    page = desk.post(f"/help-desk/certifications/{role}/remove", {"removal_reason": REASON}, follow=True)
    assert "The role was removed. Its holder is told why." in words(page)
    assert grant(role).ended_why == "not_kept"


@pytest.mark.said
def test_a_suspended_approver_sees_no_members_until_somebody_certified_the_role(office, ada):
    """Source: LIF-4, ROL-12. The powers of the role sleep, reading among them."""
    address = f"/my-organizations/{office.id}/members"
    assert "Eve Enduser-Aa" in words(ada.get(address))
    RoleGrant.objects.filter(person_id=office.approver).update(suspended_at=day(400))
    page = words(ada.get(address))
    assert "is suspended" in page
    assert "Eve Enduser-Aa" not in page
    RoleGrant.objects.filter(person_id=office.approver).update(suspended_at=None)
    assert "Eve Enduser-Aa" in words(ada.get(address))
