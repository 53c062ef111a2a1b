"""What is done to the roles that people hold: given up by their holder, removed by an approver, listed to be kept."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.grants import end_grant
from vestibule.access.actions.holding import hold_with_right
from vestibule.access.certifications import require_certified
from vestibule.access.clocks import require_active
from vestibule.access.events import MembersExported, RecordTaken, RoleGivenUp, RoleRemoved
from vestibule.access.members import member_grants, visible_membership
from vestibule.access.models import RoleGrant
from vestibule.access.policy.asking import reason_faults
from vestibule.access.policy.membership import Removal, removal_faults
from vestibule.access.record import OrganizationRecord, visible_record
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.proofing.queries import require_identity


@action
def give_up_role(grant_id: UUID, *, by: Actor, at: datetime) -> None:
    """End a role of one's own, of any kind, at once. Source: ROL-10, LIF-5.

    Reading: an approver may go too, whoever is left; the page says beforehand what that means.
    """
    grant = _grant(grant_id)
    if by.person_id is None or grant.person_id != by.person_id:
        raise NotFound(f"grant {grant_id}")

    end_grant(grant_id, why="given_up", by=by, at=at)

    record(
        RoleGivenUp(
            grant_id=grant.pk,
            person_id=grant.person_id,
            application_key=Code(grant.role.application_id),
            role_key=Code(grant.role_id),
            organization_id=grant.organization_id,
        ),
        by=by,
        at=at,
    )


@action
def remove_role(grant_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End a member's role with a reason, which the member is told by mail. Source: ROL-12, ORG-7.

    Reading: the reason keeps to the lengths of a reason for request.
    """
    grant, standing = hold_with_right(grant_id, by)
    if by.person_id is None or grant.organization_id is None:
        raise NotFound(f"grant {grant_id}")
    require(removal_faults(Removal(grant.person_id, grant.role.kind), by=by.person_id, standing=standing))
    require_identity(by.person_id, at=at)
    require_active(by.person_id, grant.role.application_id, at=at)
    require_certified(by.person_id, grant.organization_id, grant.role.application_id, at=at)
    reason = one_line(reason)
    require(said.on("removal_reason") for said in reason_faults(reason, rulebook().request))

    end_grant(grant_id, why="removed", reason=reason, by=by, at=at)

    record(
        RoleRemoved(
            grant_id=grant.pk,
            person_id=grant.person_id,
            application_key=Code(grant.role.application_id),
            role_key=Code(grant.role_id),
            organization_id=grant.organization_id,
        ),
        by=by,
        at=at,
        secrets={"removal_reason": reason, "removed_by": by.person_id},
    )


@action
def export_members(organization_id: UUID, *, by: Actor, at: datetime) -> tuple[UUID, ...]:
    """Return the grants of an organization's members, to be written out; that they were is on record.

    Source: ROL-12, AUD-1.
    """
    grants = tuple(member_grants(visible_membership(organization_id, to=by, at=at)).values_list("pk", flat=True))

    record(MembersExported(organization_id=organization_id, count=len(grants)), by=by, at=at)
    return grants


@action
def take_record(organization_id: UUID, *, by: Actor, at: datetime) -> OrganizationRecord:
    """Return what the record has on an organization, to be written out with proofs; that it was is on record.

    Source: AUD-2, AUD-1.
    """
    seen = visible_record(organization_id, to=by, at=at)

    record(RecordTaken(organization_id=organization_id, count=len(seen.entry_ids)), by=by, at=at)
    return seen


def _grant(grant_id: UUID) -> RoleGrant:
    """Return a grant with its role: whose it is and where never changes, and that it is held is judged as it ends."""
    grant = RoleGrant.objects.select_related("role").filter(pk=grant_id).first()
    if grant is None:
        raise NotFound(f"grant {grant_id}")
    return grant
