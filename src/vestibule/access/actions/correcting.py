"""What an organization's approvers and backups do instead of denying: correct a request, and take that back."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.deciding import in_reach, to_decide
from vestibule.access.actions.settling import about, as_asked, held, requests_one_at_a_time, role_of
from vestibule.access.events import CorrectionWithdrawn, RequestCorrected
from vestibule.access.lifecycle import REQUEST
from vestibule.access.models import Role, RoleRequest
from vestibule.access.places import open_places, proposal_faults_of, wish_of
from vestibule.access.policy.asking import ROLE_MISSING, Place
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.correcting import correction_faults, withdrawing_faults
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, require


@action
def correct_request(request_id: UUID, *, role_key: str, organization_id: UUID | None, by: Actor, at: datetime) -> None:
    """Propose another role or organization instead of denying; the requester confirms. Source: ROL-5 (APP 10, EU 9)."""
    asked = to_decide(request_id, by, at=at)

    correct(asked, role_key, organization_id, sees_forms=False, by=by, at=at)


@action
def withdraw_correction(request_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a correction back: the request waits for its decision as it was asked, and since it was. Source: ROL-5."""
    asked, power = in_reach(request_id, by)
    require(withdrawing_faults(as_asked(asked), by=by.person_id, power=power))

    asked.state = REQUEST.after(asked.state, "withdraw")
    asked.save(update_fields=["state", *forgotten(asked)])

    record(CorrectionWithdrawn(**about(asked)), by=by, at=at)


def correct(
    asked: RoleRequest,
    role_key: str,
    organization_id: UUID | None,
    *,
    sees_forms: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Put a correction beside what a request asks for, inside the action of who may decide on it.

    Source: ROL-5, ROL-11. Reading: the role is one of the same application; a role that needs no organization is
    proposed without any.
    """
    known = Role.objects.filter(application_id=role_of(asked).application_id)
    role = next((role for role in known if role.key == role_key), None)
    if role is None:
        raise Refused(ROLE_MISSING())
    place = organization_id if role.needs_organization else None
    form_id = form_kept(asked, role, place)
    requests_one_at_a_time(asked.person_id)
    require(
        correction_faults(
            wish_of(role, place, form_id=form_id),
            asked=Place(role_of(asked).key, role_of(asked).kind, asked.organization_id),
            held=held(asked),
            open_requests=open_places(asked.person_id, but=asked.pk),
            by_form=proposal_faults_of(asked.person_id, role, place, form_id=form_id),
            sees_forms=sees_forms,
        )
    )

    asked.state = REQUEST.after(asked.state, "correct")
    asked.proposed_role, asked.proposed_organization_id = role, place
    asked.corrected_by, asked.corrected_at, asked.told_days = by.person_id, at, None
    columns = ["proposed_role", "proposed_organization_id", "corrected_by", "corrected_at", "told_days"]
    asked.save(update_fields=["state", *columns])

    record(
        RequestCorrected(
            **about(asked), proposed_role_key=Code(role.key), proposed_organization_id=asked.proposed_organization_id
        ),
        by=by,
        at=at,
    )


def form_kept(asked: RoleRequest, role: Role, organization_id: UUID | None) -> UUID | None:
    """Return the form by which a request creates its organization, if it still would with another role there.

    Source: ORG-3. Reading: only an approver or a backup creates an organization, and only the one of the form.
    """
    kept = organization_id == asked.organization_id and role.kind in DECIDING_KINDS
    return asked.form_id if kept else None


def forgotten(asked: RoleRequest) -> list[str]:
    """Take a correction off a request, and return the columns to write."""
    asked.proposed_role, asked.proposed_organization_id = None, None
    asked.corrected_by, asked.corrected_at, asked.told_days = None, None, None
    return ["proposed_role", "proposed_organization_id", "corrected_by", "corrected_at", "told_days"]
