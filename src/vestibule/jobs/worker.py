"""The worker: takes due jobs, does them on a few threads, keeps their leases alive, and moves the calendar on.

One loop talks to the queue for all threads, so that an idle worker costs one small read every 0.4 seconds; the threads
are there because one slow mail server must not hold up everything else, and the last free one is never given to what
waits for a server elsewhere. What may never wait behind jobs (sealing the record) is steady work: each has a thread of
its own beside them. Many workers may run, on many machines.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from queue import SimpleQueue
from threading import Event, Thread
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, InterfaceError, connection

from vestibule.jobs.lease import LEASE, Leased, claim, extend, fail, finish, release
from vestibule.jobs.models import WorkerSeen
from vestibule.jobs.queue import job_kinds
from vestibule.jobs.timetable import Entry, enqueue_due
from vestibule.kernel import clock
from vestibule.kernel.reasons import Refused

log = structlog.get_logger(__name__)

POLL = 0.4  # seconds between two looks at an empty queue
SIGN_OF_LIFE = min(LEASE.total_seconds() / 3, 10.0)  # seconds between two heartbeats
CALENDAR = 1.0  # seconds between two looks at the calendar
GRACE = 25.0  # seconds that running jobs get when the worker is told to stop
LONGEST_REST = 30.0  # seconds between two tries to reach a database that is away


class Worker:
    """A worker of this process; ``run`` returns some time after ``stop`` was called, from a signal say."""

    def __init__(self, calendar: Sequence[Entry], *, steady: Sequence[Entry] = (), threads: int = 4) -> None:
        """Keep the calendar, so many threads for the jobs themselves, and one for each steady work."""
        self._id = uuid4()
        self._calendar = calendar
        self._steady = [Thread(target=self._keep_on, args=[entry], name=entry.name, daemon=True) for entry in steady]
        self._hands = [Thread(target=self._take_turns, name=f"job-{number}", daemon=True) for number in range(threads)]
        self._inbox: SimpleQueue[Leased | None] = SimpleQueue()
        self._running: dict[UUID, Leased] = {}
        self._stopping = Event()
        self._wake = Event()
        self._next_sign = 0.0
        self._next_calendar = 0.0

    def stop(self) -> None:
        """Take no more jobs; what runs may end."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Work until told to stop. A database that is away is waited for."""
        for thread in (*self._hands, *self._steady):
            thread.start()
        failures = 0
        while not self._stopping.is_set():
            try:
                self._look()
                failures = 0
            except (DatabaseError, InterfaceError) as fault:
                failures += 1
                log.error("worker_without_database", error=type(fault).__name__)
                connection.close()
            self._wake.wait(POLL if not failures else min(2 ** min(failures, 10) * POLL, LONGEST_REST))
            self._wake.clear()

        self._end()

    def _look(self) -> None:
        """Show that we live, move the calendar on, and take as many jobs as there are free hands."""
        tick, at = time.monotonic(), clock.now()
        if tick >= self._next_sign:
            self._note_life(at)
            self._next_sign = tick + SIGN_OF_LIFE
        if tick >= self._next_calendar:
            enqueue_due(self._calendar, at=at)
            self._next_calendar = tick + CALENDAR
        running = list(self._running.values())
        abroad = max(len(self._hands) - 1, 1) - sum(leased.kind.abroad for leased in running)
        for leased in claim(job_kinds(), len(self._hands) - len(running), at=at, abroad=abroad):
            self._running[leased.lease_id] = leased
            self._inbox.put(leased)

    def _note_life(self, at: datetime) -> None:
        extend(list(self._running), at=at)
        if not WorkerSeen.objects.filter(pk=self._id).update(seen_at=at):
            WorkerSeen.objects.create(id=self._id, seen_at=at)

    def _take_turns(self) -> None:
        while (leased := self._inbox.get()) is not None:
            try:
                connection.close_if_unusable_or_obsolete()
                do(leased)
            except Exception:
                # The thread must live; the lease runs out, and the job is tried again.
                log.exception("job_result_not_recorded", job_id=str(leased.job_id), kind_name=leased.kind.name)
            finally:
                self._running.pop(leased.lease_id, None)
                self._wake.set()
        connection.close()

    def _keep_on(self, entry: Entry) -> None:
        """Do steady work again and again, with its pause in between; a failure is told, and tried again."""
        pause = entry.every.total_seconds()
        failures = 0
        while not self._stopping.wait(pause if not failures else min(2**failures * pause, LONGEST_REST)):
            try:
                connection.close_if_unusable_or_obsolete()
                job_kinds()[entry.kind].work(at=clock.now())
                failures = 0
            except Exception as fault:  # noqa: BLE001 - the thread must live
                failures = min(failures + 1, 10)
                log.error("steady_work_failed", kind_name=entry.kind, error=error_code(fault))
                connection.close()
        connection.close()

    def _end(self) -> None:
        """Let running jobs end while their leases are kept, then give back those that didn't."""
        for _ in self._hands:
            self._inbox.put(None)
        last = time.monotonic() + GRACE
        while self._running and time.monotonic() < last:
            extend(list(self._running), at=clock.now())
            self._wake.wait(min(SIGN_OF_LIFE, max(last - time.monotonic(), 0.0)))
            self._wake.clear()

        for leased in list(self._running.values()):
            release(leased)
        for thread in (*self._hands, *self._steady):
            thread.join(timeout=0.0 if self._running else 1.0)
        WorkerSeen.objects.filter(pk=self._id).delete()
        connection.close()


def do(leased: Leased) -> None:
    """Do one job and settle it: gone when done, back in the queue when it failed, dead after its last attempt."""
    lines = log.bind(job_id=str(leased.job_id), kind_name=leased.kind.name, attempt=leased.attempt)
    try:
        if leased.is_spent:
            raise LeaseRanOut
        leased.kind.work(at=clock.now(), **leased.arguments)
    except Exception as fault:  # noqa: BLE001 - whatever it was, it is one failed attempt
        error = error_code(fault)
        held = _settle_failure(leased, error)
        lines.warning("job_failed", reason_code=error, is_last=leased.is_last, lease_held=held)
        return

    if not finish(leased):
        lines.warning("job_done_without_lease")


class LeaseRanOut(Exception):  # noqa: N818 - the house's word
    """The last attempt at a job ended without a word, most likely with its worker's death."""


def error_code(fault: Exception) -> str:
    """Return what may be stored of a failure: codes and class names, for messages may name people."""
    if isinstance(fault, Refused):
        return ",".join(reason.code for reason in fault.reasons)
    code = getattr(fault, "code", None)
    return f"{type(fault).__name__}:{code}" if isinstance(code, str | int) else type(fault).__name__


def _settle_failure(leased: Leased, error: str) -> bool:
    if leased.is_last and leased.kind.given_up is not None:
        leased.kind.given_up(at=clock.now(), **leased.arguments)
    return fail(leased, error, at=clock.now())
