"""Gives entries their places in the log, in batches: one of many nodes at a time, and no entry is ever missed."""

from datetime import datetime

import structlog
from django.db import connection

from vestibule.journal.leaves import completed_subtrees, log_size
from vestibule.journal.merkle import leaf_hash
from vestibule.journal.models import Entry, LogLeaf, LogSubtree, LogWaiting
from vestibule.journal.spine import upkeep

BATCH = 500
_SEALING = 0x7265636F  # the number of PostgreSQL's advisory lock: any, as long as it stays

log = structlog.get_logger(__name__)


def seal(*, at: datetime) -> int:
    """Seal all that waits; return how many entries this call gave their places.

    Source: AUD-2. Reading: a look at an empty list is a read, so that an idle worker never asks SQLite for its one
    place to write. Of several nodes one seals; the others leave it to that one.
    """
    sealed = 0
    while LogWaiting.objects.exists():
        count = _seal_some()
        sealed += count
        if not count:
            break
    return sealed


@upkeep
def _seal_some() -> int:
    """Give the entries that wait longest their places; return how many left the list."""
    if not _alone():
        return 0
    waiting = list(LogWaiting.objects.order_by("number")[:BATCH])
    entries = {row.pk: bytes(row.canonical) for row in Entry.objects.filter(pk__in=[each.entry_id for each in waiting])}
    sealed = set(LogLeaf.objects.filter(entry_id__in=list(entries)).values_list("entry_id", flat=True))
    due = dict.fromkeys(each.entry_id for each in waiting if each.entry_id in entries and each.entry_id not in sealed)

    size = log_size()
    leaves = [leaf_hash(entries[entry_id]) for entry_id in due]
    LogLeaf.objects.bulk_create(
        LogLeaf(index=size + place, entry_id=entry_id, hash=leaf)
        for place, (entry_id, leaf) in enumerate(zip(due, leaves, strict=True))
    )
    LogSubtree.objects.bulk_create(completed_subtrees(size, leaves))
    LogWaiting.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    for vanished in {each.entry_id for each in waiting} - entries.keys():
        log.error("entry_vanished_before_it_was_sealed", entry_id=str(vanished))
    return len(waiting)


def _alone() -> bool:
    """Say whether this transaction may seal; on SQLite it has the one place to write already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALING])
        return bool(cursor.fetchone()[0])
