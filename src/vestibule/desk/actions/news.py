"""What somebody at the help desk does about announcements: each judges who acts, and calls the room of news."""

from datetime import datetime
from uuid import UUID

from vestibule.desk.at_work import at_work
from vestibule.desk.events import AnnouncementHandled
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.news.actions import by_desk as news
from vestibule.news.policy.content import Content


@action
def write_announcement(content: Content, *, corrects: UUID | None = None, by: Actor, at: datetime) -> UUID:
    """Draft an announcement, or the correction of a published one; return its id. Source: NEW-2, HLP-2."""
    at_work(by)

    written = news.write_announcement(content, corrects=corrects, by=by, at=at)

    _note(written, "write", by=by, at=at)
    return written


@action
def rewrite_announcement(announcement_id: UUID, content: Content, *, by: Actor, at: datetime) -> None:
    """Change a draft. Source: NEW-2, HLP-2."""
    at_work(by)

    news.rewrite_announcement(announcement_id, content, by=by, at=at)

    _note(announcement_id, "rewrite", by=by, at=at)


@action
def discard_announcement(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Throw a draft away. Source: NEW-2, HLP-2."""
    at_work(by)

    news.discard_announcement(announcement_id, by=by, at=at)

    _note(announcement_id, "discard", by=by, at=at)


@action
def publish_announcement(announcement_id: UUID, *, seen: str, reach_seen: int, by: Actor, at: datetime) -> None:
    """Publish a draft as it was looked at. Source: NEW-2, HLP-2.

    Reading: whoever left the help desk meanwhile publishes nothing, were the page still open before them.
    """
    at_work(by)

    news.publish_announcement(announcement_id, seen=seen, reach_seen=reach_seen, by=by, at=at)

    _note(announcement_id, "publish", by=by, at=at)


@action
def withdraw_announcement(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Show a published announcement to nobody any more. Source: NEW-2, HLP-2."""
    at_work(by)

    news.withdraw_announcement(announcement_id, by=by, at=at)

    _note(announcement_id, "withdraw", by=by, at=at)


def _note(announcement_id: UUID, deed: str, *, by: Actor, at: datetime) -> None:
    record(AnnouncementHandled(subject_id=announcement_id, deed=Code(deed)), by=by, at=at)
