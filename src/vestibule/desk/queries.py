"""Reads of the help desk: who works there, who has claimed what, and whose look is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.queries import person_cards
from vestibule.desk.models import CaseClaim, DeskLook, StaffAppointment
from vestibule.desk.policy.cases import Holder
from vestibule.desk.policy.looks import opened_since
from vestibule.storage.compiled import compiled


@dataclass(frozen=True)
class ClaimCard:
    """Who has claimed a case, and when."""

    holder: Holder
    claimed_at: datetime


def is_staff(person_id: UUID) -> bool:
    """Say whether a person works at the help desk. Source: HLP-2."""
    return bool(_standing_appointments(person_id))


@compiled
def _standing_appointments(person_id: UUID) -> "QuerySet[StaffAppointment, tuple[Any, ...]]":
    return StaffAppointment.objects.filter(person_id=person_id, ended_at=None).values_list("pk")[:1]


def tier_of(person_id: UUID) -> str | None:
    """Return the tier in which a person works at the help desk, if they do. Source: HLP-2."""
    return StaffAppointment.objects.filter(person_id=person_id, ended_at=None).values_list("tier", flat=True).first()


def standing_claims() -> "QuerySet[CaseClaim]":
    """Return the claims that count: those of people who work at the help desk now.

    Source: HLP-1. Reading: who leaves the help desk leaves their cases to the others.
    """
    at_work = StaffAppointment.objects.filter(ended_at=None).values("person_id")
    return CaseClaim.objects.filter(claimed_by__in=at_work)


def claims_on(subject_ids: Iterable[UUID]) -> dict[tuple[str, UUID], ClaimCard]:
    """Return the claims on some cases, by kind and case, in two queries. Source: HLP-1."""
    rows = list(standing_claims().filter(subject_id__in=set(subject_ids)))
    people = person_cards(row.claimed_by_id for row in rows) if rows else {}
    return {
        (row.kind, row.subject_id): ClaimCard(
            Holder(row.claimed_by_id, people[row.claimed_by_id].full_name), row.claimed_at
        )
        for row in rows
    }


def claim_on(kind: str, subject_id: UUID) -> ClaimCard | None:
    """Return who has claimed a case, if anybody has. Source: HLP-1."""
    return claims_on([subject_id]).get((kind, subject_id))


def has_open_look(staff_id: UUID, kind: str, subject_id: UUID, *, at: datetime) -> bool:
    """Say whether somebody at the help desk has said why they look at this story, within the hour. Source: AUD-1."""
    looks = DeskLook.objects.filter(staff_id=staff_id, kind=kind, subject_id=subject_id)
    return looks.filter(looked_at__gt=opened_since(at), looked_at__lte=at).exists()
