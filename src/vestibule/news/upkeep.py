"""Technical state of announcements: whose banner was put away, and addresses that never confirmed."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import upkeep
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.news.models import Dismissal, EnewsAsk
from vestibule.news.queries import visible_announcement


@upkeep
def dismiss(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Put an announcement's banner away, for oneself; the page of news still shows it. Source: NEW-2.

    Raises ``NotFound`` where it doesn't concern who asks. Twice is no mistake.
    """
    if by.person_id is None:
        raise NotFound(f"announcement {announcement_id}")
    card = visible_announcement(announcement_id, by, at=at)
    row = Dismissal(announcement_id=card.id, person_id=by.person_id, at=at)
    Dismissal.objects.bulk_create([row], ignore_conflicts=True)


@upkeep
def forget_asks(*, at: datetime) -> None:
    """Throw away the addresses that didn't confirm in time; nothing relies on it, for that is judged at use. NEW-2."""
    EnewsAsk.objects.filter(expires_at__lte=at).delete()
