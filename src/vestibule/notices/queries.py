"""Reads of the outbox, for figures; and whom it can reach."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from vestibule.jobs.queries import last_errors
from vestibule.notices.models import Mail
from vestibule.storage.pages import Page, page_of


@dataclass(frozen=True)
class DeadMail:
    """A mail, text message or call that was given up: what it was, whom it missed, what its last attempt met."""

    id: UUID
    kind: str
    channel: str
    language: str
    person_id: UUID | None
    queued_at: datetime
    error: str


def mails_by_state() -> dict[str, int]:
    """Count the mails that wait, and those that could not be delivered."""
    counted = Mail.objects.filter(state__in=["queued", "dead"]).values_list("state").annotate(Count("pk"))
    counts = dict(counted)
    return {state: counts.get(state, 0) for state in ("queued", "dead")}


def undelivered(page: int) -> Page[DeadMail]:
    """Return what was given up, the newest first. Source: NEW-1."""
    rows = Mail.objects.filter(state="dead").order_by("-queued_at", "pk")

    def shown(mails: tuple[Mail, ...]) -> list[DeadMail]:
        errors = last_errors("mail_id", [str(mail.id) for mail in mails])
        return [
            DeadMail(
                mail.id,
                mail.kind,
                mail.channel,
                mail.language,
                mail.person_id,
                mail.queued_at,
                errors.get(str(mail.id), ""),
            )
            for mail in mails
        ]

    return page_of(rows, page).of(shown)


def has_gateway() -> bool:
    """Say whether text messages can be sent and calls be made: whether the settings name a gateway."""
    return bool(settings.SMS_URL)
