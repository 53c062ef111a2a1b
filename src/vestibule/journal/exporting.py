"""The record as a file: whole, or a part with proofs, or the proof that it only grew. It is read in pieces."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q

from vestibule.journal.canonical import moment_text
from vestibule.journal.exported import GROWTH, PART, WHOLE, Head, entry_line, head_line
from vestibule.journal.leaves import StoredTree
from vestibule.journal.models import Entry, LogLeaf, LogWaiting
from vestibule.journal.notes import Checkpoint
from vestibule.kernel.facts import SUBJECTS

ENTRIES_AT_ONCE = 1000
_NAMED = ("person_id", "organization_id")


def whole_record(size: int, checkpoint: Checkpoint) -> Iterator[bytes]:
    """Yield the lines of the first ``size`` entries, as they stand in the database now. Source: AUD-2.

    Reading: nothing is put right here; what was tampered with goes out as it is, for the verifier to name.
    """
    yield head_line(Head(WHOLE, size, checkpoint.note))
    for start in range(0, size, ENTRIES_AT_ONCE):
        leaves = _leaves(Q(index__gte=start, index__lt=min(start + ENTRIES_AT_ONCE, size)))
        for index, leaf, entry in leaves:
            yield entry_line(index, leaf, entry)


def part_of_record(entry_ids: Sequence[UUID], checkpoint: Checkpoint, *, about: str = "") -> Iterator[bytes]:
    """Yield the lines of some entries that a checkpoint covers, in the log's order, each with its proof.

    Source: AUD-2.
    """
    places = sorted(
        index
        for start in range(0, len(entry_ids), ENTRIES_AT_ONCE)
        for index in LogLeaf.objects.filter(
            entry_id__in=entry_ids[start : start + ENTRIES_AT_ONCE], index__lt=checkpoint.size
        ).values_list("index", flat=True)
    )
    tree = StoredTree()
    yield head_line(Head(PART, len(places), checkpoint.note, about=about))
    for start in range(0, len(places), ENTRIES_AT_ONCE):
        for index, leaf, entry in _leaves(Q(index__in=places[start : start + ENTRIES_AT_ONCE])):
            yield entry_line(index, leaf, entry, tree.inclusion(index, checkpoint.size))


def growth_of_record(since: Checkpoint, checkpoint: Checkpoint) -> bytes:
    """Return the file that proves that the record only grew from one checkpoint to another. Source: AUD-2."""
    proof = StoredTree().consistency(since.size, checkpoint.size)
    shown = tuple(each.hex() for each in proof)
    return head_line(Head(GROWTH, 0, checkpoint.note, since=since.note, proof=shown))


def entries_beside_the_log() -> list[UUID]:
    """Return entries that have no place in the log and don't wait for one: somebody put them there. Source: AUD-2."""
    outside = set(Entry.objects.filter(logleaf=None).values_list("pk", flat=True))
    outside -= set(LogWaiting.objects.values_list("entry_id", flat=True))
    # Between the two looks some were sealed.
    return sorted(outside - set(LogLeaf.objects.filter(entry_id__in=list(outside)).values_list("entry_id", flat=True)))


def misfiled_entries(size: int) -> Iterator[UUID]:
    """Yield entries whose columns say something else than their bytes: by them a search would miss or misplace one.

    Source: AUD-2. Reading: the columns are under no hash, for all that they hold stands in the bytes.
    """
    for start in range(0, size, ENTRIES_AT_ONCE):
        for row in Entry.objects.filter(logleaf__index__gte=start, logleaf__index__lt=start + ENTRIES_AT_ONCE):
            if _columns(row) != _by_its_bytes(bytes(row.canonical)):
                yield row.pk


def _columns(row: Entry) -> dict[str, str]:
    named = {name: getattr(row, name) for name in (*_NAMED, "subject_id", "parent_id", "actor_id")}
    texts = {name: str(value) if value else "" for name, value in named.items()}
    return texts | {"id": str(row.pk), "at": moment_text(row.at), "fact": row.fact, "actor_kind": row.actor_kind}


def _by_its_bytes(entry: bytes) -> dict[str, str]:
    """Return what the columns should say; nothing of it where the bytes aren't an entry's any more."""
    try:
        told = json.loads(entry)
        detail, by = told["detail"], told["by"]
        subject = next((found for name in SUBJECTS if (found := detail.get(name)) is not None), "")
        named = {name: detail.get(name) or "" for name in _NAMED}
        return named | {
            "subject_id": subject,
            "parent_id": told["parent"] or "",
            "actor_id": by["id"] or "",
            "id": told["id"],
            "at": told["at"],
            "fact": told["fact"],
            "actor_kind": by["kind"],
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _leaves(asked: Q) -> list[tuple[int, bytes, bytes]]:
    rows = LogLeaf.objects.filter(asked).order_by("index").values_list("index", "hash", "entry__canonical")
    return [(index, bytes(leaf), bytes(entry)) for index, leaf, entry in rows]
