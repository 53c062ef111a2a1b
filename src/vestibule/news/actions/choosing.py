"""Whether somebody with an account gets announcements by mail: their own choice, by a mail's link or on the page."""

from datetime import datetime

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.news.events import AnnouncementMailStopped, AnnouncementMailWanted
from vestibule.news.models import MailStopped
from vestibule.news.tokens import PERSON, subject_of_token


@action
def stop_mail_by_link(token: str, *, by: Actor, at: datetime) -> None:
    """End announcements by mail for whom a mail went to. Source: NEW-2 (RFC 8058).

    Raises ``NotFound`` where we made no such link, and ``Refused`` where they are stopped. Reading: nobody is signed in
    by it; it only ever ends mail that its reader can have again by a press of a button.
    """
    person_id = subject_of_token(PERSON, token)
    row = MailStopped(person_id=person_id, at=at)
    if MailStopped.objects.filter(pk=person_id).exists():
        raise Refused(MOVE_NOT_OPEN())
    MailStopped.objects.bulk_create([row], ignore_conflicts=True)

    record(AnnouncementMailStopped(person_id=person_id), by=by, at=at)


@action
def stop_mail(*, by: Actor, at: datetime) -> None:
    """Want no announcements by mail any more. Source: NEW-2."""
    if by.person_id is None:
        raise NotFound("somebody who gets mail")
    if MailStopped.objects.filter(pk=by.person_id).exists():
        raise Refused(MOVE_NOT_OPEN())
    MailStopped.objects.bulk_create([MailStopped(person_id=by.person_id, at=at)], ignore_conflicts=True)

    record(AnnouncementMailStopped(person_id=by.person_id), by=by, at=at)


@action
def want_mail(*, by: Actor, at: datetime) -> None:
    """Want announcements by mail again. Source: NEW-2."""
    stopped, _ = MailStopped.objects.filter(pk=by.person_id).delete()
    if by.person_id is None or not stopped:
        raise Refused(MOVE_NOT_OPEN())

    record(AnnouncementMailWanted(person_id=by.person_id), by=by, at=at)
