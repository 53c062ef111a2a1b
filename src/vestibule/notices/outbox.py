"""Putting mail and messages into the outbox, inside the transaction of the deed (NEW-1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template
from django.utils import translation

from vestibule.jobs.queue import enqueue_all
from vestibule.notices.models import Mail
from vestibule.notices.ports import MAIL
from vestibule.notices.table import NOBODY, Notice
from vestibule.storage.compiled import insert


def queue_mail(notices: Iterable[Notice], *, at: datetime) -> None:
    """Render each notice and leave it in the outbox with a job that sends it. Source: NEW-1 (APP 16, EU 15, ADD 11).

    Templates stand in ``<room>/templates/notices/<kind>/`` as ``subject.txt``, ``body.txt`` and ``body.html``; of a
    text message or call as ``text.txt`` alone.
    """
    mails = [mail for mail in [_written(notice, at) for notice in notices] if mail.recipient != NOBODY]
    if not mails:
        return
    insert(mails)
    letters = [mail for mail in mails if mail.channel == MAIL]
    messages = [mail for mail in mails if mail.channel != MAIL]
    for job, these in (("notices.send", letters), ("notices.message", messages)):
        if these:
            enqueue_all(job, [{"mail_id": str(each.id)} for each in these], at=at)


def filled_notice(kind: str, channel: str, values: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the parts of a notice: ``subject``, ``text``, ``html`` of a mail; of anything else ``text`` alone."""
    folder = PurePosixPath("notices") / kind
    known = {
        **values,
        "origin": settings.ORIGIN,
        "help_desk": settings.HELP_DESK,
        "sender_name": settings.MAIL_SENDER_NAME,
    }
    with translation.override(language):
        return _mail(folder, known) if channel == MAIL else {"text": _filled(folder / "text.txt", known).strip()}


def _written(notice: Notice, at: datetime) -> Mail:
    return Mail(
        kind=notice.kind,
        language=notice.language,
        channel=notice.channel,
        person_id=notice.person_id,
        recipient=notice.to,
        queued_at=at,
        expires_at=notice.expires_at,
        unsubscribe=notice.unsubscribe or None,
        **filled_notice(notice.kind, notice.channel, notice.values, notice.language),
    )


def _mail(folder: PurePosixPath, values: dict[str, Any]) -> dict[str, str]:
    return {
        "subject": " ".join(_filled(folder / "subject.txt", values).split()),
        "text": _filled(folder / "body.txt", values).strip() + "\n",
        "html": _filled(folder / "body.html", values),
    }


def _filled(part: PurePosixPath, values: dict[str, Any]) -> str:
    """Fill one template: marks that mean something to HTML are escaped there, and stand as they are in plain text."""
    filled: str = letter_template(str(part)).render(Context(values, autoescape=part.suffix == ".html"))
    return filled


def letter_template(name: str) -> Template:
    """Return a template of a mail. Raises ``TemplateSyntaxError`` where it can't be read."""
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError("Notices are written with Django's own templates.")
    return engine.engine.get_template(name)
