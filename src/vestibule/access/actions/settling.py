"""What every decision on a request does, whoever makes it: judge who is first, settle, grant, and what follows."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from vestibule.access.actions.grants import place_grant
from vestibule.access.actions.holding import hold_giving
from vestibule.access.events import RequestApproved, RequestDenied
from vestibule.access.lifecycle import CORRECTED, REQUEST
from vestibule.access.models import Role, RoleRequest
from vestibule.access.places import held_places, wish_of
from vestibule.access.policy.asking import (
    Place,
    holding_faults,
    organization_faults,
    proofing_faults,
    reason_faults,
)
from vestibule.access.policy.deciding import Asked
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.organizations.creating import activate, drop
from vestibule.organizations.lifecycle import PENDING
from vestibule.organizations.queries import organization_cards
from vestibule.proofing.queries import is_proofed
from vestibule.storage.rows import one_at_a_time


class About(TypedDict):
    """What the facts about a request name."""

    request_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


def locked_request(request_id: UUID, person_id: UUID | None = None) -> RoleRequest:
    """Return a request, locked; of one person where one is named. Raises ``NotFound``."""
    rows = RoleRequest.objects.select_related("role").select_for_update(of=("self",)).filter(pk=request_id)
    row = (rows.filter(person_id=person_id) if person_id else rows).first()
    if row is None:
        raise NotFound(f"request {request_id}")
    return row


def as_asked(row: RoleRequest) -> Asked:
    """Return a request as the rules of deciding see it."""
    who = row.corrected_by if row.state == CORRECTED else row.settled_by
    return Asked(row.person_id, row.state, person_card(who).full_name if who else "")


def hold_requester(asked: RoleRequest) -> None:
    """Let those who give roles to who requests one wait for one another, before the actor's own roles are locked.

    Source: ROL-4, ROL-11. Reading: so that of two decided at once the second knows of the first.
    """
    hold_giving(asked.person_id, role_of(asked).application_id)


def grant_faults(asked: RoleRequest) -> list[Reason]:
    """List why the role can't be granted now, and still will at the commit where its requester is held.

    Source: ROL-3, ROL-4, ROL-11, PRF-1.
    """
    wish = wish_of(role_of(asked), asked.organization_id, form_id=asked.form_id)
    proofed = proofing_faults(wish, is_proofed=is_proofed(asked.person_id))
    return [*proofed, *organization_faults(wish), *holding_faults(wish, held(asked))]


def requests_one_at_a_time(person_id: UUID) -> None:
    """Let what makes somebody's requests ask for something wait for one another from here to their ends.

    Source: ROL-11. Reading: what one request asks for and another is corrected to stand in different columns, which no
    constraint compares; each is unique among its like, and this keeps the two apart.
    """
    one_at_a_time(f"access.requests:{person_id}")


def approve(asked: RoleRequest, *, by: Actor, at: datetime) -> UUID:
    """Settle a request that was judged, inside its action: grant the role, and return the grant. Source: ROL-8, ORG-3.

    Reading: an organization that the request creates is found by others from here on.
    """
    settle(asked, "approve", by=by, at=at)
    if _has_pending_organization(asked) and asked.organization_id:
        activate(asked.organization_id, by=by, at=at)
    grant_id = place_grant(
        role_of(asked),
        person_id=asked.person_id,
        organization_id=asked.organization_id,
        request_id=asked.pk,
        by=by,
        at=at,
    )

    record(RequestApproved(grant_id=grant_id, **about(asked)), by=by, at=at)
    return grant_id


def deny(asked: RoleRequest, reason: str, *, by: Actor, at: datetime) -> None:
    """Settle a request that was judged, inside its action, with a reason; its requester is told. Source: ROL-8."""
    reason = one_line(reason)
    require(said.on("denial_reason") for said in reason_faults(reason, rulebook().request))

    asked.denial_reason = reason
    settle(asked, "deny", by=by, at=at)
    drop_organization(asked, by=by, at=at)

    record(RequestDenied(**about(asked)), by=by, at=at, secrets={"denial_reason": reason})


def settle(row: RoleRequest, move: str, *, by: Actor, at: datetime) -> None:
    """Write a request's end: by whom, when, and without what was typed on its way."""
    row.state = REQUEST.after(row.state, move)
    row.settled_at = at
    row.settled_by = by.person_id
    row.particulars = None
    row.save(update_fields=["state", "settled_at", "settled_by", "denial_reason", "particulars"])


def drop_organization(asked: RoleRequest, *, by: Actor, at: datetime) -> None:
    """Drop the organization that a request would have created, so that its TIN is free again. Source: ORG-3."""
    if _has_pending_organization(asked) and asked.organization_id:
        drop(asked.organization_id, by=by, at=at)


def about(row: RoleRequest) -> About:
    """Return what the facts about a request name."""
    return About(
        request_id=row.pk,
        person_id=row.person_id,
        application_key=Code(role_of(row).application_id),
        role_key=Code(role_of(row).key),
        organization_id=row.organization_id,
    )


def role_of(row: RoleRequest) -> Role:
    """Return a request's role. Raises ``NotFound`` where none is chosen yet."""
    if row.role is None:
        raise NotFound(f"request {row.pk} has no role yet")
    return row.role


def held(row: RoleRequest) -> list[Place]:
    """Return what the requester holds in the application now."""
    return held_places(row.person_id, role_of(row).application_id)


def _has_pending_organization(asked: RoleRequest) -> bool:
    if asked.form_id is None or asked.organization_id is None:
        return False
    return organization_cards([asked.organization_id])[asked.organization_id].status == PENDING
