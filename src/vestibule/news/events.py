"""What happens to announcements and to eNews. Facts hold no words: these stand with the announcement."""

from datetime import datetime
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class AnnouncementWritten(Fact, name="news.announcement_written", rules=("NEW-2",)):
    """An announcement was drafted; one that ``corrects`` another takes its place once it is published."""

    subject_id: UUID
    corrects: UUID | None


class AnnouncementRewritten(Fact, name="news.announcement_rewritten", rules=("NEW-2",)):
    """A draft was changed."""

    subject_id: UUID


class AnnouncementDiscarded(Fact, name="news.announcement_discarded", rules=("NEW-2",)):
    """A draft was thrown away."""

    subject_id: UUID


class AnnouncementPublished(Fact, name="news.announcement_published", rules=("NEW-2", "AUD-1")):
    """An announcement was published: to whom, for how long, and how many people it concerned at that moment."""

    subject_id: UUID
    kind: Code
    audience: Code
    starts_at: datetime
    ends_at: datetime
    reach: int
    corrects: UUID | None


class AnnouncementReplaced(Fact, name="news.announcement_replaced", rules=("NEW-2", "AUD-1")):
    """A published announcement gave way to its correction."""

    subject_id: UUID


class AnnouncementWithdrawn(Fact, name="news.announcement_withdrawn", rules=("NEW-2", "AUD-1")):
    """A published announcement is shown to nobody any more."""

    subject_id: UUID


class AnnouncementMailed(Fact, name="news.announcement_mailed", rules=("NEW-2", "NEW-1")):
    """An announcement was mailed to somebody whom it concerns."""

    subject_id: UUID
    person_id: UUID


class AnnouncementMailStopped(Fact, name="news.mail_stopped", rules=("NEW-2",)):
    """Somebody wants no announcements by mail any more: the link of such a mail said so, or they did themself."""

    person_id: UUID


class AnnouncementMailWanted(Fact, name="news.mail_wanted", rules=("NEW-2",)):
    """Somebody wants announcements by mail again."""

    person_id: UUID


class EnewsAsked(Fact, name="news.enews_asked", rules=("NEW-2",)):
    """A visitor typed an address to join eNews; where that address was written to enough today, nothing was mailed."""

    subject_id: UUID
    mailed: bool


class EnewsJoined(Fact, name="news.enews_joined", rules=("NEW-2",)):
    """Whoever reads mail at an address confirmed that it joins eNews, or that it changes what it gets."""

    subject_id: UUID


class EnewsLeft(Fact, name="news.enews_left", rules=("NEW-2",)):
    """A subscription of eNews ended; its address is wiped."""

    subject_id: UUID


class EnewsMailed(Fact, name="news.enews_mailed", rules=("NEW-2", "NEW-1")):
    """An issue of eNews was mailed to a subscription."""

    subject_id: UUID
    subscription_id: UUID
