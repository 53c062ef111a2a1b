"""Leases: a job belongs to one worker at a time, and to nobody for longer than that worker shows signs of life.

Every write here is conditional on the lease, so that a worker that lost its lease can't record a result. An attempt
counts from the moment the job is taken: one that kills its worker each time is dead in the end as well. An appointment
of the calendar is never dead: what it left undone the next one does, and that it failed stands with its entry.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from vestibule.jobs.models import Job, Schedule
from vestibule.jobs.queue import JobKind, entry_of
from vestibule.storage.rows import moved, one_at_a_time

LEASE = timedelta(seconds=settings.LEASE_SECONDS)

_random = SystemRandom()


@dataclass(frozen=True)
class Leased:
    """A job in the hands of one worker."""

    job_id: UUID
    lease_id: UUID
    kind: JobKind
    arguments: Mapping[str, Any]
    attempt: int
    entry: str = ""  # of the calendar, whose appointment this is

    @property
    def is_last(self) -> bool:
        """Whether no attempt is left after this one."""
        return self.attempt >= self.kind.attempts

    @property
    def is_spent(self) -> bool:
        """Whether even the last attempt ended without a word: whoever had it died, and it isn't tried again."""
        return self.attempt > self.kind.attempts


def claim(kinds: Mapping[str, JobKind], most: int, *, at: datetime, abroad: int | None = None) -> list[Leased]:
    """Take up to ``most`` due jobs: those whose lease has run out, then those that wait, the longest due first.

    What can wait is taken when nothing else is due: a hundred thousand mails of a sweep hold up no code. Exact on both
    databases: PostgreSQL skips rows that another worker is about to take, SQLite has one writer; and on either the
    write is conditional. Kinds that this program doesn't know are left to those that do. Of work that waits for a
    server elsewhere at most ``abroad`` are taken, if that is said, and work of our own in place of the rest, however
    many of those were due before it. What is done alone waits while somebody's lease on such work lasts.
    """
    ours = {name: kind for name, kind in kinds.items() if not kind.abroad}
    if abroad is not None and abroad < 1:
        kinds = ours
    due = Job.objects.filter(Q(state="waiting", run_at__lte=at) | Q(state="leased", leased_until__lt=at))
    if most < 1 or not due.filter(kind__in=list(kinds)).exists():  # a read: an idle worker never asks SQLite to write
        return []
    if _is_alone_at_work(kinds, at):
        kinds, ours = ({name: kind for name, kind in some.items() if not kind.alone} for some in (kinds, ours))
        if not due.filter(kind__in=list(kinds)).exists():
            return []
    with transaction.atomic():
        found = _next(kinds, most, at)
        far = [row for row in found if kinds[row.kind].abroad]
        if abroad is not None and len(far) > abroad:
            found = far[:abroad] + _next(ours, most - abroad, at)
        taken = [_lease(row, kinds[row.kind], at) for row in _with_one_alone(found, kinds, at)]
    return [leased for leased in taken if leased is not None]


def _is_alone_at_work(kinds: Mapping[str, JobKind], at: datetime) -> bool:
    """Say whether somebody has a job that is done alone; who died has none, once the lease has run out."""
    alone = [name for name, kind in kinds.items() if kind.alone]
    return Job.objects.filter(state="leased", leased_until__gte=at, kind__in=alone).exists()


def _with_one_alone(found: list[Job], kinds: Mapping[str, JobKind], at: datetime) -> list[Job]:
    """Leave out what can't be taken beside work that is done alone: of two workers in the same moment one takes it."""
    alone = [row for row in found if kinds[row.kind].alone]
    if alone:
        one_at_a_time("jobs.alone")
        alone = alone if _is_alone_at_work(kinds, at) else alone[1:]
    return [row for row in found if row not in alone]


def _next(kinds: Mapping[str, JobKind], most: int, at: datetime) -> list[Job]:
    """Return the next jobs of some kinds, held until the transaction ends; those that others hold are left to them."""
    found: list[Job] = []
    for rows in _in_turn(kinds, at):
        if len(found) < most:
            found += rows.select_for_update(skip_locked=True)[: most - len(found)]
    return found


def _in_turn(kinds: Mapping[str, JobKind], at: datetime) -> "Iterator[QuerySet[Job]]":
    """Yield what is due, each part in the order of an index: however long the queue is, few of its rows are read."""
    ours = Job.objects.filter(kind__in=list(kinds))
    yield ours.filter(state="leased", leased_until__lt=at).order_by("leased_until")
    for can_wait in (False, True):
        if any(kind.can_wait is can_wait for kind in kinds.values()):
            yield ours.filter(state="waiting", can_wait=can_wait, run_at__lte=at).order_by("run_at")


def _lease(row: Job, kind: JobKind, at: datetime) -> Leased | None:
    leased = Leased(row.id, uuid4(), kind, row.arguments, row.attempts + 1, entry_of(row.unique_key))
    won = moved(
        Job.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts),
        state="leased",
        lease_id=leased.lease_id,
        leased_until=at + LEASE,
        attempts=leased.attempt,
    )
    return leased if won else None


def extend(lease_ids: Collection[UUID], *, at: datetime) -> None:
    """Keep leases while the work goes on; one that was lost stays lost."""
    if lease_ids:
        Job.objects.filter(lease_id__in=list(lease_ids), state="leased").update(leased_until=at + LEASE)


def finish(leased: Leased) -> bool:
    """Take a done job out of the queue; say whether the lease still held."""
    return _take_out(leased, error="")


def fail(leased: Leased, error: str, *, at: datetime) -> bool:
    """Put a failed job back for its next attempt, or declare it dead after the last; say whether the lease held.

    ``error`` is a code or a class name: what was said about whom stays out of the queue. Source: LIF-7. Reading: what
    comes round by itself isn't kept for a person, whether it failed or its worker was killed.
    """
    if leased.is_last and leased.entry:
        return _take_out(leased, error=error[:200])
    if leased.is_last:
        return moved(_held(leased), state="dead", lease_id=None, leased_until=None, last_error=error[:200])
    return _wait_again(leased, last_error=error[:200], run_at=at + pause_after(leased.kind, leased.attempt))


def release(leased: Leased) -> bool:
    """Give a job back that was not tried to its end, for another worker to take at once: that attempt doesn't count."""
    return _wait_again(leased, attempts=F("attempts") - 1)


def pause_after(kind: JobKind, attempt: int) -> timedelta:
    """Return the pause after an attempt: doubled each time, up to the longest, between a half and the whole of it."""
    doubled: timedelta = min(kind.pause * 2 ** min(attempt - 1, 20), kind.longest_pause)
    return doubled * _random.uniform(0.5, 1.0)


def _take_out(leased: Leased, *, error: str) -> bool:
    """Take a job out of the queue, and note with its entry of the calendar how it went."""
    with transaction.atomic():
        count, _ = _held(leased).delete()
        if count and leased.entry:
            Schedule.objects.filter(name=leased.entry).exclude(last_error=error).update(last_error=error)
    return bool(count)


def _held(leased: Leased) -> Any:
    return Job.objects.filter(pk=leased.job_id, lease_id=leased.lease_id)


def _wait_again(leased: Leased, **changes: Any) -> bool:
    try:
        with transaction.atomic():
            return moved(_held(leased), state="waiting", lease_id=None, leased_until=None, **changes)
    except IntegrityError:  # the same work was put in again meanwhile, and that job will do it
        return finish(leased)
