"""Who may certify whose role: attacks first, then the decisions themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import AT, BACKUP, a_person, a_request, holds
from tests.rooms.access.consequences import consequences
from tests.rooms.desk.casing import leaves, staff
from tests.rooms.recertification.years import REASON, Office, an_office, awake, day, grant, mailed, swept
from vestibule.access.actions import approve_request, end_grant
from vestibule.access.models import RoleGrant
from vestibule.access.queries import admission
from vestibule.accounts.models import Person
from vestibule.desk import actions as desk
from vestibule.desk.policy.cases import CERTIFICATION
from vestibule.kernel.actor import OPERATOR, Actor, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.recertification.actions import keep_role, remove_role
from vestibule.recertification.models import Review
from vestibule.recertification.upkeep import queue_for_desk

pytestmark = pytest.mark.django_db

NOW = day(330)


@pytest.fixture(scope="module")
def office(stage) -> Office:
    office = an_office(members=2)
    awake([office.approver, office.backup, *office.members], NOW)
    return office


def keeps(who: Actor, grant_id, at=NOW) -> None:
    keep_role(grant_id, looked_at=True, by=who, at=at)


def removes(who: Actor, grant_id, at=NOW) -> None:
    remove_role(grant_id, reason=REASON, looked_at=True, by=who, at=at)


DEEDS = [keeps, removes]


def own_grant(who, kind: str = "spot") -> RoleGrant:
    """Return the one role that somebody holds."""
    return RoleGrant.objects.get(person_id=who, ended_at=None)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["approver", "backup"])
def test_nobody_certifies_their_own_role(office, deed, who):
    """Source: ROL-7, LIF-3."""
    mine = getattr(office, who)
    before = consequences()
    with pytest.raises(Refused, match=r"certification\.own_role"):
        deed(person(mine), own_grant(mine).pk)
    assert consequences() == before


@pytest.mark.parametrize("deed", DEEDS)
def test_an_approver_certifies_no_approvers_role(office, deed):
    """Source: LIF-3. Not the backup's, and a backup not the approver's: the help desk does."""
    for who, whose in ((office.approver, office.backup), (office.backup, office.approver)):
        with pytest.raises(Refused, match=r"certification\.desk_certifies"):
            deed(person(who), own_grant(whose).pk)


@pytest.mark.parametrize("deed", DEEDS)
def test_to_all_who_never_had_the_right_the_role_is_not_there(office, deed):
    """Source: ROL-7. Another organization's approver, an end user, who is invited, who works at the help desk, none."""
    other = an_office("Moonlight", letter="B")
    awake([other.approver], NOW)
    agent = staff()
    nobodies = [person(other.approver), person(office.members[1]), agent, visitor(), person(uuid4())]
    before = consequences()
    for who in nobodies:
        with pytest.raises(NotFound):
            deed(who, office.roles[0])
    with pytest.raises(NotFound):
        deed(person(office.approver), uuid4())
    assert consequences() == before


@pytest.mark.parametrize("deed", DEEDS)
def test_whose_right_has_ended_decides_nothing(office, deed):
    """Source: ROL-7. Nor learns whether somebody did."""
    end_grant(own_grant(office.backup).pk, why="left", by=OPERATOR, at=NOW)
    keeps(person(office.approver), office.roles[0])
    for role in office.roles:
        with pytest.raises(Refused, match=r"certification\.right_ended"):
            deed(person(office.backup), role)


@pytest.mark.parametrize("deed", DEEDS)
def test_who_is_inactive_or_suspended_certifies_nobody(office, deed):
    """Source: LIF-1, LIF-4."""
    awake([office.backup], NOW - timedelta(days=40))
    with pytest.raises(Refused, match=r"access\.inactive"):
        deed(person(office.backup), office.roles[0])
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=AT - timedelta(days=100))
    with pytest.raises(Refused, match=r"certification\.suspended"):
        deed(person(office.approver), office.roles[0])


@pytest.mark.parametrize("deed", DEEDS)
def test_a_role_that_has_ended_is_neither_kept_nor_removed(office, deed):
    """Source: LIF-3."""
    end_grant(office.roles[0], why="given_up", by=OPERATOR, at=NOW)
    with pytest.raises(Refused, match=r"grant\.ended"):
        deed(person(office.approver), office.roles[0])


@pytest.mark.parametrize("deed", DEEDS)
def test_not_before_it_is_asked_for(office, deed):
    """Source: LIF-3. The year that was certified is had."""
    early = day(319, hour=23)
    awake([office.approver], early)
    with pytest.raises(Refused, match=r"certification\.too_early"):
        deed(person(office.approver), office.roles[0], early)


@pytest.mark.parametrize("second", DEEDS)
@pytest.mark.parametrize(("first", "told"), [(keeps, "already_certified"), (removes, "already_removed")])
def test_the_first_decision_counts_and_the_second_is_told_whose(office, first, told, second):
    """Source: LIF-3, ROL-8."""
    first(person(office.backup), office.roles[0])
    before = consequences()
    with pytest.raises(Refused, match=rf"certification\.{told}: Ben Backup-A"):
        second(person(office.approver), office.roles[0])
    assert consequences() == before


def test_a_removal_wants_a_reason_and_the_member_reads_it(office):
    """Source: LIF-3, NEW-1."""
    with pytest.raises(Refused, match=r"request\.reason_too_short"):
        remove_role(office.roles[0], reason="no", looked_at=True, by=person(office.approver), at=NOW)
    removes(person(office.approver), office.roles[0])
    assert grant(office.roles[0]).ended_why == "not_kept"
    mail = Mail.objects.get(kind="recertification/role_not_kept")
    assert REASON in str(mail.text)
    assert "Ada Approver-A" in str(mail.text)
    assert not admission(office.members[0], "spot", at=NOW).admitted


