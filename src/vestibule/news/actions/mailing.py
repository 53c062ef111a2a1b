"""Announcements by mail: to at most 1,000 in a transaction, each once, going on where a killed worker stopped."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.news.audiences import next_people
from vestibule.news.events import AnnouncementMailed, EnewsMailed
from vestibule.news.joining import readers_of
from vestibule.news.models import Announcement, AnnouncementMail, EnewsMail, MailStopped
from vestibule.news.policy.publishing import is_service
from vestibule.news.queries import shown


@set_action
def mail_some(announcement_id: UUID, *, by: Actor, at: datetime) -> int:
    """Mail an announcement to the next of those whom it concerns; return how many were looked at.

    Source: NEW-2, NEW-1. Reading: while it is shown, so that none is sent of an outage that is over or of what was
    withdrawn; to whom it concerns when their turn comes. Who wants no such mail is left out, but for an outage of
    what they use.
    """
    row = to_be_mailed(at).select_for_update().filter(pk=announcement_id).first()
    if row is None:
        record_set([], by=by, at=at)
        return 0
    batch = next_people(row.audience, after=row.mailed_up_to, most=MOST_ROWS_IN_A_SET)
    had = AnnouncementMail.objects.filter(announcement=row, person_id__in=batch).values_list("person_id", flat=True)
    left_out = set(had)
    if not is_service(row.kind, row.audience):
        left_out |= set(MailStopped.objects.filter(pk__in=batch).values_list("pk", flat=True))
    mailed = [person_id for person_id in batch if person_id not in left_out]

    AnnouncementMail.objects.bulk_create(
        AnnouncementMail(announcement=row, person_id=person_id, at=at) for person_id in mailed
    )
    row.mailed_up_to = batch[-1] if batch else row.mailed_up_to
    row.mailed_at = None if len(batch) == MOST_ROWS_IN_A_SET else at
    row.save(update_fields=["mailed_up_to", "mailed_at"])

    record_set([AnnouncementMailed(subject_id=row.pk, person_id=each) for each in mailed], by=by, at=at)
    return len(batch)


@set_action
def issue_some(announcement_id: UUID, *, by: Actor, at: datetime) -> int:
    """Mail an issue of eNews to the next of those who have joined it; return how many were looked at.

    Source: NEW-2, NEW-1.
    """
    row = to_be_issued(at).select_for_update().filter(pk=announcement_id).first()
    if row is None:
        record_set([], by=by, at=at)
        return 0
    readers = readers_of(row.audience, row.line)
    batch = list((readers.filter(pk__gt=row.enews_up_to) if row.enews_up_to else readers)[:MOST_ROWS_IN_A_SET])
    had = EnewsMail.objects.filter(announcement=row, subscription_id__in=batch)
    left_out = set(had.values_list("subscription_id", flat=True))
    mailed = [subscription_id for subscription_id in batch if subscription_id not in left_out]

    EnewsMail.objects.bulk_create(EnewsMail(announcement=row, subscription_id=each, at=at) for each in mailed)
    row.enews_up_to = batch[-1] if batch else row.enews_up_to
    row.enews_at = None if len(batch) == MOST_ROWS_IN_A_SET else at
    row.save(update_fields=["enews_up_to", "enews_at"])

    record_set([EnewsMailed(subject_id=row.pk, subscription_id=each) for each in mailed], by=by, at=at)
    return len(batch)


def to_be_mailed(at: datetime) -> "QuerySet[Announcement]":
    """Return the announcements whose mails haven't all gone out, while they are shown. Source: NEW-2."""
    return shown(at).filter(by_mail=True, mailed_at=None).order_by("starts_at", "pk")


def to_be_issued(at: datetime) -> "QuerySet[Announcement]":
    """Return the issues of eNews whose mails haven't all gone out. Source: NEW-2."""
    return shown(at).filter(by_enews=True, enews_at=None).order_by("starts_at", "pk")
