"""What comes round by itself: nothing of it stays dead, and a clock that was set back doesn't stop it."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.rooms.jobs import works
from tests.rooms.jobs.works import put_in, take
from vestibule.config.calendar import CALENDAR
from vestibule.jobs.lease import LEASE
from vestibule.jobs.models import Job, Schedule
from vestibule.jobs.queries import calendar_by_outcome
from vestibule.jobs.queue import job_kinds
from vestibule.jobs.timetable import Entry, enqueue_due
from vestibule.jobs.worker import do

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURLY = [Entry("hourly", "test.note_steady", every=HOUR)]


def killed(kind: str, *, at: datetime) -> None:
    """Let workers take the one job of a kind and die, as often as it may be tried."""
    for attempt in range(job_kinds()[kind].attempts):
        (leased,) = take(at=at + attempt * 2 * LEASE)
        assert not leased.is_spent


@pytest.mark.parametrize("entry", CALENDAR, ids=lambda entry: entry.name)
def test_an_appointment_whose_workers_were_killed_is_not_kept(entry, at):
    """Source: LIF-7. None of the calendar's, however often it is tried; that it went wrong stands with its entry."""
    enqueue_due([entry], at=at)
    killed(entry.kind, at=at)

    (buried,) = take(at=at + DAY)
    do(buried)

    assert not Job.objects.exists()
    assert Schedule.objects.get().last_error == "LeaseRanOut"
    assert calendar_by_outcome() == {"done": 0, "failed": 1}


def test_the_next_appointment_does_the_work_and_all_is_well_again(at):
    """Source: LIF-7. Also where it comes before anybody has noticed that the worker is dead."""
    enqueue_due(HOURLY, at=at)
    killed("test.note_steady", at=at)
    enqueue_due(HOURLY, at=at + HOUR)

    for leased in take(5, at=at + HOUR):
        do(leased)

    assert works.done == ["steady"]
    assert not Job.objects.exists()
    enqueue_due(HOURLY, at=at + 2 * HOUR)
    do(take(at=at + 2 * HOUR)[0])
    assert calendar_by_outcome() == {"done": 1, "failed": 0}


def test_one_that_fails_each_time_is_told_until_it_no_longer_does(at):
    """Source: LIF-7, AUD-1. By its class, not by what it said of whom."""
    works.faults.append(LookupError("Ann"))
    enqueue_due(HOURLY, at=at)
    do(take(at=at)[0])
    assert (Job.objects.count(), Schedule.objects.get().last_error) == (0, "LookupError")

    enqueue_due(HOURLY, at=at + HOUR)
    do(take(at=at + HOUR)[0])
    assert (Job.objects.count(), Schedule.objects.get().last_error) == (0, "")


def test_what_does_not_come_round_waits_for_a_person_when_it_is_dead(at):
    """Source: NEW-1. A mail, say: nothing else would do its work."""
    put_in(at=at)
    killed("test.note", at=at)
    do(take(at=at + DAY)[0])
    assert Job.objects.get().state == "dead"


def test_who_lost_the_lease_says_nothing_of_how_it_went(at):
    """Source: LIF-7."""
    enqueue_due(HOURLY, at=at)
    late = take(at=at)[0]
    other = take(at=at + 2 * LEASE)[0]
    works.faults.append(LookupError("Ann"))
    do(late)
    assert Job.objects.get().lease_id == other.lease_id
    assert Schedule.objects.get().last_error == ""


@pytest.mark.parametrize(("every", "first"), [(MINUTE, [0]), (HOUR, [0]), (DAY, [])])
def test_a_clock_set_back_two_hours_stops_nothing(every, first, at):
    """Source: LIF-7. It goes on at once, in step; and what comes once a day doesn't come twice on that day."""
    entry = [Entry("again", "test.note_steady", every=every)]
    enqueue_due(entry, at=at + DAY)
    Job.objects.all().delete()
    back = at + DAY - 2 * HOUR
    looks = range(0, 24 * 60, 20) if every > MINUTE else range(3 * 60)
    came = [minutes for minutes in looks if _comes(entry, back + minutes * MINUTE)]
    assert came[:1] == first
    assert {(later - sooner) * MINUTE for sooner, later in pairwise(came)} == ({every} if came else set())


def _comes(entry: list[Entry], at: datetime) -> bool:
    enqueue_due(entry, at=at)
    return Job.objects.all().delete()[0] == 1
