"""Gives entries their places in the log, in batches: one of many nodes at a time, and no entry is ever missed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Exists, OuterRef, Subquery

from vestibule.journal.leaves import completed_subtrees, log_size
from vestibule.journal.merkle import leaf_hash
from vestibule.journal.models import Entry, LogLeaf, LogSubtree, LogWaiting
from vestibule.journal.spine import upkeep

BATCH = 500
_SEALING = 0x7265636F  # the number of PostgreSQL's advisory lock: any, as long as it stays

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Waiting:
    pk: int
    entry_id: UUID
    canonical: bytes | None
    is_sealed: bool


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
    waiting = _waiting()
    due = {each.entry_id: each.canonical for each in waiting if each.canonical is not None and not each.is_sealed}

    size = log_size()
    leaves = [leaf_hash(bytes(entry)) for entry in due.values()]
    LogLeaf.objects.bulk_create(
        LogLeaf(index=size + place, entry_id=entry_id, hash=leaf)
        for place, (entry_id, leaf) in enumerate(zip(due, leaves, strict=True))
    )
    LogSubtree.objects.bulk_create(completed_subtrees(size, leaves))
    LogWaiting.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    for each in waiting:
        if each.canonical is None:
            log.error("entry_vanished_before_it_was_sealed", entry_id=str(each.entry_id))
    return len(waiting)


def _waiting() -> "list[_Waiting]":
    """Return what waits longest, each with its entry's bytes and whether it has its place already; in one question."""
    rows = LogWaiting.objects.order_by("number").annotate(
        canonical=Subquery(Entry.objects.filter(pk=OuterRef("entry_id")).values("canonical")[:1]),
        is_sealed=Exists(LogLeaf.objects.filter(entry_id=OuterRef("entry_id"))),
    )
    return [_Waiting(*values) for values in rows.values_list("pk", "entry_id", "canonical", "is_sealed")[:BATCH]]


def _alone() -> bool:
    """Say whether this transaction may seal; on SQLite it has the one place to write already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALING])
        return bool(cursor.fetchone()[0])
