"""The outbound rows, as whoever delivers them sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.journal.models import OutboundEvent
from vestibule.journal.spine import upkeep
from vestibule.storage.rows import moved


@dataclass(frozen=True)
class Undelivered:
    """A message that an application hasn't got yet."""

    id: UUID
    client_id: str
    kind: str
    subject_id: UUID


def undelivered(event_id: UUID) -> Undelivered | None:
    """Return an outbound message, unless it was delivered."""
    row = OutboundEvent.objects.filter(pk=event_id, delivered_at=None).first()
    return Undelivered(row.id, row.client_id, row.kind, row.subject_id) if row else None


@upkeep
def note_delivered(event_id: UUID, *, at: datetime) -> bool:
    """Remember that an application took a message; say whether this was the first time."""
    return moved(OutboundEvent.objects.filter(pk=event_id, delivered_at=None), delivered_at=at)