def test_what_was_decided_is_kept_with_its_evidence(office):
    """Source: LIF-3, AUD-1."""
    keep_role(office.roles[0], looked_at=False, by=person(office.backup), at=NOW)
    row = Review.objects.get()
    assert (row.outcome, row.decided_by, row.looked_at, row.by_desk) == ("kept", office.backup, False, False)
    assert row.was_due.isoformat() == "2027-03-10"


def test_a_new_password_revives_no_suspended_role(office):
    """Source: LIF-2, LIF-4."""
    late = day(366)
    swept(late)
    awake(office.members, late)
    assert admission(office.members[0], "spot", at=late).standing == "suspended"


def test_what_befalls_an_approver_never_falls_on_the_members(office):
    """Source: ORG-9. The last ones are suspended: the members stay in, and the help desk certifies them meanwhile."""
    RoleGrant.objects.filter(person_id__in=[office.approver, office.backup]).update(counted_from=day(-36))
    swept(NOW)
    assert own_grant(office.approver).suspended_at == NOW
    assert admission(office.members[0], "spot", at=NOW).admitted
    by = staff()
    queue_for_desk(at=NOW)
    desk.certify_role(office.roles[0], by=by, at=NOW)
    assert grant(office.roles[0]).certified_by == by.person_id


# The help desk's part.


@pytest.fixture
def due_approver(office):
    """Return an approver's role that is due."""
    role = own_grant(office.approver)
    RoleGrant.objects.filter(pk=role.pk).update(counted_from=AT)
    queue_for_desk(at=NOW)
    return role


def desk_keeps(who: Actor, grant_id) -> None:
    desk.certify_role(grant_id, by=who, at=NOW)


def desk_removes(who: Actor, grant_id) -> None:
    desk.remove_at_certification(grant_id, reason=REASON, by=who, at=NOW)


DESK_DEEDS = [desk_keeps, desk_removes]


@pytest.mark.parametrize("deed", DESK_DEEDS)
def test_the_help_desk_certifies_no_end_user_whose_approvers_can(office, deed):
    """Source: LIF-3, ROL-7."""
    with pytest.raises((Refused, NotFound)):
        deed(staff(), office.roles[0])
    assert not Review.objects.exists()


@pytest.mark.parametrize("deed", DESK_DEEDS)
def test_nobody_at_the_help_desk_certifies_themself(office, due_approver, deed):
    """Source: HLP-2, ROL-7."""
    desk.appoint_staff(office.approver, "supervisor", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match=r"case\.own"):
        deed(person(office.approver), due_approver.pk)


@pytest.mark.parametrize("deed", DESK_DEEDS)
def test_an_agent_certifies_no_colleague_and_a_supervisor_does(office, due_approver, deed):
    """Source: HLP-2. It would let in or shut out somebody of the help desk."""
    desk.appoint_staff(office.approver, "agent", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match="colleague"):
        deed(staff(), due_approver.pk)
    deed(staff("Sue", "Visor", "supervisor"), due_approver.pk)
    assert Review.objects.get().by_desk


@pytest.mark.parametrize("deed", DESK_DEEDS)
def test_who_works_at_the_help_desk_no_longer_decides_nothing(due_approver, deed):
    """Source: HLP-2."""
    gone = staff()
    leaves(gone)
    for who in (gone, person(a_person("Eve", "Nobody")), visitor()):
        with pytest.raises((Refused, NotFound)):
            deed(who, due_approver.pk)
    assert not Review.objects.exists()


def test_a_colleagues_claim_holds_a_certification(due_approver):
    """Source: HLP-1."""
    desk.claim_case(CERTIFICATION, due_approver.pk, by=staff(), at=NOW)
    with pytest.raises(Refused, match=r"case\.claimed"):
        desk_keeps(staff("Sal", "Second"), due_approver.pk)


def test_the_help_desk_is_not_named_to_who_was_removed(office, due_approver):
    """Source: LIF-3, HLP-2."""
    desk_removes(staff(), due_approver.pk)
    mail = Mail.objects.get(kind="recertification/role_not_kept")
    assert "the help desk removed your role" in str(mail.text)
    assert "Stan" not in str(mail.text)
    assert mailed(office.approver) == ["recertification/role_not_kept"]


def test_a_suspended_approver_decides_on_no_request(office):
    """Source: LIF-4, ROL-7."""
    asks = a_person("Uma", "Asks")
    request_id = a_request(asks, office.id, at=NOW)
    RoleGrant.objects.filter(person_id=office.approver).update(counted_from=AT - timedelta(days=100))
    with pytest.raises(Refused, match=r"certification\.suspended"):
        approve_request(request_id, by=person(office.approver), at=NOW)


def test_a_disabled_member_can_be_removed(office):
    """Source: LIF-3. What is to be certified doesn't hang on the account."""
    Person.objects.filter(pk=office.members[0]).update(state="disabled")
    removes(person(office.approver), office.roles[0])
    assert mailed(office.members[0]) == []


def test_an_upgraded_member_is_no_longer_the_approvers_to_certify(office):
    """Source: ROL-4, LIF-3."""
    holds(office.members[0], BACKUP, office.id, at=NOW)
    with pytest.raises(Refused, match=r"grant\.ended"):
        keeps(person(office.approver), office.roles[0])
