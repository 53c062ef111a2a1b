"""Access that nobody uses goes inactive, once; reminders come in time, once; a new password wakes it, nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.actions import end_grant, wake_access
from vestibule.access.actions.inactivity import go_inactive, remind
from vestibule.access.clocks import clock_of, count_looked_at, is_inactive, looked_at
from vestibule.access.jobs import deactivate, foresee_inactivity
from vestibule.access.models import AccessClock, Application, Role, RoleGrant
from vestibule.access.policy import clock
from vestibule.access.queries import admission
from vestibule.access.upkeep import begin_clocks, note_signed_in
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person
from vestibule.kernel.rulebook import AccessRules
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

RULES = AccessRules()
HERE = ZoneInfo("America/New_York")
MOMENT = timedelta(microseconds=1)


def noon(day: int) -> datetime:
    """Return noon of the day so many days after ``AT``, in the hours of the installation."""
    return datetime(2026, 3, 10, 12, 0, tzinfo=HERE).astimezone(UTC) + timedelta(days=day)


def midnight_after(day: int) -> datetime:
    """Return the first moment after the day so many days after ``AT``."""
    first = (AT.astimezone(HERE) + timedelta(days=day + 1)).date()
    return datetime(first.year, first.month, first.day, tzinfo=HERE).astimezone(UTC)


@pytest.fixture
def office():
    the_catalog()
    return an_organization()


@pytest.fixture
def ann(office) -> UUID:
    """Return somebody who holds a role in SPOT since ``AT``."""
    who = a_person("Ann", "Archer")
    holds(who, END_USER, office)
    return who


def told() -> list[str]:
    """Return the mails about clocks, in their order: the day of a reminder, or what happened."""
    kinds = ["access/sign_in_due", "access/went_inactive", "access/woken"]
    mails = Mail.objects.filter(kind__in=kinds).order_by("queued_at", "pk")
    return [kind.removeprefix("access/") for kind in mails.values_list("kind", flat=True)]


def deadlines() -> list[int]:
    """Return of which deadlines people were told, as the record has it."""
    facts = Entry.objects.filter(fact="access.sign_in_reminded").order_by("at", "pk")
    return [int(bytes(entry.canonical).decode().split('"days":')[1].split(",")[0].rstrip("}")) for entry in facts]


def recorded(fact: str) -> int:
    """Count what is on record of a kind."""
    return Entry.objects.filter(fact=f"access.{fact}").count()


def swept(*moments: datetime) -> None:
    """Let the calendar come by at these moments, each time twice."""
    for at in moments:
        deactivate(at=at)
        deactivate(at=at)


@pytest.mark.parametrize(
    ("started", "last_day"),
    [
        (datetime(2026, 3, 10, 14, 0, tzinfo=UTC), "2026-04-09"),
        (datetime(2028, 1, 30, 17, 0, tzinfo=UTC), "2028-02-29"),  # a leap year has that day
        (datetime(2028, 2, 29, 17, 0, tzinfo=UTC), "2028-03-30"),
        (
            datetime(2026, 2, 28, 4, 30, tzinfo=UTC),
            "2026-03-29",
        ),  # the evening before, and summer time
        (datetime(2026, 10, 10, 4, 30, tzinfo=UTC), "2026-11-09"),  # half past midnight, and winter time in between
    ],
)
def test_the_last_day_is_thirty_days_on_the_calendar_and_counts_to_its_end(started, last_day):
    """Source: LIF-1 (APP 0, EU 0)."""
    last = clock.must_sign_in_by(started, RULES, zone=HERE)
    assert last.isoformat() == last_day
    end = datetime(last.year, last.month, last.day, tzinfo=HERE) + timedelta(days=1)
    assert not clock.is_inactive(started, None, RULES, at=end - MOMENT, zone=HERE)
    assert clock.is_inactive(started, None, RULES, at=end, zone=HERE)


def test_three_mails_then_inactive_each_once(ann):
    """Source: LIF-1, LIF-7. Swept twice a day from the 19th day to the 33rd."""
    for day in range(19, 34):
        swept(midnight_after(day - 1), noon(day))
    assert deadlines() == [20, 25, 29]
    assert told() == ["sign_in_due"] * 3 + ["went_inactive"]
    assert recorded("access_went_inactive") == 1
    assert AccessClock.objects.get().inactive_at == midnight_after(30)


def test_the_door_closes_at_midnight_whether_or_not_a_sweep_came_by(ann):
    """Source: LIF-1, SPT-3."""
    assert admission(ann, "spot", at=midnight_after(30) - MOMENT).admitted
    late = admission(ann, "spot", at=midnight_after(30))
    assert (late.admitted, late.standing) == (False, "inactive")


def test_nobody_is_told_to_sign_in_who_cannot_because_their_role_is_suspended(ann, office):
    """Source: LIF-1, LIF-4. On record or not; once restored they are told of the deadline that has come."""
    RoleGrant.objects.update(counted_from=noon(21) - timedelta(days=366))
    swept(noon(21))
    RoleGrant.objects.update(suspended_at=noon(21))
    swept(noon(25))
    assert told() == []
    RoleGrant.objects.update(counted_from=noon(26), suspended_at=None)
    swept(noon(26))
    assert deadlines() == [25]
    RoleGrant.objects.update(suspended_at=noon(28))
    holds(ann, END_USER, an_organization("Moonlight"), at=noon(28))
    swept(noon(29))
    assert deadlines() == [25, 29]


def test_after_standstill_nobody_is_told_of_what_is_over(ann):
    """Source: LIF-7. A worker that was down for 72 hours: of two deadlines that were missed the later is told."""
    swept(noon(20))
    swept(noon(29))
    assert deadlines() == [20, 29]
    swept(noon(33))
    assert told() == ["sign_in_due", "sign_in_due", "went_inactive"]


def test_a_worker_that_was_down_for_all_of_it_sends_one_mail(ann):
    """Source: LIF-7."""
    swept(noon(40), noon(41))
    assert told() == ["went_inactive"]


def test_a_clock_set_back_tells_and_wakes_nothing(ann):
    """Source: LIF-7, LIF-1. Two hours back over midnight, and everything as it was."""
    swept(midnight_after(28) + timedelta(minutes=30), midnight_after(28) - timedelta(minutes=90))
    assert deadlines() == [29]
    swept(midnight_after(30) + timedelta(minutes=30), midnight_after(30) - timedelta(minutes=90))
    assert recorded("access_went_inactive") == 1
    assert is_inactive(ann, "spot", at=midnight_after(30) - timedelta(minutes=90))


def test_a_sign_in_to_the_application_begins_the_clock_anew(ann):
    """Source: LIF-1. What was told is void, and told again another time."""
    swept(noon(26))
    note_signed_in(ann, "spot", at=noon(27))
    swept(noon(31))
    assert admission(ann, "spot", at=noon(31)).admitted
    swept(noon(47))
    assert deadlines() == [25, 20]


def test_a_sign_in_that_comes_too_late_wakes_nothing(ann):
    """Source: LIF-2. A code that was given out before midnight and is redeemed after it."""
    note_signed_in(ann, "spot", at=midnight_after(30))
    assert is_inactive(ann, "spot", at=midnight_after(30))
    swept(noon(31))
    note_signed_in(ann, "spot", at=noon(32))
    assert is_inactive(ann, "spot", at=noon(32))


def test_neither_another_role_nor_the_end_of_one_wakes_access(ann, office):
    """Source: LIF-2, LIF-1. An end user who is made approver, and somewhere else, and leaves the first."""
    other = an_organization("Moonlight")
    holds(ann, APPROVER, other, at=noon(20))
    assert is_inactive(ann, "spot", at=noon(31))
    holds(ann, APPROVER, office, at=noon(32))
    first = RoleGrant.objects.get(organization_id=other)
    end_grant(first.pk, why="left", by=OPERATOR, at=noon(33))
    assert is_inactive(ann, "spot", at=noon(33))


def test_who_lost_every_role_and_is_given_one_begins_as_anybody(ann, office):
    """Source: LIF-1."""
    swept(noon(31))
    end_grant(RoleGrant.objects.get().pk, why="left", by=OPERATOR, at=noon(40))
    holds(ann, END_USER, office, at=noon(50))
    assert not is_inactive(ann, "spot", at=noon(80))
    assert is_inactive(ann, "spot", at=noon(81))


def test_waking_begins_the_clock_and_is_told_once(ann):
    """Source: LIF-2 (APP 0, EU 0)."""
    swept(noon(31))
    assert wake_access(ann, by=person(ann), at=noon(33)) == 1
    assert wake_access(ann, by=person(ann), at=noon(34)) == 0
    assert clock_of(ann, "spot", at=noon(34)).sign_in_by.isoformat() == "2026-05-12"
    swept(noon(35))
    assert told() == ["went_inactive", "woken"]
    assert recorded("access_woken") == 1


def test_a_clock_that_still_runs_is_not_set_by_a_new_password(ann):
    """Source: LIF-1, LIF-2. A password alone is no sign-in to the application."""
    assert wake_access(ann, by=person(ann), at=noon(29)) == 0
    assert is_inactive(ann, "spot", at=noon(31))


def test_access_that_no_sweep_has_put_on_record_is_woken_all_the_same(ann):
    """Source: LIF-2, LIF-7. The mail that it went inactive doesn't come afterwards."""
    assert wake_access(ann, by=person(ann), at=noon(31)) == 1
    swept(noon(31), noon(32))
    assert told() == ["woken"]
    assert admission(ann, "spot", at=noon(32)).admitted


