"""What must be in order before Vestibule serves anybody."""

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from vestibule.jobs.queue import job_kinds
from vestibule.notices.checks import notice_faults
from vestibule.storage.schema import lacking_migrations


def start_faults() -> list[str]:
    """Return a sentence for each thing that keeps this program from working; empty means that it may start."""
    return [*calendar_faults(), *notice_faults(), *schema_faults()]


def calendar_faults() -> list[str]:
    """Return a sentence for each entry of the calendar that nothing in the program does."""
    return [
        f"The calendar's entry {entry.name} asks for {entry.kind}, which no room does."
        for entry in (*import_string(settings.CALENDAR), *import_string(settings.STEADY_WORK))
        if entry.kind not in job_kinds()
    ]


def schema_faults() -> list[str]:
    """Return a sentence if the database lacks migrations."""
    if pending := lacking_migrations():
        return [f"The database lacks {len(pending)} migrations, from {pending[0]} on: run vestibule migrate."]
    return []


def without_worker() -> str:
    """Return what waits as long as no worker runs."""
    waits = "mail waits until vestibule worker runs"
    if connection.vendor == "sqlite":
        waits += ", and SQLite's write-ahead log grows: the worker alone empties it"
    return f"{waits}."
