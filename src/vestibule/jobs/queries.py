"""Reads of the queue, for health and figures."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count

from vestibule.jobs.models import Job, Schedule, WorkerSeen

SEEN_WITHIN = timedelta(seconds=60)  # a worker not seen for longer is taken for dead


def worker_is_seen(*, at: datetime) -> bool:
    """Say whether any worker has shown a sign of life of late."""
    return WorkerSeen.objects.filter(seen_at__gt=at - SEEN_WITHIN).exists()


def jobs_by_state() -> dict[str, int]:
    """Count the jobs that wait, that are being done, and that are dead."""
    counts = dict(Job.objects.values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in ("waiting", "leased", "dead")}


def calendar_by_outcome() -> dict[str, int]:
    """Count the entries of the calendar by how their last appointment went. Source: LIF-7."""
    failed = Schedule.objects.exclude(last_error="").count()
    return {"done": Schedule.objects.count() - failed, "failed": failed}


def last_errors(argument: str, values: Iterable[str]) -> dict[str, str]:
    """Return what the last attempt of each dead job met, by one of its arguments: the kind of fault only."""
    rows = Job.objects.filter(state="dead", **{f"arguments__{argument}__in": list(values)})
    return {arguments[argument]: error for arguments, error in rows.values_list("arguments", "last_error")}
