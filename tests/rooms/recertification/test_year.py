"""A role's year: asked for in time, once; suspended, restored, revoked, each once, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import END_USER, a_person, holds
from tests.rooms.recertification.years import (
    HERE,
    MOMENT,
    REASON,
    Office,
    an_office,
    awake,
    day,
    grant,
    mailed,
    swept,
)
from vestibule.access.actions import certifying
from vestibule.access.certifications import places_in_sets, to_suspend
from vestibule.access.policy import year
from vestibule.access.policy.year import Season
from vestibule.access.queries import admission
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import AccessRules
from vestibule.recertification import jobs
from vestibule.recertification.actions import keep_role, remove_role
from vestibule.recertification.jobs import certify, foresee

pytestmark = pytest.mark.django_db

RULES = AccessRules()


@pytest.fixture
def office() -> Office:
    return an_office()


def recorded(fact: str) -> int:
    """Count what is on record of a kind."""
    return Entry.objects.filter(fact=fact).count()


def admitted(office: Office, at: datetime) -> bool:
    """Say whether the member gets into the application, whose other clock runs."""
    awake([*office.members, office.approver, office.backup], at)
    return admission(office.members[0], "spot", at=at).admitted


@pytest.mark.parametrize(
    ("began", "certify_by"),
    [
        (datetime(2026, 3, 10, 14, 0, tzinfo=UTC), date(2027, 3, 10)),
        (datetime(2027, 3, 10, 17, 0, tzinfo=UTC), date(2028, 3, 9)),  # a leap year has a day more
        (datetime(2028, 2, 29, 17, 0, tzinfo=UTC), date(2029, 2, 28)),
        (datetime(2026, 3, 8, 4, 30, tzinfo=UTC), date(2027, 3, 7)),  # the evening before; summer time begins that day
        (datetime(2026, 11, 2, 4, 30, tzinfo=UTC), date(2027, 11, 1)),  # summer time has ended a day before
    ],
)
def test_a_year_has_365_days_on_the_calendar_and_the_last_counts_to_its_end(began, certify_by):
    """Source: LIF-3."""
    days = year.year_of(began, RULES, zone=HERE)
    assert days.certify_by == certify_by
    assert (days.opens, days.restored_until) == (certify_by - timedelta(days=45), certify_by + timedelta(days=14))
    midnight = datetime(certify_by.year, certify_by.month, certify_by.day, tzinfo=HERE) + timedelta(days=1)
    for at, stands in ((midnight - MOMENT, Season.OPEN), (midnight, Season.SUSPENDED)):
        assert year.season(began, None, RULES, at=at.astimezone(UTC), zone=HERE) is stands
        assert (began < year.late_before(RULES, at=at, zone=HERE)) is (stands is Season.SUSPENDED)


def test_days_364_365_366(office):
    """Source: LIF-3, LIF-4. No sweep has come by: the door goes by the calendar."""
    assert admitted(office, day(364))
    assert admitted(office, day(365, hour=23))
    late = day(366, hour=0)
    assert not admitted(office, late)
    assert admission(office.members[0], "spot", at=late).standing == "suspended"


@pytest.mark.once
def test_reviewers_are_asked_five_times_and_the_member_is_told_what_happened(office):
    """Source: LIF-3, LIF-4, NEW-1. Swept twice a day beside each deadline; the days between stand in the test below."""
    deadlines = (320, 335, 351, 358, 364, 366, 380)
    for number in sorted({day_of + beside for day_of in deadlines for beside in (-1, 0, 1)}):
        awake([office.approver, office.backup], day(number, hour=0))
        swept(day(number, hour=1), day(number, hour=22))
    asked = ["recertification/certifications_due"] * 5
    for reviewer in (office.approver, office.backup):
        assert mailed(reviewer) == [*asked, "recertification/roles_suspended", "recertification/roles_revoked"]
    assert mailed(office.members[0]) == ["access/role_suspended", "access/role_revoked"]
    assert recorded("access.role_suspended") == recorded("access.role_revoked") == 1
    row = grant(office.roles[0])
    assert (row.suspended_at, row.ended_at, row.ended_why) == (day(366, hour=1), day(380, hour=1), "not_certified")


@pytest.mark.once
def test_each_deadline_is_told_on_its_day(office):
    """Source: LIF-3. Swept once a day, until the role has ended."""
    asked = [number for number in range(315, 383) if _asks(office, number)]
    assert asked == [320, 335, 351, 358, 364]


def _asks(office: Office, number: int) -> bool:
    before = len(mailed(office.approver, "certifications_due"))
    awake([office.approver], day(number))
    certify(at=day(number))
    return len(mailed(office.approver, "certifications_due")) > before


def test_one_mail_for_many_roles_of_many_organizations():
    """Source: LIF-3, NEW-1. Twelve roles in two organizations, on two deadlines of one day."""
    one, two = an_office(members=6), an_office("Moonlight", members=5, letter="B")
    holds(one.approver, "spot-provider-office-approver", two.id, at=day(200))
    holds(a_person("Eve", "Later"), END_USER, two.id, at=day(15))
    awake([one.approver], day(335))
    swept(day(335))
    assert mailed(one.approver) == ["recertification/certifications_due"]
    told = Entry.objects.get(fact="recertification.reviewer_reminded", person_id=one.approver)
    assert '"count":12' in bytes(told.canonical).decode()


def test_what_was_late_in_an_office_is_told_at_once_in_however_many_sets(monkeypatch):
    """Source: LIF-4, LIF-7, NEW-1. Two offices with three late roles each, where four may be moved by one write."""
    for module in (jobs, certifying):
        monkeypatch.setattr(module, "MOST_ROWS_IN_A_SET", 4)
    offices = [an_office(members=3), an_office("Moonlight", members=3, letter="B")]
    for office in offices:
        awake([office.approver, office.backup], day(366))
    late = to_suspend(day(366))
    assert sorted(map(len, places_in_sets(late, most=4))) == [1, 1]
    assert sorted(map(len, places_in_sets(late, most=6))) == [2]
    assert sorted(map(len, places_in_sets(late, most=2))) == [1, 1]
    swept(day(366))
    assert recorded("access.role_suspended") == 6
    for office in offices:
        assert mailed(office.approver, "roles_suspended") == ["recertification/roles_suspended"]


def test_a_worker_that_was_down_for_72_hours_tells_the_latest_only(office):
    """Source: LIF-7."""
    for number in (350, 353, 357, 366):
        awake([office.approver], day(number))
        swept(day(number))
    assert mailed(office.approver) == [
        "recertification/certifications_due",
        "recertification/certifications_due",
        "recertification/roles_suspended",
    ]


def test_a_clock_set_back_tells_and_restores_nothing(office):
    """Source: LIF-7. Two hours back over midnight."""
    for midnight in (day(320, hour=0), day(366, hour=0), day(380, hour=0)):
        awake([office.approver], midnight)
        swept(midnight + timedelta(minutes=30), midnight - timedelta(minutes=90))
    assert mailed(office.approver, "certifications_due") == ["recertification/certifications_due"]
    assert recorded("access.role_suspended") == recorded("access.role_revoked") == 1
    assert grant(office.roles[0]).suspended_at == day(366, hour=0) + timedelta(minutes=30)


def test_suspended_stays_so_when_the_clock_is_set_back(office):
    """Source: LIF-4."""
    swept(day(366, hour=0))
    assert not admitted(office, day(366, hour=0) - timedelta(hours=2))


def test_kept_in_time_the_next_year_begins_and_nothing_is_told(office):
    """Source: LIF-3. Never more than 365 days lie between two certifications."""
    awake([office.approver], day(330))
    keep_role(office.roles[0], looked_at=True, by=person(office.approver), at=day(330))
    swept(day(335), day(366), day(380))
    assert mailed(office.members[0]) == []
    assert mailed(office.approver) == []
    assert admitted(office, day(330 + 365))
    assert not admitted(office, day(330 + 366))


@pytest.mark.parametrize(("number", "hour"), [(366, 0), (379, 23)])
def test_a_late_certification_restores_within_fourteen_days(office, number, hour):
    """Source: LIF-4, LIF-7. Whether or not a sweep has come by."""
    if number > 366:
        swept(day(366))
    at = day(number, hour=hour)
    awake([office.approver], at)
    keep_role(office.roles[0], looked_at=True, by=person(office.approver), at=at)
    assert admitted(office, at)
    assert mailed(office.members[0], "restored") == ["access/role_restored"]
    swept(day(381))
    assert grant(office.roles[0]).ended_at is None


def test_after_fourteen_days_nothing_restores_it_even_where_no_sweep_came_by(office):
    """Source: LIF-4, LIF-7."""
    at = day(380, hour=0)
    awake([office.approver], at)
    for deed in (
        lambda: keep_role(office.roles[0], looked_at=True, by=person(office.approver), at=at),
        lambda: remove_role(office.roles[0], reason=REASON, looked_at=True, by=person(office.approver), at=at),
    ):
        with pytest.raises(Refused, match=r"certification\.too_late"):
            deed()
    swept(at)
    assert grant(office.roles[0]).ended_why == "not_certified"
    assert mailed(office.members[0]) == ["access/role_revoked"]


def test_what_would_happen_is_what_happens(office):
    """Source: LIF-7."""
    for number, deeds in ((319, []), (320, ["remind", "remind"]), (366, ["suspend"]), (380, ["revoke"])):
        awake([office.approver, office.backup], day(number))
        assert [one.deed for one in foresee(day(number))] == deeds
        before = recorded("access.role_suspended"), recorded("access.role_revoked")
        swept(day(number))
        assert [one.deed for one in foresee(day(number))] == []
        after = recorded("access.role_suspended"), recorded("access.role_revoked")
        assert (after != before) is (deeds in (["suspend"], ["revoke"]))
