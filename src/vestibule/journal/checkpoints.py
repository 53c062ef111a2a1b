"""Checkpoints: what the log was at one size, signed, stored, and written to a folder to be copied away."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from vestibule.journal.actions import ensure_record_key
from vestibule.journal.keys import signing_key, verifiers
from vestibule.journal.leaves import StoredTree, log_size
from vestibule.journal.models import LogCheckpoint
from vestibule.journal.notes import Checkpoint, Unreadable, opened, signed_checkpoint, unproven
from vestibule.journal.sealing import seal
from vestibule.journal.spine import upkeep
from vestibule.kernel.errands import errand
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop
from vestibule.storage.rows import one_at_a_time

LATEST = "latest.txt"
CONTRADICTED = declare_reason(
    "record.contradicted",
    gettext_noop(
        "No checkpoint is signed: the record of %(size)s entries contradicts the checkpoint of %(kept)s entries that"
        " was signed before. Was a backup restored, or the database changed?"
    ),
    rule="AUD-2",
)


@dataclass(frozen=True)
class CheckpointCard:
    """A stored checkpoint, and when it was made."""

    checkpoint: Checkpoint
    made_at: datetime


def latest_checkpoint() -> CheckpointCard | None:
    """Return the checkpoint that was made last, if there is one."""
    row = LogCheckpoint.objects.order_by("-size").first()
    return _card(row) if row else None


def make_checkpoint(*, at: datetime) -> CheckpointCard | None:
    """Seal what waits and sign what the log is then; return nothing where it hasn't grown. Raises ``Refused``.

    Source: AUD-2. Reading: a record that contradicts what was signed before isn't signed again, so that we never sign
    two histories unawares; the folder knows more than a database that was rolled back.
    """
    ensure_record_key(at=at)
    seal(at=at)
    return _make(_in_folder(), at=at)


@upkeep
def _make(published: Checkpoint | None, *, at: datetime) -> CheckpointCard | None:
    one_at_a_time("journal.checkpoint")
    size, tree, newest = log_size(), StoredTree(), latest_checkpoint()
    last = newest.checkpoint if newest else None
    for kept in (last, published):
        if kept and not _begins_with(tree, size, kept.size, kept.root):
            raise Refused(CONTRADICTED(size=size, kept=kept.size))
    if size == (last.size if last else 0):
        return None
    origin, key = signing_key()
    signed = signed_checkpoint(origin, size, tree.root(size), by=key)
    row = LogCheckpoint(size=size, root=signed.root, note=signed.note, made_at=at)
    row.save(force_insert=True)
    return _card(row)


def _begins_with(tree: StoredTree, size: int, kept_size: int, kept_root: bytes) -> bool:
    try:
        return kept_size <= size and tree.root(kept_size) == kept_root
    except LookupError:  # a hole in the log
        return False


@errand
def publish_checkpoints() -> int:
    """Write the checkpoints that the folder doesn't have yet, one file each by day; return how many.

    Source: AUD-2. Reading: after the commit, and the newest stands in ``latest.txt`` last, so that a crash in between
    leaves nothing out.
    """
    folder: Path = settings.RECORD_FOLDER
    published = _in_folder()
    rows = LogCheckpoint.objects.order_by("size").filter(size__gt=published.size if published else -1)
    count = 0
    for row in rows.iterator(chunk_size=500):
        _write(folder / row.made_at.strftime("%Y-%m-%d") / f"{row.size:012d}.txt", row.note)
        count += 1
    if newest := latest_checkpoint():
        if count:
            _write(folder / LATEST, newest.checkpoint.note)
        publish_keys()
    return count


def _in_folder() -> Checkpoint | None:
    """Return the newest checkpoint in the folder, if one of our keys has signed it."""
    file = settings.RECORD_FOLDER / LATEST
    try:
        return opened(file.read_text(), verifiers())
    except (OSError, Unreadable, UnicodeDecodeError):
        return None


@errand
def publish_keys() -> None:
    """Write the public keys beside the checkpoints, where they changed."""
    file, text = settings.RECORD_FOLDER / "keys.txt", "".join(f"{key}\n" for key in verifiers())
    if not file.is_file() or file.read_text() != text:
        _write(file, text)


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fchmod(out.fileno(), 0o644)  # made to be copied away
        os.fsync(out.fileno())
    Path(beside).replace(file)


def _card(row: LogCheckpoint) -> CheckpointCard:
    return CheckpointCard(unproven(row.note), row.made_at)