def test_waking_gives_no_role_back(ann):
    """Source: LIF-2. What was removed stays removed."""
    swept(noon(31))
    end_grant(RoleGrant.objects.get().pk, why="removed", by=OPERATOR, at=noon(32))
    assert wake_access(ann, by=person(ann), at=noon(33)) == 0
    assert admission(ann, "spot", at=noon(33)).standing == "removed"


@pytest.mark.parametrize("state", ["disabled", "closed", "invited", "unverified"])
def test_only_who_could_sign_in_is_reminded_and_recorded(ann, state):
    """Source: LIF-1. A disabled account is out at any rate; whom the operator invited hasn't begun."""
    Person.objects.update(state=state)
    swept(noon(25), noon(31))
    assert told() == []
    assert AccessClock.objects.get().inactive_at is None


def test_roles_loaded_beforehand_count_from_the_first_sign_in(ann):
    """Source: LIF-1. Whom the operator invited finds the role awake, however late they enrol."""
    begin_clocks(ann, at=noon(100))
    assert not is_inactive(ann, "spot", at=noon(130))


def test_a_sweep_works_in_sets_and_goes_on_where_it_was_stopped(office, monkeypatch):
    """Source: LIF-7. What was moved is not moved again; the next sweep takes up what is left."""
    monkeypatch.setattr("vestibule.access.actions.inactivity.MOST_ROWS_IN_A_SET", 2)
    monkeypatch.setattr("vestibule.access.jobs.MOST_ROWS_IN_A_SET", 2)
    for name in ("Ann", "Bea", "Cyd", "Dan", "Eve"):
        holds(a_person(name), END_USER, office)
    assert remind(25, by=SYSTEM, at=noon(25)) == 2
    swept(noon(25))
    assert told() == ["sign_in_due"] * 5
    assert go_inactive(by=SYSTEM, at=noon(31)) == 2
    swept(noon(31))
    assert told() == ["sign_in_due"] * 5 + ["went_inactive"] * 5


