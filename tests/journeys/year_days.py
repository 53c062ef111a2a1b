"""The days of a year: a clock that travels through them, and the calendar of jobs that comes by each night."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tests.journeys.year_diary import HERE
from vestibule.config.calendar import CALENDAR
from vestibule.jobs.lease import claim
from vestibule.jobs.models import Job
from vestibule.jobs.queue import job_kinds
from vestibule.jobs.timetable import enqueue_due
from vestibule.jobs.worker import do
from vestibule.kernel import clock
from vestibule.sweeps.table import sweeps

DAY = timedelta(days=1)
MANY = 50

# What moves people's states comes by each night, whatever else is on the calendar once a week: so a year takes seconds.
SWEEPS = tuple(entry for entry in CALENDAR if entry.kind in sweeps())


def moment(day: date, hour: str) -> datetime:
    """Return an hour of a day, as the clocks of the installation show it."""
    return datetime.combine(day, time.fromisoformat(hour), HERE).astimezone(UTC)


def days_between(first: date, last: date) -> Iterable[date]:
    """Return every day from the first to the last."""
    return (first + number * DAY for number in range((last - first).days + 1))


def come_by(*, whole: bool) -> None:
    """Let the calendar come by, whole or with its sweeps only, and do all that is due; asked twice, as by two nodes."""
    for _ in range(2):
        enqueue_due(CALENDAR if whole else SWEEPS, at=clock.now())
    work()


def work() -> None:
    """Do what waits in the queue, as a worker does; nothing of it may fail.

    There is nobody else, so of what is done alone the next is taken with the one before.
    """
    kinds = {name: replace(kind, alone=False) for name, kind in job_kinds().items()}
    while taken := claim(kinds, MANY, at=clock.now()):
        for leased in taken:
            do(leased)
    assert not Job.objects.exclude(last_error="").exists()
