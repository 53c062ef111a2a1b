"""Reads of the requests that wait for somebody's decision: an approver's, a backup's, the help desk's."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from vestibule.access import lifecycle
from vestibule.access.models import RoleRequest
from vestibule.access.policy.catalog import BY_DESK, BY_ORGANIZATION
from vestibule.access.powers import powers_of
from vestibule.access.queries import HAS_DECIDERS, RequestCard, deciding_now, requests_by_id
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.pages import Page, page_of

MOST_FOR_DESK = 500
MOST_PLACES = 50


def requests_to_decide(
    person_id: UUID, *, at: datetime, number: int = 1, organization_id: UUID | None = None
) -> Page[RequestCard]:
    """Return a page of the requests that wait for somebody's decision, the oldest first. Source: ROL-7, ROL-8.

    Reading: of all applications, in all of their organizations or in one; one's own requests never, and none where
    one's role counts for nothing at this moment.
    """
    waiting = _waiting_for(person_id, at)
    if organization_id is not None:
        waiting = waiting.filter(organization_id=organization_id)
    ids = waiting.order_by("submitted_at", "pk").values_list("pk", flat=True)
    return page_of(ids, number).of(requests_by_id)


def count_to_decide(person_id: UUID, *, at: datetime) -> int:
    """Count the requests that wait for somebody's decision. Source: ROL-7, ROL-8."""
    return _waiting_for(person_id, at).count()


def places_to_decide(person_id: UUID, *, at: datetime) -> list[OrganizationCard]:
    """Return the organizations in which requests wait for somebody's decision, by name. Source: ROL-7.

    Reading: to choose one of; where they are more than one would look through, none.
    """
    waiting = _waiting_for(person_id, at).order_by("organization_id")
    ids = list(waiting.values_list("organization_id", flat=True).distinct()[: MOST_PLACES + 1])
    known = _named(ids).values() if len(ids) <= MOST_PLACES else ()
    return sorted(known, key=lambda card: card.legal_name)


def requests_for_desk() -> list[RequestCard]:
    """Return the requests that wait for the help desk's decision, the oldest first. Source: ROL-7, HLP-1, ORG-9.

    Reading: those of roles that the help desk decides, and those in whose organization nobody can decide at present;
    those that waited there for too long (ROL-9);
    who works there sees them all; whose own they are, the decision refuses.
    """
    waiting = _for_desk().order_by("submitted_at", "pk").values_list("pk", flat=True)
    return requests_by_id(waiting[:MOST_FOR_DESK])


def count_for_desk() -> int:
    """Count the requests that wait for the help desk's decision. Source: HLP-1, ROL-1."""
    return _for_desk().count()


def somebody_decides_there(organization_id: UUID, application_key: str, *, but: UUID) -> bool:
    """Say whether anybody else can decide on requests in an organization at present. Source: ROL-7, ORG-7, ORG-9.

    Reading: as ``HAS_DECIDERS`` asks it for many requests.
    """
    deciding = deciding_now().filter(organization_id=organization_id, role__application_id=application_key)
    return deciding.exclude(person_id=but).exists()


def _waiting_for(person_id: UUID, at: datetime) -> "QuerySet[RoleRequest]":
    """Return what waits for somebody, by organizations as a set: thousands of them are compared at once."""
    decides = powers_of(person_id, at=at)
    there = Q(pk__in=[])  # nowhere, until a grant says where
    for key in decides.order_by("role__application_id").values_list("role__application_id", flat=True).distinct():
        places = decides.filter(role__application_id=key).values("organization_id")
        there |= Q(application_id=key, organization_id__in=places)
    waiting = RoleRequest.objects.filter(there, state=lifecycle.SUBMITTED, role__approved_by=BY_ORGANIZATION)
    return waiting.exclude(person_id=person_id)


def _for_desk() -> "QuerySet[RoleRequest]":
    submitted = RoleRequest.objects.filter(state=lifecycle.SUBMITTED)
    return submitted.filter(Q(role__approved_by=BY_DESK) | Q(escalated_at__isnull=False) | ~HAS_DECIDERS)


def _named(ids: Iterable[UUID | None]) -> dict[UUID, OrganizationCard]:
    return organization_cards(place for place in ids if place)