def test_a_sweep_counts_exactly_those_it_looks_at(office):
    """Source: LIF-7. Those who hold a role there, of accounts in use: what the brake's share is of."""
    other = Application.objects.create(key="other", name="Other")
    Role.objects.filter(pk=APPROVER).update(application=other)
    held, ended, away, both = (a_person(name) for name in ("Ann", "Bea", "Cyd", "Dan"))
    for who in (held, ended, away, both):
        holds(who, END_USER, office)
    holds(both, APPROVER, office)
    RoleGrant.objects.filter(person_id=ended).update(ended_at=AT, ended_why="given_up")
    Person.objects.filter(pk=away).update(state="disabled")
    AccessClock.objects.create(person_id=held, application=other, started_at=AT)  # of no role there
    assert count_looked_at(None) == looked_at().count() == 3
    assert [count_looked_at(most) for most in (1, 2, 3, 4)] == [1, 2, 3, 3]


def test_a_preview_says_what_the_sweep_then_does_and_does_nothing(office):
    """Source: LIF-7."""
    days = {"Ann": 0, "Bea": 2, "Cyd": 7, "Dan": 11, "Eve": 13}
    who = {name: a_person(name) for name in days}
    for name, day in days.items():
        holds(who[name], END_USER, office, at=noon(day))
    before = Entry.objects.count()
    foreseen = [(one.deed, one.person_id) for one in foresee_inactivity(noon(31))]
    assert foreseen == [
        ("deactivate", who["Ann"]),
        ("remind-after-29-days", who["Bea"]),
        ("remind-after-20-days", who["Cyd"]),
        ("remind-after-20-days", who["Dan"]),
    ]
    assert Entry.objects.count() == before
    swept(noon(31))
    assert Entry.objects.count() == before + len(foreseen)
    assert list(foresee_inactivity(noon(31))) == []
