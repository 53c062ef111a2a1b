"""Reads of who waits for which organization."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.organizations.lifecycle import WAITING
from vestibule.organizations.models import AwaitedOrganization
from vestibule.organizations.policy.awaiting import awaited_since


@dataclass(frozen=True)
class AwaitedCard:
    """An organization that somebody waits for, as they typed it."""

    id: UUID
    legal_name: str
    state: str
    since: datetime


def awaited_by(person_id: UUID, *, at: datetime) -> list[AwaitedCard]:
    """Return what somebody waits for, the newest first. Source: ORG-5."""
    rows = awaiting(person_id, at=at).order_by("-since", "pk")
    return [AwaitedCard(*values) for values in rows.values_list("pk", "legal_name", "state", "since")]


def awaiting(person_id: UUID | None, *, at: datetime) -> "QuerySet[AwaitedOrganization]":
    """Return what somebody waits for that they may still be told of: judged when it is asked. Source: ORG-5."""
    if person_id is None:
        return AwaitedOrganization.objects.none()
    return AwaitedOrganization.objects.filter(person_id=person_id, status=WAITING, since__gt=awaited_since(at))


def awaited_name(awaited_id: UUID) -> str:
    """Return the name for which somebody waits or waited, as they typed it."""
    return AwaitedOrganization.objects.values_list("legal_name", flat=True).get(pk=awaited_id)
