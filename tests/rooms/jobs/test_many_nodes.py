"""Many workers on one queue, many nodes with one calendar."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from tests.rooms.jobs.works import put_in, take
from vestibule.jobs.models import Job, Schedule
from vestibule.jobs.timetable import Entry, enqueue_due

pytestmark = pytest.mark.programs

HOUR = timedelta(hours=1)
CALENDAR = [Entry("hourly", "test.note", every=HOUR)]


def at_once(count: int, work: Callable[[], object]) -> None:
    """Do something on so many threads at the same time."""
    together = threading.Barrier(count)

    def run() -> None:
        together.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_take_each_job_once(at):
    """Source: LIF-7."""
    for number in range(40):
        put_in(at=at, words=str(number))
    taken: list[str] = []

    def take_all() -> None:
        while found := take(3, at=at):
            taken.extend(leased.arguments["words"] for leased in found)

    at_once(8, take_all)

    assert sorted(taken, key=int) == [str(number) for number in range(40)]
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_of_workers_at_once_one_takes_what_is_done_alone(at):
    """Source: LIF-7. Ten times, for a race that is lost seldom is lost in the end."""
    for number in range(10):
        Job.objects.all().delete()
        for words in range(4):
            put_in("test.note_alone" if words % 2 else "test.note_alone_too", at=at, words=f"{number}.{words}")
            put_in(at=at, words=f"other {words}")
        at_once(4, partial(take, 2, at=at))
        assert Job.objects.filter(kind__startswith="test.note_alone", state="leased").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nodes_at_once_put_in_what_is_due_once(at):
    """Source: LIF-7."""
    for moment in (at, at + HOUR):
        at_once(8, partial(enqueue_due, CALENDAR, at=moment))
        Job.objects.update(unique_key=None)  # a second one would now find no first that waits
        at_once(8, partial(enqueue_due, CALENDAR, at=moment))

    assert Job.objects.count() == 2
    assert Schedule.objects.get().due_at == at + 2 * HOUR


@pytest.mark.django_db
def test_periods_that_were_slept_through_are_not_made_up_for(at):
    """Source: LIF-7."""
    for moment in (at, at + timedelta(minutes=59), at + 5 * HOUR + timedelta(minutes=10)):
        enqueue_due(CALENDAR, at=moment)
        Job.objects.update(unique_key=None)

    assert Job.objects.count() == 2
    assert Schedule.objects.get().due_at == at + 6 * HOUR


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_is_not_taken_before_the_change_that_counts_on_it_can_be_seen(at):
    """Else the work would be done without the change, and never again. Source: LIF-7."""
    put_in(at=at, unique_key="news")
    seen: list[int] = []

    def look() -> None:
        seen.append(len(take(at=at)))
        connection.close()

    with transaction.atomic():
        put_in(at=at, unique_key="news")
        looking = threading.Thread(target=look)
        looking.start()
        looking.join()

    assert (seen, len(take(at=at))) == ([0], 1)
