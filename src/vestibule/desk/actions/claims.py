"""Taking cases out of the queue, and putting them back."""

from datetime import datetime
from uuid import UUID

from vestibule.desk.at_work import at_work
from vestibule.desk.cases import is_own_case
from vestibule.desk.events import CaseClaimed, CaseReleased
from vestibule.desk.models import CaseClaim
from vestibule.desk.policy.cases import claim_faults, release_faults
from vestibule.desk.taking_up import in_front
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import require


@action
def claim_case(kind: str, subject_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a case on: nobody else deals with it, and all of it may be looked at. Source: HLP-1, AUD-1."""
    staff = at_work(by)
    case, holder = in_front(kind, subject_id)
    own = is_own_case(case, staff.person_id)
    require(claim_faults(holder, by=staff.person_id, own=own, waits=case.waits, entered_by=case.entered_by))

    CaseClaim.objects.filter(kind=kind, subject_id=subject_id).delete()  # of somebody who has left the help desk
    CaseClaim.objects.create(kind=kind, subject_id=subject_id, claimed_by_id=staff.person_id, claimed_at=at)

    record(
        CaseClaimed(
            kind=Code(kind), subject_id=case.id, person_id=case.person_id, organization_id=case.organization_id
        ),
        by=by,
        at=at,
    )


@action
def release_case(kind: str, subject_id: UUID, *, by: Actor, at: datetime) -> None:
    """Put a case back into the queue: one's own, or as a supervisor a colleague's. Source: HLP-1."""
    staff = at_work(by)
    case, holder = in_front(kind, subject_id)
    require(release_faults(holder, by=staff.person_id, tier=staff.tier))

    row = CaseClaim.objects.get(kind=kind, subject_id=subject_id)
    row.delete()

    record(
        CaseReleased(
            kind=Code(kind),
            subject_id=case.id,
            held_by=row.claimed_by_id,
            person_id=case.person_id,
            organization_id=case.organization_id,
        ),
        by=by,
        at=at,
    )
