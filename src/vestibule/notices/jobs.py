"""Delivery: what the outbox holds goes out, at least once, and is forgotten when it is gone (NEW-1)."""

from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from vestibule.jobs.queue import job
from vestibule.notices.models import Mail
from vestibule.notices.ports import Carrier, Letter
from vestibule.storage.rows import moved

WIPED = {"recipient": None, "subject": None, "text": None, "html": None}


def give_up(*, at: datetime, mail_id: str) -> None:
    """Declare a mail dead and wipe it: what it said may have been a code, and whom it missed is still on record."""
    moved(Mail.objects.filter(pk=mail_id, state="queued"), state="dead", **WIPED)


# About two days of trying, as mail servers do among themselves (RFC 5321, 4.5.4.1).
@job("notices.send", attempts=56, pause=timedelta(seconds=5), longest_pause=timedelta(hours=1), given_up=give_up)
def send(*, at: datetime, mail_id: str) -> None:
    """Send one mail, then wipe it. Source: NEW-1 (APP 16, EU 15, ADD 11).

    Reading: "at least once": a crash between the server's yes and our note of it sends the mail again, under the same
    Message-ID, by which mail programs know that it is the same.
    """
    mail = Mail.objects.filter(pk=mail_id, state="queued").first()
    if mail is None:
        return

    carry = cast("Carrier", import_string(settings.MAIL_CARRIER))
    carry(_letter(mail))

    moved(Mail.objects.filter(pk=mail_id, state="queued"), state="sent", sent_at=at, **WIPED)


def _letter(mail: Mail) -> Letter:
    return Letter(
        message_id=f"<{mail.id}@{urlsplit(settings.ORIGIN).hostname}>",
        to=str(mail.recipient),
        subject=str(mail.subject),
        text=str(mail.text),
        html=str(mail.html),
        language=mail.language,
    )
