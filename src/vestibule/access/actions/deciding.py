"""What an organization's approvers and backups do to the requests of its end users: approve, deny."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.settling import (
    approve,
    as_asked,
    deny,
    grant_faults,
    hold_requester,
    locked_request,
    role_of,
)
from vestibule.access.certifications import require_certified
from vestibule.access.clocks import require_active
from vestibule.access.lifecycle import DRAFT
from vestibule.access.models import RoleRequest
from vestibule.access.policy.deciding import Power, decision_faults
from vestibule.access.queries import deciding_grants
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, require
from vestibule.proofing.queries import require_identity


@action
def approve_request(request_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Approve a submitted request and grant its role, and return the grant. Source: ROL-7, ROL-8 (EU 15, ADD 11)."""
    asked = to_decide(request_id, by, grants=True, at=at)
    require(grant_faults(asked))

    return approve(asked, by=by, at=at)


@action
def deny_request(request_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Deny a submitted request with a reason, which its requester is told by mail. Source: ROL-7, ROL-8 (ADD 11)."""
    deny(to_decide(request_id, by, at=at), reason, by=by, at=at)


def to_decide(request_id: UUID, by: Actor, *, grants: bool = False, at: datetime) -> RoleRequest:
    """Return a request, locked, that the actor may decide on at this moment. Source: ROL-7, ACC-13, LIF-1."""
    row, power = in_reach(request_id, by, grants=grants)
    require(decision_faults(as_asked(row), by=by.person_id, power=power))
    if by.person_id is not None:
        require_identity(by.person_id, at=at)
        require_active(by.person_id, role_of(row).application_id, at=at)
        require_certified(by.person_id, row.organization_id, role_of(row).application_id, at=at)
    return row


def in_reach(request_id: UUID, by: Actor, *, grants: bool = False) -> tuple[RoleRequest, Power]:
    """Return a request, locked, with the actor's power over it; raise ``NotFound`` to who never had any.

    The grants that give the right are locked with it, so that none ends between the judgement and the commit; before
    them what a role rests on, where the request may be granted. A draft is its writer's alone.
    """
    row = locked_request(request_id)
    if by.person_id is None or row.state == DRAFT:
        raise NotFound(f"request {request_id}")
    if grants:
        hold_requester(row)
    power = _power(row, by.person_id)
    if power is Power.NONE and row.person_id != by.person_id:
        raise NotFound(f"request {request_id}")
    return row, power


def _power(row: RoleRequest, person_id: UUID) -> Power:
    grants = list(deciding_grants(row, person_id).order_by("pk").select_for_update(of=("self",)))
    if any(grant.ended_at is None for grant in grants):
        return Power.DECIDES
    return Power.ENDED if grants else Power.NONE
