"""What ``vestibule record`` does with the database: sealing, checkpoints, and the lines of an export."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from vestibule.journal.checkpoints import latest_checkpoint, make_checkpoint, publish_checkpoints
from vestibule.journal.exporting import (
    entries_beside_the_log,
    growth_of_record,
    misfiled_entries,
    part_of_record,
    whole_record,
)
from vestibule.journal.keys import verifiers
from vestibule.journal.leaves import log_size
from vestibule.journal.notes import Checkpoint
from vestibule.journal.queries import entry_ids_of
from vestibule.kernel.reasons import Refused
from vestibule.organizations.queries import organization_by_submitter_id

MOST_NAMED = 20


@dataclass(frozen=True)
class Covering:
    """The checkpoint that covers an export, how long the log is, and why it isn't a new one, if that is so."""

    checkpoint: Checkpoint
    size: int
    contradiction: str


def covering_checkpoint(*, at: datetime) -> Covering:
    """Seal what waits, sign what the log is, and return it.

    Reading: a record that contradicts an earlier checkpoint is exported all the same, for an export is how it is found
    out what is wrong.
    """
    contradiction = ""
    try:
        make_checkpoint(at=at)
        publish_checkpoints()
    except Refused as refused:
        contradiction = str(refused.reasons[0])
    newest = latest_checkpoint()
    if newest is None:
        raise SystemExit(contradiction or "There is nothing on record yet.")
    size = log_size() if contradiction else newest.checkpoint.size
    return Covering(newest.checkpoint, size, contradiction)


def signed_and_published(*, at: datetime) -> list[str]:
    """Seal, sign, publish; return what the operator reads."""
    covering = covering_checkpoint(at=at)
    if covering.contradiction:
        raise SystemExit(covering.contradiction)
    return [covering.checkpoint.note, *(f"Public key: {key}" for key in verifiers())]


def whole(covering: Covering) -> Iterable[bytes]:
    """Return the lines of the whole record."""
    return whole_record(covering.size, covering.checkpoint)


def organizations_part(submitter_id: str, covering: Covering) -> Iterable[bytes]:
    """Return the lines of an organization's entries."""
    organization = organization_by_submitter_id(submitter_id)
    if organization is None:
        raise SystemExit(f"There is no organization with the submitter ID {submitter_id}.")
    return part_of_record(entry_ids_of(organization.id), covering.checkpoint, about=str(organization.id))


def one_entry(entry_id: str, covering: Covering) -> Iterable[bytes]:
    """Return the lines of one entry."""
    try:
        wanted = UUID(entry_id)
    except ValueError:
        raise SystemExit(f"{entry_id} is no id of an entry.") from None
    lines = list(part_of_record([wanted], covering.checkpoint))
    if len(lines) == 1:
        raise SystemExit(f"There is no entry {wanted} in the record of {covering.checkpoint.size} entries.")
    return lines


def growth(since: Checkpoint, covering: Covering) -> Iterable[bytes]:
    """Return the proof that the record only grew since a checkpoint."""
    if since.size > covering.checkpoint.size:
        raise SystemExit(f"The record has {covering.checkpoint.size} entries, and that checkpoint covers {since.size}.")
    return [growth_of_record(since, covering.checkpoint)]


def strange_entries(covering: Covering) -> list[str]:
    """Return a sentence for each entry that stands beside the log, or that its columns misfile."""
    beside = [
        f"Added: entry {entry_id} stands beside the log: nothing that we run has put it there."
        for entry_id in entries_beside_the_log()[:MOST_NAMED]
    ]
    misfiled = islice(misfiled_entries(covering.size), MOST_NAMED)
    return beside + [f"Changed: the columns of entry {entry_id} don't say what its bytes say." for entry_id in misfiled]
