"""Putting mail into the outbox, inside the transaction of the deed (NEW-1)."""

from collections.abc import Iterable
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
from vestibule.notices.table import NOBODY, Notice


def queue_mail(notices: Iterable[Notice], *, at: datetime) -> None:
    """Render each notice and leave it in the outbox with a job that sends it. Source: NEW-1 (APP 16, EU 15, ADD 11).

    Templates stand in ``<room>/templates/notices/<kind>/`` as ``subject.txt``, ``body.txt`` and ``body.html``.
    """
    mails = [mail for mail in [_written(notice, at) for notice in notices] if mail.recipient != NOBODY]
    if not mails:
        return
    Mail.objects.bulk_create(mails)
    enqueue_all("notices.send", [{"mail_id": str(mail.id)} for mail in mails], at=at)


def _written(notice: Notice, at: datetime) -> Mail:
    folder = PurePosixPath("notices") / notice.kind
    values = {
        **notice.values,
        "origin": settings.ORIGIN,
        "help_desk": settings.HELP_DESK,
        "sender_name": settings.MAIL_SENDER_NAME,
    }
    with translation.override(notice.language):
        subject = _filled(folder / "subject.txt", values)
        text = _filled(folder / "body.txt", values)
        html = _filled(folder / "body.html", values)
    return Mail(
        kind=notice.kind,
        language=notice.language,
        person_id=notice.person_id,
        recipient=notice.to,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        queued_at=at,
    )


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
