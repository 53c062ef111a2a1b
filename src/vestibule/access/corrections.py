"""Reads of corrections that wait for their requesters, for those who proposed them or could have."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from vestibule.access import lifecycle
from vestibule.access.models import RoleRequest
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.powers import powers_of
from vestibule.organizations.queries import organization_cards
from vestibule.storage.pages import Page, page_of

_COLUMNS = ("pk", "person_id", "role__name", "organization_id", "proposed_role__name", "proposed_organization_id")


@dataclass(frozen=True)
class Correction:
    """A correction that its requester hasn't confirmed: what was asked, and what is proposed instead."""

    request_id: UUID
    person_id: UUID
    role_name: str
    organization_name: str
    proposed_role_name: str
    proposed_organization_name: str
    at: datetime


def corrections_by(person_id: UUID, *, at: datetime, number: int = 1) -> Page[Correction]:
    """Return a page of what was corrected for the organizations for which somebody decides, the oldest first.

    Source: ROL-5, ORG-7. Reading: whoever of them proposed it; one's own requests never, nor any where
    one's role counts for nothing at this moment.
    """
    mine = powers_of(person_id, at=at)
    here = mine.filter(organization_id=OuterRef("organization_id"), role__application_id=OuterRef("application_id"))
    known = RoleRequest.objects.filter(
        Exists(here),
        organization_id__in=mine.values("organization_id"),
        state=lifecycle.CORRECTED,
        role__approved_by=BY_ORGANIZATION,
    ).exclude(person_id=person_id)
    rows = known.order_by("corrected_at", "pk").values_list(*_COLUMNS, "corrected_at")
    return page_of(rows, number).of(lambda found: _shown(list(found)))


def _shown(rows: list[tuple[UUID, UUID, str, UUID, str, UUID | None, datetime]]) -> list[Correction]:
    organizations = organization_cards(place for row in rows for place in (row[3], row[5]) if place)
    names = {card.id: card.legal_name for card in organizations.values()}
    return [
        Correction(
            request_id,
            person_id,
            role,
            names.get(where, ""),
            proposed_role,
            names.get(there, "") if there else "",
            at,
        )
        for request_id, person_id, role, where, proposed_role, there, at in rows
    ]
