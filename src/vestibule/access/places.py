"""Rows as the rules of asking see them."""

from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.models import Role, RoleGrant, RoleRequest
from vestibule.access.policy.asking import Place, Wish
from vestibule.organizations.lifecycle import ACTIVE
from vestibule.organizations.queries import organization_cards


def wish_of(role: Role, organization_id: UUID | None) -> Wish:
    """Return the wish for a role in an organization; one that isn't active counts as none."""
    found = organization_cards([organization_id]) if organization_id else {}
    organization = next((card for card in found.values() if card.status == ACTIVE), None)
    return Wish(
        role_key=role.key,
        role_kind=role.kind,
        application_key=role.application_id,
        requestable=role.requestable,
        needs_organization=role.needs_organization,
        needs_proofing=role.needs_proofing,
        organization_kinds=tuple(role.organization_kinds),
        organization_id=organization.id if organization else None,
        organization_kind=organization.kind if organization else None,
    )


def held_places(person_id: UUID, application_key: str) -> list[Place]:
    """Return what somebody holds in an application now."""
    rows = RoleGrant.objects.filter(person_id=person_id, ended_at=None, role__application_id=application_key)
    return [Place(row.role_id, row.role.kind, row.organization_id) for row in rows.select_related("role")]


def open_places(person_id: UUID) -> list[Place]:
    """Return what somebody has asked for and nobody has decided."""
    rows = RoleRequest.objects.filter(person_id=person_id, state=lifecycle.SUBMITTED).select_related("role")
    return [Place(row.role.key, row.role.kind, row.organization_id) for row in rows if row.role]
