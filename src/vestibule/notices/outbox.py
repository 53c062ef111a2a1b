"""Putting mail and messages into the outbox, inside the transaction of the deed (NEW-1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template
from django.utils import translation

from vestibule.jobs.queue import enqueue_all
from vestibule.kernel.ids import ids_in_order
from vestibule.notices.addressees import addressed
from vestibule.notices.late import filling, keeping
from vestibule.notices.models import Mail
from vestibule.notices.ports import MAIL
from vestibule.notices.table import NOBODY, Notice
from vestibule.storage.compiled import insert
from vestibule.storage.copying import insert_alike

A_FEW = 20  # mails of one transaction; more are written when they are sent


def queue_mail(notices: Iterable[Notice], *, at: datetime) -> None:
    """Render each notice and leave it in the outbox with a job that sends it. Source: NEW-1 (APP 16, EU 15, ADD 11).

    Reading: mails that are many at once are written when they are sent (decision 0026), by jobs that a node with the
    release before this one leaves alone; those to owners of accounts as their accounts stand then (decision 0046).

    Templates stand in ``<room>/templates/notices/<kind>/`` as ``subject.txt``, ``body.txt`` and ``body.html``; of a
    text message or call as ``text.txt`` alone.
    """
    these = list(notices)
    late, now = _parted(these) if len(these) > A_FEW else ([], these)
    mails = [mail for mail in (_written(each, at) for each in addressed(now)) if mail.recipient != NOBODY]
    insert(mails)
    sent: dict[str, list[Mapping[str, str]]] = {}
    for mail in mails:
        sent.setdefault(_job_of(mail), []).append({"mail_id": str(mail.id)})
    for kind, arguments in sent.items():
        enqueue_all(kind, arguments, at=at)
    _keep(late, at)


class Said(NamedTuple):
    """What goes out of a mail: to which address, in which language, and its parts."""

    to: str
    language: str
    parts: Mapping[str, str]


def said_by(mail: Mail) -> Said | None:
    """Return what a mail says, which was written with the deed, or is now; nothing where its owner can't be mailed."""
    if mail.filling is None:
        parts = {"subject": str(mail.subject), "text": str(mail.text), "html": str(mail.html)}
        return Said(str(mail.recipient), mail.language, parts)
    notice = Notice(mail.kind, mail.recipient, filling(mail.filling), mail.language, mail.person_id)
    for whole in addressed([notice]):
        parts = filled_notice(whole.kind, whole.channel, whole.values, whole.language)
        return Said(str(whole.to), whole.language, parts)
    return None


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


def _job_of(mail: Mail) -> str:
    return "notices.send" if mail.channel == MAIL else "notices.message"


def _parted(notices: Iterable[Notice]) -> tuple[list[tuple[Notice, str]], list[Notice]]:
    """Return what is written later, with what fills it, and what is written now, for that wouldn't come back."""
    late, now, keep = [], [], keeping()
    for notice in notices:
        try:
            filling = keep(notice.values) if notice.channel == MAIL else None
        except TypeError:
            filling = None
        if filling is None:
            now.append(notice)
        else:
            late.append((notice, filling))
    return late, now


def _keep(late: Iterable[tuple[Notice, str]], at: datetime) -> None:
    """Leave what fills mails in the outbox, with jobs that write them: of an owner of an account no more than whose."""
    same = {"channel": MAIL, "state": "queued", "queued_at": at, "sent_at": None}
    same |= dict.fromkeys(("subject", "text", "html"))
    names = ("id", "kind", "language", "person_id", "recipient", "filling", "expires_at", "unsubscribe")
    for job, are_owners in (("notices.write_and_send", False), ("notices.address_and_send", True)):
        these = [
            (notice, filling) for notice, filling in late if notice.to != NOBODY and (notice.to is None) is are_owners
        ]
        rows = [
            (
                key,
                notice.kind,
                "" if are_owners else notice.language,
                notice.person_id,
                notice.to,
                filling,
                notice.expires_at,
                notice.unsubscribe or None,
            )
            for key, (notice, filling) in zip(ids_in_order(len(these)), these, strict=True)
        ]
        insert_alike(Mail, same, names, rows)
        enqueue_all(job, [{"mail_id": str(row[0])} for row in rows], at=at)


def _written(notice: Notice, at: datetime) -> Mail:
    parts = filled_notice(notice.kind, notice.channel, notice.values, notice.language)
    return Mail(
        kind=notice.kind,
        language=notice.language,
        channel=notice.channel,
        person_id=notice.person_id,
        recipient=notice.to,
        queued_at=at,
        expires_at=notice.expires_at,
        unsubscribe=notice.unsubscribe or None,
        **parts,
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
