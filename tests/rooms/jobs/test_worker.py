"""The worker's loop: what is due gets done, and stopping loses nothing."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from tests.rooms.jobs import works
from tests.rooms.jobs.works import put_in, the_job
from vestibule.jobs import jobs, worker
from vestibule.jobs.lease import claim as claim_really
from vestibule.jobs.models import Job, WorkerSeen
from vestibule.jobs.queries import worker_is_seen
from vestibule.jobs.timetable import Entry
from vestibule.jobs.worker import Worker
from vestibule.kernel import clock


def until(holds: Callable[[], object], patience: float = 15.0) -> None:
    """Wait until something holds."""
    last = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < last, "It never came to hold."
        time.sleep(0.05)


@contextmanager
def working(threads: int = 2, steady: Sequence[Entry] = ()) -> Iterator[Worker]:
    """Run a worker as long as the block lasts."""
    one = Worker([], steady=steady, threads=threads)

    def run() -> None:
        one.run()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_is_due_and_shows_that_it_lives():
    """Source: NEW-1."""
    with working():
        until(lambda: worker_is_seen(at=clock.now()))
        for words in "abcde":
            put_in(at=clock.now(), words=words)
        until(lambda: not Job.objects.exists())

    assert sorted(works.done) == list("abcde")
    assert not WorkerSeen.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_stop_lets_running_jobs_end():
    """Source: LIF-7."""
    put_in("test.wait", at=clock.now())

    with working() as one:
        until(lambda: the_job().state == "leased")
        put_in(at=clock.now(), words="later")
        one.stop()
        works.open_gate.set()

    assert "a" in works.done
    assert not Job.objects.filter(kind="test.wait").exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_back_what_does_not_end_in_time(monkeypatch):
    """Source: LIF-7."""
    monkeypatch.setattr(worker, "GRACE", 0.2)
    put_in("test.wait", at=clock.now())

    with working() as one:
        until(lambda: the_job().state == "leased")
        one.stop()
        until(lambda: the_job().state == "waiting")
    works.open_gate.set()
    until(lambda: not any(thread.name.startswith("job-") for thread in threading.enumerate()))

    assert (the_job().state, the_job().attempts) == ("waiting", 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_database_that_is_away(monkeypatch):
    """Source: NEW-1."""
    tries = []

    def claim_at_third(*args, **kwargs):
        tries.append(1)
        if len(tries) <= 2:
            raise OperationalError("gone")
        return claim_really(*args, **kwargs)

    monkeypatch.setattr(worker, "claim", claim_at_third)
    put_in(at=clock.now())

    with working():
        until(lambda: works.done)

    assert works.done == ["a"]


@pytest.mark.django_db
def test_workers_that_ended_without_a_word_are_forgotten_after_a_day(at):
    """Source: LIF-7."""
    WorkerSeen.objects.create(seen_at=at - timedelta(days=1, seconds=1))
    kept = WorkerSeen.objects.create(seen_at=at - timedelta(hours=1))

    jobs.forget_workers(at=at)

    assert [seen.pk for seen in WorkerSeen.objects.all()] == [kept.pk]


@pytest.mark.django_db(transaction=True)
def test_steady_work_goes_on_while_all_hands_are_busy():
    """Source: AUD-2. Reading: sealing within two seconds can't wait behind a slow mail server."""
    put_in("test.wait", at=clock.now())

    with working(threads=1, steady=[Entry("steady", "test.note_steady", every=timedelta(seconds=0.05))]):
        until(lambda: the_job().state == "leased")
        before = len(works.done)
        until(lambda: len(works.done) >= before + 3)
        works.open_gate.set()


@pytest.mark.django_db(transaction=True)
def test_steady_work_that_fails_is_tried_again():
    """Source: AUD-2."""
    works.faults.extend([LookupError("once"), OperationalError("twice")])

    with working(steady=[Entry("steady", "test.note_steady", every=timedelta(seconds=0.05))]):
        until(lambda: works.done)

    assert works.faults == []
