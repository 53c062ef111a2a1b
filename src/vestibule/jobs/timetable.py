"""Work that comes round: each entry of the calendar is queued once a period, however many nodes there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vestibule.jobs.models import Schedule
from vestibule.jobs.queue import enqueue, round_key
from vestibule.storage.rows import moved


@dataclass(frozen=True)
class Entry:
    """One line of the calendar: a name that stays, the kind of job, and how often."""

    name: str
    kind: str
    every: timedelta

    def next_after(self, due_at: datetime, at: datetime) -> datetime:
        """Return the next moment in step with the last; periods that were slept through are not made up for."""
        return due_at + self.every * ((at - due_at) // self.every + 1)

    def is_due(self, due_at: datetime, at: datetime) -> bool:
        """Say whether the work is due. What is due too far ahead was put there by a clock that has been set back."""
        return due_at <= at or due_at > at + 2 * self.every


def enqueue_due(calendar: Iterable[Entry], *, at: datetime) -> None:
    """Put in what is due. Of many nodes at once one wins the conditional write, and only that one puts the job in.

    A job that still waits from the last time isn't put in again. Source: LIF-7.
    """
    entries = {entry.name: entry for entry in calendar}
    known = dict(Schedule.objects.values_list("name", "due_at"))
    missing = [Schedule(name=name, due_at=at) for name in entries if name not in known]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
        known |= {row.name: row.due_at for row in missing}

    due = [
        (entries[name], due_at)
        for name, due_at in known.items()
        if name in entries and entries[name].is_due(due_at, at)
    ]
    for entry, due_at in due:
        with transaction.atomic():
            row = Schedule.objects.filter(name=entry.name, due_at=due_at)
            if moved(row, due_at=entry.next_after(due_at, at)):
                enqueue(entry.kind, {}, at=at, unique_key=round_key(entry.name))
