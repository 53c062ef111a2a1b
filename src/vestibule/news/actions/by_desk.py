"""What the help desk does about announcements. The desk judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.news import events
from vestibule.news.audiences import known_audiences
from vestibule.news.lifecycle import ANNOUNCEMENT, DRAFT, PUBLISHED
from vestibule.news.models import Announcement
from vestibule.news.policy.content import Content
from vestibule.news.policy.publishing import choice_faults, enews_faults, preview_faults
from vestibule.news.policy.schedule import schedule_faults
from vestibule.news.policy.wording import wording_faults
from vestibule.news.queries import reach, told_announcement
from vestibule.storage.rows import moved


@action
def write_announcement(content: Content, *, corrects: UUID | None = None, by: Actor, at: datetime) -> UUID:
    """Draft an announcement, or the correction of a published one, and return its id. Source: NEW-2 (APP 0).

    Raises ``Refused``, and ``NotFound`` where there is nothing to correct.
    """
    if by.person_id is None:
        raise NotFound("somebody who writes")
    require(content_faults(content, at=at))
    if corrects is not None and told_announcement(corrects).state != PUBLISHED:
        raise Refused(MOVE_NOT_OPEN())
    row = Announcement.objects.create(
        **content.stored(), corrects_id=corrects, written_by_id=by.person_id, written_at=at
    )

    record(events.AnnouncementWritten(subject_id=row.pk, corrects=corrects), by=by, at=at)
    return row.pk


@action
def rewrite_announcement(announcement_id: UUID, content: Content, *, by: Actor, at: datetime) -> None:
    """Change a draft; who is to publish it looks at it anew. Source: NEW-2."""
    require(content_faults(content, at=at))
    draft = Announcement.objects.filter(pk=announcement_id, state=DRAFT)
    _require_moved(announcement_id, moved(draft, **content.stored()))

    record(events.AnnouncementRewritten(subject_id=announcement_id), by=by, at=at)


@action
def discard_announcement(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Throw a draft away. Source: NEW-2."""
    _move(announcement_id, "discard", at=at)

    record(events.AnnouncementDiscarded(subject_id=announcement_id), by=by, at=at)


@action
def publish_announcement(announcement_id: UUID, *, seen: str, reach_seen: int, by: Actor, at: datetime) -> None:
    """Publish a draft as it was looked at; a correction takes the place of what it corrects. Source: NEW-2, AUD-1.

    Raises ``Refused`` where it isn't what was seen, or concerns more people. Reading: a banner takes nothing from
    anybody, so no second person is waited for: an outage is announced at night, by who is there.
    """
    row = _locked(announcement_id)
    ANNOUNCEMENT.after(row.state, "publish")
    card = told_announcement(announcement_id)
    now = reach(row.audience)
    rules = rulebook().news
    faults = preview_faults(seen=seen, now=card.fingerprint, reach_seen=reach_seen, reach=now, rules=rules)
    require([*faults, *content_faults(card.content, at=at)])

    if row.corrects_id is not None:
        replace_announcement(row.corrects_id, by=by, at=at)
    row.state, row.published_at = ANNOUNCEMENT.after(row.state, "publish"), at
    row.save(update_fields=["state", "published_at"])

    published = events.AnnouncementPublished(
        subject_id=row.pk,
        kind=Code(row.kind),
        audience=Code(row.audience),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reach=now,
        corrects=row.corrects_id,
    )
    record(published, by=by, at=at)


@action
def replace_announcement(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a published announcement off for its correction, in the action that publishes that. Source: NEW-2."""
    _move(announcement_id, "replace", at=at)

    record(events.AnnouncementReplaced(subject_id=announcement_id), by=by, at=at)


@action
def withdraw_announcement(announcement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Show a published announcement to nobody any more; it stays on record. Source: NEW-2, AUD-1."""
    _move(announcement_id, "withdraw", at=at)

    record(events.AnnouncementWithdrawn(subject_id=announcement_id), by=by, at=at)


def content_faults(content: Content, *, at: datetime) -> list[Reason]:
    """List what is wrong with what an announcement is to say. Source: NEW-2."""
    rules = rulebook().news
    return [
        *choice_faults(content.kind, content.audience, known_audiences()),
        *wording_faults(content.words, rules),
        *(enews_faults(content.audience, content.line) if content.by_enews else []),
        *schedule_faults(content.starts_at, content.ends_at, rules, at=at),
    ]


def _move(announcement_id: UUID, move: str, *, at: datetime) -> None:
    row = _locked(announcement_id)
    row.state, row.ended_at = ANNOUNCEMENT.after(row.state, move), at
    row.save(update_fields=["state", "ended_at"])


def _locked(announcement_id: UUID) -> Announcement:
    row = Announcement.objects.select_for_update().filter(pk=announcement_id).first()
    if row is None:
        raise NotFound(f"announcement {announcement_id}")
    return row


def _require_moved(announcement_id: UUID, was_moved: bool) -> None:
    if not was_moved:
        told_announcement(announcement_id)
        raise Refused(MOVE_NOT_OPEN())
