"""An organization's own part of the record, for its approver and backups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.access.members import Membership, visible_membership
from vestibule.journal.checkpoints import CheckpointCard, latest_checkpoint
from vestibule.journal.exporting import part_of_record
from vestibule.journal.keys import verifiers
from vestibule.journal.queries import sealed_entry_ids_of
from vestibule.kernel.actor import Actor

# What the help desk looks at and has in hand is its own; what came of it stands in other entries.
LEFT_OUT = ("desk.",)


@dataclass(frozen=True)
class OrganizationRecord:
    """The entries about an organization that a checkpoint covers, and the keys by which it is signed."""

    mine: Membership
    entry_ids: tuple[UUID, ...]
    newest: CheckpointCard | None
    keys: tuple[str, ...]


def visible_record(organization_id: UUID, *, to: Actor, at: datetime) -> OrganizationRecord:
    """Return an organization's part of the record to its approver or backup. Raises ``NotFound`` to all others.

    Source: AUD-2. Reading: as far as the newest checkpoint covers it, a minute ago at most.
    """
    mine = visible_membership(organization_id, to=to, at=at)
    newest = latest_checkpoint()
    size = newest.checkpoint.size if newest else 0
    found = sealed_entry_ids_of(mine.organization.id, size=size, without=LEFT_OUT)
    return OrganizationRecord(mine, tuple(found), newest, tuple(str(key) for key in verifiers()))


def record_lines(seen: OrganizationRecord) -> Iterator[bytes]:
    """Yield the lines of the file that an organization takes away; none where nothing is signed yet. Source: AUD-2."""
    if seen.newest is None:
        return iter(())
    return part_of_record(seen.entry_ids, seen.newest.checkpoint, about=str(seen.mine.organization.id))
