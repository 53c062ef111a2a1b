"""Approvers are told by when the help desk must certify them: 45, 30, 14, 7 and 1 days before, each once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import END_USER
from tests.rooms.desk.casing import staff
from tests.rooms.recertification.years import Office, an_office, day, grant, mailed, swept
from vestibule.access.certifications import open_at
from vestibule.access.models import RoleGrant
from vestibule.access.queries import active_grants
from vestibule.access.reviewing import by_desk_among, for_desk, for_desk_now
from vestibule.accounts.models import Person
from vestibule.desk import actions as desk
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.recertification.jobs import certify, foresee

pytestmark = pytest.mark.django_db

KIND = "certification_by_desk"
DUE = 200 + 365  # the office's approvers hold their roles since day 200


@pytest.fixture
def office() -> Office:
    """Return an office whose approver and backup are to be certified by day 565."""
    return an_office()


def told(who) -> int:
    """Return how often somebody was told that the help desk is to certify their role."""
    return len(mailed(who, KIND))


def before(days: int) -> int:
    """Return the day so many days before it is due."""
    return DUE - days


def test_an_approver_is_told_by_when_the_help_desk_must_certify_them(office):
    """Source: LIF-3 (APP 0), ORG-9. The backup as well; a member isn't, whose approver is told."""
    swept(day(before(46)))
    assert told(office.approver) == 0
    swept(day(before(45)))
    mail = Mail.objects.get(person_id=office.approver, kind__endswith=KIND)
    assert "FCSO – Provider Office Approver at Sunshine Medical Group, LLC by Sept. 26, 2027" in (mail.text or "")
    assert (told(office.backup), told(office.members[0])) == (1, 0)


@pytest.mark.once
def test_five_mails_each_once_however_often_it_is_swept(office):
    """Source: LIF-3, LIF-7."""
    deadlines = {before(days) for days in (45, 30, 14, 7, 1)}
    for number in range(before(50), DUE + 3):
        certify(at=day(number))
        if number in deadlines:
            swept(day(number))
    assert (told(office.approver), told(office.backup)) == (5, 5)
    assert Entry.objects.filter(fact="recertification.holder_reminded").count() == 10


@pytest.mark.parametrize(
    ("numbers", "times"),
    [
        ([before(5)], 1),  # a worker that was down for weeks: the latest alone
        ([before(45), before(6)], 2),
        ([before(30), before(31), before(30)], 1),  # a clock set back
        ([DUE + 1], 0),  # late: that is told by itself
    ],
)
def test_after_standstill_the_latest_is_told_alone(office, numbers, times):
    """Source: LIF-7."""
    swept(*(day(number) for number in numbers))
    assert told(office.approver) == times


def test_who_is_certified_or_gone_is_told_no_more(office):
    """Source: LIF-3. And a year later anew."""
    swept(day(before(45)))
    mine = RoleGrant.objects.get(person_id=office.approver)
    desk.certify_role(mine.pk, by=staff(), at=day(before(40)))
    Person.objects.filter(pk=office.backup).update(state="disabled")
    swept(*(day(before(number)) for number in (30, 14, 7, 1)))
    assert (told(office.approver), told(office.backup)) == (1, 1)
    again = before(40) + 365 - 45
    swept(day(again))
    assert told(office.approver) == 2
    assert grant(mine.pk).ended_at is None


def test_members_of_whom_nobody_can_certify_are_told_that_the_help_desk_does(office):
    """Source: LIF-3, ORG-9. What befalls an approver never falls on the members: they keep the role, and are told."""
    RoleGrant.objects.filter(person_id__in=[office.approver, office.backup]).update(ended_at=day(210), ended_why="left")
    swept(day(365 - 30))
    assert told(office.members[0]) == 1
    assert len(active_grants(office.members[0])) == 1


@pytest.mark.parametrize("left", [("approver", "backup"), ("approver",), ()])
def test_of_many_roles_the_help_desks_are_told_apart_as_of_each(office, left):
    """Source: LIF-3, ORG-9. Whether one asks role by role, for many, or for all that there are."""
    lone, gone = an_office("Lone Star Clinic", letter="B"), {"approver", "backup"} - set(left)
    for each in gone:
        RoleGrant.objects.filter(person_id=getattr(lone, each)).update(ended_at=day(210), ended_why="left")
    own = {"person_id": lone.approver, "role_id": END_USER, "organization_id": lone.id, "granted_at": day(0)}
    RoleGrant.objects.create(**own)  # which nobody certifies for themself
    rows = RoleGrant.objects.select_related("role").filter(ended_at=None)
    by_desk = by_desk_among(rows)
    assert by_desk == set(for_desk().values_list("pk", flat=True))
    assert by_desk == {each.pk for each in rows if by_desk_among([each])}
    due = day(before(0), hour=1)
    assert by_desk & set(open_at(RoleGrant.objects.filter(ended_at=None), due).values_list("pk", flat=True)) == {
        pk for part in for_desk_now(due) for pk in part.values_list("pk", flat=True)
    }
    assert {
        *RoleGrant.objects.filter(person_id__in=[office.approver, office.backup]).values_list("pk", flat=True)
    } <= by_desk
    assert not by_desk & set(office.roles)
    assert (lone.roles[0] in by_desk) is (not left)


def test_the_preview_says_who_would_be_told(office):
    """Source: LIF-7."""
    swept(day(before(46)))
    assert [each.deed for each in foresee(day(before(46)))] == []
    swept(day(before(45), hour=1))
    assert "tell-holder-30-days" in {each.deed for each in foresee(day(before(30)) + timedelta(hours=1))}


@pytest.mark.parametrize("number", [44, 30, 5])
def test_the_preview_names_each_holder_once_as_the_sweep_then_tells_them(office, number):
    """Source: LIF-7. Of several deadlines the latest; and whoever was told already isn't named to the database."""
    swept(day(before(45)))  # since then they stand in the help desk's queue
    at = day(before(number), hour=2)
    with CaptureQueriesContext(connection) as asked:
        foreseen = [each for each in foresee(at) if each.deed.startswith("tell-holder")]
    assert len({each.row for each in foreseen}) == len(foreseen)
    ids = {str(each.person_id) for each in foreseen} | {each.row.removeprefix("role ") for each in foreseen}
    assert not any(one.replace("-", "") in query["sql"].replace("-", "") for one in ids for query in asked)
    times = told(office.approver), told(office.backup)

    swept(at)
    named = [sum(each.person_id == who for each in foreseen) for who in (office.approver, office.backup)]
    assert [told(office.approver) - times[0], told(office.backup) - times[1]] == named
