"""What the help desk does to the requests that are its to decide, and to who is replaced. The desk judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.correcting import correct
from vestibule.access.actions.grants import end_grant
from vestibule.access.actions.settling import (
    approve,
    as_asked,
    deny,
    grant_faults,
    hold_requester,
    locked_request,
    role_of,
)
from vestibule.access.affiliations import affiliation_of
from vestibule.access.events import DeciderReplaced
from vestibule.access.lifecycle import DRAFT
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.policy import affiliating
from vestibule.access.policy.catalog import BY_DESK
from vestibule.access.policy.deciding import APPROVERS_DECIDE, Power, account_faults, decision_faults
from vestibule.access.policy.membership import GRANT_ENDED
from vestibule.access.queries import role_card, roles_of
from vestibule.access.waiting import somebody_decides_there
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, Refused, require

LEFT = "left"  # the organization, as an accepted update form says


@action
def approve_request(request_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Approve a request that is the help desk's and grant its role, and return the grant. Source: ROL-7, ROL-8.

    Reading: what was true at submission is judged again as it stands now, and what changed is said (APP 16).
    """
    asked = _to_decide(request_id, by)
    hold_requester(asked)
    require([*standing_faults(asked), *grant_faults(asked)])

    return approve(asked, by=by, at=at)


@action
def deny_request(request_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Deny a request with a reason, which its requester is told by mail. Source: ROL-7, ROL-8 (APP 16)."""
    deny(_to_decide(request_id, by), reason, by=by, at=at)


@action
def correct_request(request_id: UUID, *, role_key: str, organization_id: UUID | None, by: Actor, at: datetime) -> None:
    """Propose another role or organization instead of denying; the requester confirms. Source: ROL-5 (APP 10)."""
    asked = _to_decide(request_id, by)

    correct(asked, role_key, organization_id, sees_forms=True, by=by, at=at)


@action
def replace_decider(grant_id: UUID, *, form_id: UUID, left: bool, by: Actor, at: datetime) -> None:
    """Tell somebody who decides that an accepted update names another; who has left loses the role.

    Source: ORG-6, LIF-5. Reading: who has not left keeps it until it is given up or removed; no other role is touched.
    """
    grant = RoleGrant.objects.select_related("role").filter(pk=grant_id, ended_at=None).first()
    if grant is None or grant.organization_id is None:
        raise Refused(GRANT_ENDED())
    if left:
        end_grant(grant_id, why=LEFT, by=by, at=at)

    record(
        DeciderReplaced(
            form_id=form_id,
            grant_id=grant.pk,
            person_id=grant.person_id,
            application_key=Code(grant.role.application_id),
            role_key=Code(grant.role_id),
            organization_id=grant.organization_id,
            ended=left,
        ),
        by=by,
        at=at,
    )


def standing_faults(asked: RoleRequest) -> list[Reason]:
    """List what has changed of the requester and the form since the request was submitted. Source: ROL-7, ORG-3."""
    role = role_card(role_of(asked).key)
    faults = account_faults(person_card(asked.person_id).state)
    if role.needs_organization:
        affiliation = affiliation_of(asked.person_id, organization_id=asked.organization_id, form_id=asked.form_id)
        faults += affiliating.standing_faults(role, roles_of(role.application_key), affiliation)
    return faults


def _to_decide(request_id: UUID, by: Actor) -> RoleRequest:
    """Return a request, locked, that is the help desk's to decide; nobody's own, and none that was decided before.

    Source: ROL-7, ORG-9. Reading: a request that an organization's approvers decide is the help desk's while none of
    them can, judged at this moment; a request doesn't wait for somebody who isn't there. One that has waited for
    too long is the help desk's as well (ROL-9).
    """
    row = locked_request(request_id)
    if by.person_id is None or row.state == DRAFT:
        raise NotFound(f"request {request_id}")
    require(decision_faults(as_asked(row), by=by.person_id, power=Power.DECIDES))
    if role_of(row).approved_by != BY_DESK and row.escalated_at is None and _has_deciders(row):
        raise Refused(APPROVERS_DECIDE())
    return row


def _has_deciders(row: RoleRequest) -> bool:
    """Say whether the organization of a request has somebody at present who decides on it; none is nobody's."""
    if row.organization_id is None or row.application_id is None:
        return False
    return somebody_decides_there(row.organization_id, row.application_id, but=row.person_id)
