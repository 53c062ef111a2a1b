"""Rows as the rules of asking see them."""

from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.affiliations import affiliation_of
from vestibule.access.models import Role, RoleGrant, RoleRequest
from vestibule.access.policy.affiliating import affiliation_faults, proposal_faults
from vestibule.access.policy.asking import Place, Wish, organization_faults
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import role_card, roles_of
from vestibule.kernel.reasons import Reason
from vestibule.organizations.accepted import accepted_form_named
from vestibule.organizations.lifecycle import ACTIVE, PENDING
from vestibule.organizations.queries import OrganizationCard, organization_cards


def wish_of(role: Role, organization_id: UUID | None, *, form_id: UUID | None = None) -> Wish:
    """Return the wish for a role in an organization, or in the one that an accepted form creates.

    Reading: an organization that isn't active counts as none, but for the request that creates it.
    """
    organization_kind, creates = None, False
    if organization_id is not None:
        standing = _stands(organization_id, form_id=form_id)
        organization_kind = standing.kind if standing else None
    elif form_id is not None:
        form = accepted_form_named(form_id)
        organization_kind, creates = (form.particulars.kind, True) if form else (None, False)
    return Wish(
        role_key=role.key,
        role_kind=role.kind,
        application_key=role.application_id,
        requestable=role.requestable,
        needs_organization=role.needs_organization,
        needs_proofing=role.needs_proofing,
        organization_kinds=tuple(role.organization_kinds),
        organization_id=organization_id if organization_kind else None,
        organization_kind=organization_kind,
        creates=creates,
    )


def place_faults(
    person_id: UUID, role: Role, organization_id: UUID | None, *, form_id: UUID | None = None
) -> list[Reason]:
    """List why somebody can't ask for a role in an organization, or in the one that a form creates.

    Source: ROL-3, ROL-5, ORG-3, ORG-4. Reading: whom the form names is asked before the kind of the organization, for
    who errs is told the right role, and both say which it is.
    """
    by_form = affiliation_faults_of(person_id, role, organization_id, form_id=form_id)
    return by_form or organization_faults(wish_of(role, organization_id, form_id=form_id))


def affiliation_faults_of(
    person_id: UUID, role: Role, organization_id: UUID | None, *, form_id: UUID | None = None
) -> list[Reason]:
    """List why an approver's or backup's role can't be asked for there by the accepted form. Source: ORG-3, ORG-4."""
    if not _is_by_form(role, organization_id, form_id=form_id):
        return []
    affiliation = affiliation_of(person_id, organization_id=organization_id, form_id=form_id)
    return affiliation_faults(role_card(role.key), roles_of(role.application_id), affiliation)


def proposal_faults_of(
    person_id: UUID, role: Role, organization_id: UUID | None, *, form_id: UUID | None = None
) -> list[Reason]:
    """List why a role can't be proposed to somebody there by the accepted form. Source: ROL-5, ORG-3."""
    if not _is_by_form(role, organization_id, form_id=form_id):
        return []
    affiliation = affiliation_of(person_id, organization_id=organization_id, form_id=form_id)
    return proposal_faults(role_card(role.key), roles_of(role.application_id), affiliation)


def _is_by_form(role: Role, organization_id: UUID | None, *, form_id: UUID | None) -> bool:
    """Say whether an accepted form says who may have a role there; what isn't there is said as such."""
    if role.kind not in DECIDING_KINDS or not role.needs_organization or not (organization_id or form_id):
        return False
    return organization_id is None or _stands(organization_id, form_id=form_id) is not None


def held_places(person_id: UUID, application_key: str) -> list[Place]:
    """Return what somebody holds in an application now."""
    rows = RoleGrant.objects.filter(person_id=person_id, ended_at=None, role__application_id=application_key)
    return [Place(row.role_id, row.role.kind, row.organization_id) for row in rows.select_related("role")]


def open_places(person_id: UUID, *, but: UUID | None = None) -> list[Place]:
    """Return what somebody has asked for and nobody has decided, ``but`` for one request.

    Source: ROL-11. Reading: a corrected request is open for what was asked, and for what is proposed instead.
    """
    known = RoleRequest.objects.filter(person_id=person_id, state__in=(lifecycle.SUBMITTED, lifecycle.CORRECTED))
    rows = (known.exclude(pk=but) if but else known).select_related("role", "proposed_role")
    asked = [Place(row.role.key, row.role.kind, row.organization_id) for row in rows if row.role]
    proposed = [
        Place(row.proposed_role.key, row.proposed_role.kind, row.proposed_organization_id)
        for row in rows
        if row.state == lifecycle.CORRECTED and row.proposed_role
    ]
    return [*asked, *proposed]


def _stands(organization_id: UUID, *, form_id: UUID | None) -> OrganizationCard | None:
    statuses = (ACTIVE, PENDING) if form_id else (ACTIVE,)
    found = organization_cards([organization_id]).get(organization_id)
    return found if found and found.status in statuses else None
