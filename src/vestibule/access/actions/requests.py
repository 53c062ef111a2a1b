"""What a requester does to a request: submits it, takes it back."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.settling import (
    about,
    as_asked,
    drop_organization,
    held,
    locked_request,
    role_of,
    settle,
)
from vestibule.access.events import RequestCancelled, RequestSubmitted
from vestibule.access.lifecycle import REQUEST
from vestibule.access.models import RoleRequest
from vestibule.access.places import affiliation_faults_of, open_places, wish_of
from vestibule.access.policy.asking import submission_faults
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
    require(_submission_faults(draft, reason))

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


def _own(request_id: UUID, by: Actor) -> RoleRequest:
    """Return the actor's own request, locked."""
    if by.person_id is None:
        raise NotFound(f"request {request_id}")
    return locked_request(request_id, by.person_id)


def _submission_faults(draft: RoleRequest, reason: str) -> list[Reason]:
    role = role_of(draft)
    by_form = affiliation_faults_of(draft.person_id, role, draft.organization_id, form_id=draft.form_id)
    return by_form or submission_faults(
        wish_of(role, draft.organization_id, form_id=draft.form_id),
        reason=reason,
        held=held(draft),
        open_requests=open_places(draft.person_id),
        is_proofed=is_proofed(draft.person_id),
        rules=rulebook().request,
    )
