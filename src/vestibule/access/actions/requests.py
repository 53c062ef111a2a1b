"""What is done to requests: submitted, taken back, approved, denied."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from vestibule.access.events import RequestApproved, RequestCancelled, RequestDenied, RequestSubmitted
from vestibule.access.lifecycle import DRAFT, REQUEST
from vestibule.access.models import Role, RoleGrant, RoleRequest
from vestibule.access.places import held_places, open_places, wish_of
from vestibule.access.policy.asking import (
    Place,
    holding_faults,
    organization_faults,
    proofing_faults,
    reason_faults,
    submission_faults,
)
from vestibule.access.policy.deciding import (
    Asked,
    Power,
    cancellation_faults,
    decision_faults,
    submitting_faults,
)
from vestibule.access.queries import deciding_grants
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, require
from vestibule.kernel.references import new_reference
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.proofing.queries import is_proofed


@action
def submit_request(
    request_id: UUID, *, role_key: str, organization_id: UUID | None, reason: str, by: Actor, at: datetime
) -> str:
    """Submit one's draft as it was reviewed, and return its confirmation number. Source: ROL-6, ROL-11 (EU 14-15)."""
    draft = _own(request_id, by)
    reason = one_line(reason)
    require(
        submitting_faults(
            draft.state, reviewed=(role_key, organization_id), drafted=(draft.role_id, draft.organization_id)
        )
    )
    require(_submission_faults(draft, reason))

    draft.state = REQUEST.after(draft.state, "submit")
    draft.reason = reason
    draft.confirmation = new_reference()
    draft.submitted_at = at
    draft.save(update_fields=["state", "reason", "confirmation", "submitted_at"])

    record(RequestSubmitted(**_about(draft)), by=by, at=at)
    return draft.confirmation


@action
def cancel_request(request_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take back one's own request before it is decided. Source: ROL-9."""
    asked = _own(request_id, by)
    require(cancellation_faults(_as_asked(asked)))

    was = asked.state
    _settle(asked, "cancel", by=by, at=at)

    record(
        RequestCancelled(
            request_id=asked.pk, person_id=asked.person_id, organization_id=asked.organization_id, was=Code(was)
        ),
        by=by,
        at=at,
    )


@action
def approve_request(request_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Approve a submitted request and grant its role, and return the grant.

    Source: ROL-7, ROL-8 (EU 15, ADD 11), PRF-1. Reading: what may have changed since it was submitted is judged again.
    """
    asked = _to_decide(request_id, by)
    wish = wish_of(_role(asked), asked.organization_id)
    require(
        [
            *proofing_faults(wish, is_proofed=is_proofed(asked.person_id)),
            *organization_faults(wish),
            *holding_faults(wish, _held(asked)),
        ]
    )

    _settle(asked, "approve", by=by, at=at)
    grant = RoleGrant.objects.create(
        person_id=asked.person_id,
        role=_role(asked),
        organization_id=asked.organization_id,
        request=asked,
        granted_at=at,
        granted_by=by.person_id,
    )

    record(RequestApproved(grant_id=grant.pk, **_about(asked)), by=by, at=at)
    return grant.pk


@action
def deny_request(request_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Deny a submitted request with a reason, which its requester is told by mail. Source: ROL-7, ROL-8 (ADD 11)."""
    asked = _to_decide(request_id, by)
    reason = one_line(reason)
    require(said.on("denial_reason") for said in reason_faults(reason, rulebook().request))

    asked.denial_reason = reason
    _settle(asked, "deny", by=by, at=at)

    record(RequestDenied(**_about(asked)), by=by, at=at, secrets={"denial_reason": reason})


def _own(request_id: UUID, by: Actor) -> RoleRequest:
    """Return the actor's own request, locked."""
    rows = RoleRequest.objects.select_related("role").select_for_update(of=("self",))
    row = rows.filter(pk=request_id, person_id=by.person_id).first() if by.person_id else None
    if row is None:
        raise NotFound(f"request {request_id}")
    return row


def _to_decide(request_id: UUID, by: Actor) -> RoleRequest:
    """Return a request, locked, that the actor may decide on at this moment.

    The grants that give the right are locked with it, so that none ends between the judgement and the commit. A draft
    is its writer's alone.
    """
    row = RoleRequest.objects.select_related("role").select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None or by.person_id is None or row.state == DRAFT:
        raise NotFound(f"request {request_id}")
    power = _power(row, by.person_id)
    if power is Power.NONE and row.person_id != by.person_id:
        raise NotFound(f"request {request_id}")
    require(decision_faults(_as_asked(row), by=by.person_id, power=power))
    return row


def _power(row: RoleRequest, person_id: UUID) -> Power:
    grants = list(deciding_grants(row, person_id).select_for_update(of=("self",)))
    if any(grant.ended_at is None for grant in grants):
        return Power.DECIDES
    return Power.ENDED if grants else Power.NONE


def _settle(row: RoleRequest, move: str, *, by: Actor, at: datetime) -> None:
    row.state = REQUEST.after(row.state, move)
    row.settled_at = at
    row.settled_by = by.person_id
    row.save(update_fields=["state", "settled_at", "settled_by", "denial_reason"])


def _as_asked(row: RoleRequest) -> Asked:
    return Asked(row.person_id, row.state, person_card(row.settled_by).full_name if row.settled_by else "")


def _submission_faults(draft: RoleRequest, reason: str) -> list[Reason]:
    wish = wish_of(_role(draft), draft.organization_id)
    return submission_faults(
        wish,
        reason=reason,
        held=_held(draft),
        open_requests=open_places(draft.person_id),
        is_proofed=is_proofed(draft.person_id),
        rules=rulebook().request,
    )


class _About(TypedDict):
    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


def _about(row: RoleRequest) -> _About:
    return _About(
        request_id=row.pk,
        person_id=row.person_id,
        application_key=Code(_role(row).application_id),
        role_key=Code(_role(row).key),
        organization_id=row.organization_id,
    )


def _role(row: RoleRequest) -> Role:
    if row.role is None:
        raise NotFound(f"request {row.pk} has no role yet")
    return row.role


def _held(row: RoleRequest) -> list[Place]:
    return held_places(row.person_id, _role(row).application_id)
