"""Reads of organizations."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from vestibule.kernel.reasons import NotFound
from vestibule.organizations import lifecycle
from vestibule.organizations.models import Organization
from vestibule.organizations.policy.particulars import submitter_id, tin_digits
from vestibule.organizations.tins import tin_index


@dataclass(frozen=True)
class OrganizationCard:
    """What others may know of an organization: never its TIN."""

    id: UUID
    legal_name: str
    kind: str
    city: str
    state: str
    submitter_id: str
    status: str


_CARD = ("pk", "legal_name", "kind", "city", "state", "submitter_id", "status")  # a card's columns, in its order


def organization_card(organization_id: UUID) -> OrganizationCard:
    """Return one organization. Raises ``NotFound``."""
    found = organization_cards([organization_id])
    if organization_id not in found:
        raise NotFound(f"organization {organization_id}")
    return found[organization_id]


def organization_cards(organization_ids: Iterable[UUID]) -> dict[UUID, OrganizationCard]:
    """Return organizations by id, in one query; the TIN, which no card shows, stays sealed."""
    found = Organization.objects.filter(pk__among=set(organization_ids)).values_list(*_CARD)
    return {values[0]: OrganizationCard(*values) for values in found}


def organization_by_submitter_id(text: str) -> OrganizationCard | None:
    """Return the organization with this submitter ID, however it was spaced and cased. Source: ORG-2."""
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    known = standing.filter(submitter_id=submitter_id(text)).values_list(*_CARD)
    return next((OrganizationCard(*values) for values in known[:1]), None)


def is_taken(tin: str, submitter: str) -> bool:
    """Say whether an organization, pending or active, has this TIN or this submitter ID. Source: ORG-3, ORG-4."""
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    return standing.filter(Q(tin_index=tin_index(tin_digits(tin))) | Q(submitter_id=submitter_id(submitter))).exists()
