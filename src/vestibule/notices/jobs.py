"""Delivery: what the outbox holds goes out, at least once, and is forgotten when it is gone (NEW-1)."""

from datetime import datetime, timedelta
from functools import partial
from typing import cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from vestibule.jobs.queue import job
from vestibule.notices.models import Mail
from vestibule.notices.outbox import said_by
from vestibule.notices.ports import Carrier, Gateway, Letter, Message, NotCarried
from vestibule.storage.rows import moved

log = structlog.get_logger(__name__)

WIPED = dict.fromkeys(("recipient", "subject", "text", "html", "filling", "unsubscribe"))


def give_up(*, at: datetime, mail_id: str) -> None:
    """Declare a mail or message dead and wipe it: it may hold a code, and whom it missed is still on record."""
    moved(Mail.objects.filter(pk=mail_id, state="queued"), state="dead", **WIPED)


# About two days of trying, as mail servers do among themselves (RFC 5321, 4.5.4.1).
_mailed = partial(
    job,
    attempts=56,
    pause=timedelta(seconds=5),
    longest_pause=timedelta(hours=1),
    given_up=give_up,
    abroad=True,
)


@_mailed("notices.address_and_send", can_wait=True)
@_mailed("notices.write_and_send", can_wait=True)
@_mailed("notices.send")
def send(*, at: datetime, mail_id: str) -> None:
    """Send one mail, then wipe it. Source: NEW-1 (APP 16, EU 15, ADD 11).

    Reading: "at least once": a crash between the server's yes and our note of it sends the mail again, under the same
    Message-ID, by which mail programs know that it is the same. Who may not be mailed any more isn't.
    """
    mail = Mail.objects.filter(pk=mail_id, state="queued").first()
    if mail is None:
        return
    letter = letter_of(mail)
    if letter is None:
        Mail.objects.filter(pk=mail_id, state="queued").delete()
        return

    carry = cast("Carrier", import_string(settings.MAIL_CARRIER))
    carry(letter)

    moved(Mail.objects.filter(pk=mail_id, state="queued"), state="sent", sent_at=at, **WIPED)


# A message is worth something for minutes only: it is tried often, until it expires.
@job(
    "notices.message",
    attempts=40,
    pause=timedelta(seconds=2),
    longest_pause=timedelta(seconds=30),
    given_up=give_up,
    abroad=True,
)
def send_message(*, at: datetime, mail_id: str) -> None:
    """Send one text message, or have one call made, then wipe it; an expired one isn't sent. Source: SIG-3, NEW-1.

    Reading: "at least once" as for mail, under the same reference, by which the gateway knows that it is the same. What
    the gateway refuses for good isn't tried again: its owner asks for another code, or takes another device.
    """
    message = Mail.objects.filter(pk=mail_id, state="queued").first()
    if message is None:
        return
    if message.expires_at is not None and at >= message.expires_at:
        give_up(at=at, mail_id=mail_id)
        return

    carry = cast("Gateway", import_string(settings.MESSAGE_CARRIER))
    try:
        carry(_message(message))
    except NotCarried as refused:
        if not refused.for_good:
            raise
        log.error("message_refused", reason_code=refused.code, channel=message.channel)
        give_up(at=at, mail_id=mail_id)
        return

    moved(Mail.objects.filter(pk=mail_id, state="queued"), state="sent", sent_at=at, **WIPED)


def _message(mail: Mail) -> Message:
    return Message(
        reference=str(mail.id),
        channel=mail.channel,
        to=str(mail.recipient),
        text=str(mail.text),
        language=mail.language,
    )


def letter_of(mail: Mail) -> Letter | None:
    """Return a mail as it is carried; nothing where it is its owner's and they may not be mailed any more."""
    said = said_by(mail)
    return said and Letter(
        message_id=f"<{mail.id}@{urlsplit(settings.ORIGIN).hostname}>",
        to=said.to,
        **said.parts,
        language=said.language,
        unsubscribe=mail.unsubscribe or "",
    )
