"""Reads of announcements, as cards: what is shown to whom, and what the help desk has written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.news.audiences import audiences_of, people_of
from vestibule.news.lifecycle import DRAFT, PUBLISHED
from vestibule.news.models import Announcement, Dismissal
from vestibule.news.policy.content import Content
from vestibule.news.policy.publishing import EVERYBODY, fingerprint, is_service
from vestibule.news.policy.wording import Paragraph, Words, paragraphs
from vestibule.storage.compiled import compiled
from vestibule.storage.pages import Page, page_of

MOST_SHOWN = 50  # on the page of news; the newest
MOST_BANNERS = 3


@dataclass(frozen=True)
class Shown:
    """An announcement in one language."""

    id: UUID
    kind: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    since: datetime


@dataclass(frozen=True)
class AnnouncementCard:
    """An announcement as it was written."""

    id: UUID
    state: str
    kind: str
    audience: str
    words: Words
    starts_at: datetime
    ends_at: datetime
    written_by: UUID
    written_at: datetime
    corrects: UUID | None
    published_at: datetime | None
    by_mail: bool
    by_enews: bool
    line: str

    @property
    def is_service(self) -> bool:
        """Whether its mail is about an outage of what somebody uses."""
        return is_service(self.kind, self.audience)

    @property
    def fingerprint(self) -> str:
        """The digest of all that it says, and to whom and when: what a preview showed."""
        return fingerprint(self.content)

    @property
    def content(self) -> Content:
        """What it says, to whom and when, as its writer meant it."""
        return Content(
            self.kind,
            self.audience,
            self.words,
            self.starts_at,
            self.ends_at,
            self.by_mail,
            self.by_enews,
            self.line,
        )

    def in_language(self, language: str) -> Shown:
        """Return it as it is shown in a language."""
        title, body = (
            (self.words.title_es, self.words.body_es) if language == "es" else (self.words.title_en, self.words.body_en)
        )
        since = max(self.starts_at, self.published_at or self.starts_at)
        return Shown(self.id, self.kind, title, paragraphs(body), since)

    def phase(self, at: datetime) -> str:
        """Return how it stands at a moment: its state, and of what is published whether it is shown yet, or still."""
        if self.state != PUBLISHED:
            return self.state
        if at < self.starts_at:
            return "scheduled"
        return "shown" if at < self.ends_at else "over"


def banners(person_id: UUID, *, at: datetime) -> list[AnnouncementCard]:
    """Return the announcements that concern somebody at this moment and that they have not put away.

    Source: NEW-2. Reading: judged anew on each page, so that who lost a role sees no more of what was for its holders.
    """
    return _concerning(person_id, _not_put_away(person_id, at))[:MOST_BANNERS]


def news_of(person_id: UUID, *, at: datetime, application_key: str = "") -> list[AnnouncementCard]:
    """Return all announcements that concern somebody at this moment; for one application's eyes, if it is named.

    Source: NEW-2, SPT-2.
    """
    return _concerning(person_id, shown(at), application_key)[:MOST_SHOWN]


def public_news(*, at: datetime) -> list[AnnouncementCard]:
    """Return the announcements to everybody at this moment. Source: NEW-2."""
    return [_card(row) for row in shown(at).filter(audience=EVERYBODY)[:MOST_SHOWN]]


def visible_announcement(announcement_id: UUID, to: Actor, *, at: datetime) -> AnnouncementCard:
    """Return an announcement to somebody whom it concerns while it is shown. Raises ``NotFound`` to all others.

    Source: NEW-2.
    """
    found = shown(at).filter(pk=announcement_id)
    cards = _concerning(to.person_id, found) if to.person_id else []
    if not cards:
        raise NotFound(f"announcement {announcement_id}")
    return cards[0]


def written(number: int) -> Page[AnnouncementCard]:
    """Return a page of all announcements, for the help desk: the newest first, no discarded drafts. Source: NEW-2."""
    rows = Announcement.objects.exclude(state="discarded").order_by("-written_at", "pk")
    return page_of(rows, number).of(lambda found: [_card(row) for row in found])


def told_announcement(announcement_id: UUID) -> AnnouncementCard:
    """Return an announcement as it was written, for the help desk and for mails. Raises ``NotFound``."""
    row = Announcement.objects.filter(pk=announcement_id).first()
    if row is None:
        raise NotFound(f"announcement {announcement_id}")
    return _card(row)


def correction_of(announcement_id: UUID) -> UUID | None:
    """Return the draft that is to correct an announcement, if there is one."""
    drafts = Announcement.objects.filter(corrects_id=announcement_id, state=DRAFT)
    return drafts.values_list("pk", flat=True).first()


def reach(audience: str) -> int:
    """Count the people whom an announcement to an audience concerns at this moment. Source: NEW-2."""
    return people_of(audience).count()


def shown(at: datetime) -> "QuerySet[Announcement]":
    """Return the announcements that stand at a moment, the newest first."""
    rows = Announcement.objects.filter(state=PUBLISHED, starts_at__lte=at, ends_at__gt=at)
    return rows.order_by("-starts_at", "-published_at", "pk")


@compiled
def _not_put_away(person_id: UUID, at: datetime) -> "QuerySet[Announcement]":
    """Return what every whole page of somebody asks for."""
    put_away = Dismissal.objects.filter(announcement=OuterRef("pk"), person_id=person_id)
    return shown(at).filter(~Exists(put_away))


def _concerning(person_id: UUID, rows: Iterable[Announcement], application_key: str = "") -> list[AnnouncementCard]:
    """Return of some announcements those that concern somebody; what they hold is asked for only where it matters."""
    cards = [_card(row) for row in rows]
    if all(card.audience == EVERYBODY for card in cards):
        return cards
    belongs = audiences_of(person_id, application_key=application_key)
    return [card for card in cards if card.audience in belongs]


def _card(row: Announcement) -> AnnouncementCard:
    return AnnouncementCard(
        id=row.pk,
        state=row.state,
        kind=row.kind,
        audience=row.audience,
        words=Words(row.title_en, row.title_es, row.body_en, row.body_es),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        written_by=row.written_by_id,
        written_at=row.written_at,
        corrects=row.corrects_id,
        published_at=row.published_at,
        by_mail=row.by_mail,
        by_enews=row.by_enews,
        line=row.line,
    )
