"""The queue's own upkeep, on the calendar."""

from datetime import datetime, timedelta

from django.db import connection

from vestibule.jobs.models import WorkerSeen
from vestibule.jobs.queue import job
from vestibule.storage.sqlite.checkpoint import checkpoint

FORGOTTEN_AFTER = timedelta(days=1)


@job("jobs.forget_workers", attempts=1)
def forget_workers(*, at: datetime) -> None:
    """Forget workers that ended without saying so."""
    WorkerSeen.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()


@job("jobs.checkpoint", attempts=1)
def checkpoint_database(*, at: datetime) -> None:
    """Move SQLite's write-ahead log into the database; PostgreSQL does so itself."""
    if connection.vendor == "sqlite":
        checkpoint(connection)
