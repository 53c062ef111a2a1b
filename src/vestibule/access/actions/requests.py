"""What a requester does to a request: submits it, confirms its correction, takes it back."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.correcting import forgotten, form_kept
from vestibule.access.actions.settling import (
    about,
    as_asked,
    drop_organization,
    held,
    locked_request,
    requests_one_at_a_time,
    role_of,
    settle,
)
from vestibule.access.events import CorrectionConfirmed, RequestCancelled, RequestSubmitted
from vestibule.access.lifecycle import REQUEST
from vestibule.access.models import Role, RoleRequest
from vestibule.access.places import affiliation_faults_of, open_places, wish_of
from vestibule.access.policy.asking import submission_faults
from vestibule.access.policy.correcting import confirming_faults
from vestibule.access.policy.deciding import cancellation_faults, submitting_faults
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, require
from vestibule.kernel.references import new_reference
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.organizations.creating import create_pending
from vestibule.proofing.queries import is_proofed


@action
def submit_request(
    request_id: UUID,
    *,
    role_key: str,
    organization_id: UUID | None,
    reason: str,
    form_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> str:
    """Submit one's draft as it was reviewed; return its confirmation number. Source: ROL-6, ROL-11 (EU 14-15), ORG-3.

    Reading: all is judged again as it stands now; an organization that is created with it is pending from here on.
    """
    draft = _own(request_id, by)
    reason = one_line(reason)
    reviewed, drafted = (role_key, organization_id, form_id), (draft.role_id, draft.organization_id, draft.form_id)
    require(submitting_faults(draft.state, reviewed=reviewed, drafted=drafted))
    require(_submission_faults(draft, role_of(draft), draft.organization_id, draft.form_id, reason))

    if draft.form_id is not None:
        draft.organization_id = create_pending(draft.form_id, by=by, at=at)
    draft.state = REQUEST.after(draft.state, "submit")
    draft.reason = reason
    draft.confirmation = new_reference()
    draft.submitted_at = at
    draft.particulars = None
    draft.save(update_fields=["state", "reason", "confirmation", "submitted_at", "organization_id", "particulars"])

    record(RequestSubmitted(**about(draft)), by=by, at=at)
    return draft.confirmation


@action
def cancel_request(request_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take back one's own request before it is decided; an organization that it creates is dropped. Source: ROL-9."""
    asked = _own(request_id, by)
    require(cancellation_faults(as_asked(asked)))

    was = asked.state
    settle(asked, "cancel", by=by, at=at)
    drop_organization(asked, by=by, at=at)

    record(
        RequestCancelled(
            request_id=asked.pk, person_id=asked.person_id, organization_id=asked.organization_id, was=Code(was)
        ),
        by=by,
        at=at,
    )


@action
def confirm_correction(
    request_id: UUID, *, role_key: str, organization_id: UUID | None, by: Actor, at: datetime
) -> None:
    """Confirm a correction as one saw it: the request asks for that from now on. Source: ROL-5, ROL-7, ROL-11.

    Reading: it is the same request with its confirmation number and reason, judged anew as if it were submitted now,
    which is from when whoever decides on it counts its age. An organization that it would have created and no longer
    does is dropped.
    """
    asked = _own(request_id, by)
    proposed = (asked.proposed_role_id, asked.proposed_organization_id)
    require(confirming_faults(asked.state, seen=(role_key, organization_id), proposed=proposed))
    role = asked.proposed_role or role_of(asked)
    form_id = form_kept(asked, role, asked.proposed_organization_id)
    require(_submission_faults(asked, role, asked.proposed_organization_id, form_id, asked.reason or ""))

    was = about(asked)
    if asked.organization_id != asked.proposed_organization_id:
        drop_organization(asked, by=by, at=at)
    asked.state = REQUEST.after(asked.state, "confirm")
    asked.role, asked.organization_id, asked.form_id = role, asked.proposed_organization_id, form_id
    asked.submitted_at, asked.escalated_at = at, None
    columns = ["role", "organization_id", "form_id", "submitted_at", "escalated_at"]
    asked.save(update_fields=["state", *columns, *forgotten(asked)])

    record(
        CorrectionConfirmed(**about(asked), was_role_key=was["role_key"], was_organization_id=was["organization_id"]),
        by=by,
        at=at,
    )


def _own(request_id: UUID, by: Actor) -> RoleRequest:
    """Return the actor's own request, locked."""
    if by.person_id is None:
        raise NotFound(f"request {request_id}")
    return locked_request(request_id, by.person_id)


def _submission_faults(
    asked: RoleRequest, role: Role, organization_id: UUID | None, form_id: UUID | None, reason: str
) -> list[Reason]:
    """List why a request can't ask for a role there as things stand now, and still will at the commit."""
    requests_one_at_a_time(asked.person_id)
    by_form = affiliation_faults_of(asked.person_id, role, organization_id, form_id=form_id)
    return by_form or submission_faults(
        wish_of(role, organization_id, form_id=form_id),
        reason=reason,
        held=held(asked),
        open_requests=open_places(asked.person_id, but=asked.pk),
        is_proofed=is_proofed(asked.person_id),
        rules=rulebook().request,
    )
