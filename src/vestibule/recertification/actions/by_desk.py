"""What the help desk decides at annual certifications. The desk judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions import hold_grant
from vestibule.access.reviewing import Reviewed, reviewed
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.recertification.actions.deciding import keep, remove
from vestibule.recertification.actions.evidence import record_taken
from vestibule.recertification.evidence import Evidence, whole_evidence
from vestibule.recertification.policy import desk_faults


@action
def keep_role(grant_id: UUID, *, by: Actor, at: datetime) -> None:
    """Certify an approver's role for another year. Source: LIF-3, LIF-4, HLP-1."""
    keep(_to_review(grant_id, at), looked_at=True, by_desk=True, by=by, at=at)


@action
def remove_role(grant_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End an approver's role at its certification, with a reason that they read. Source: LIF-3, HLP-1."""
    remove(_to_review(grant_id, at), reason, looked_at=True, by_desk=True, by=by, at=at)


@action
def take_evidence(organization_id: UUID, year: int, *, form: str, by: Actor, at: datetime) -> Evidence:
    """Return what was decided at an organization's certifications in a year. Source: LIF-3, AUD-1."""
    seen = whole_evidence(organization_id, year, at=at)

    record_taken(seen, form, by=by, at=at)
    return seen


def _to_review(grant_id: UUID, at: datetime) -> Reviewed:
    """Return a role, locked, that is the help desk's to certify at this moment. Source: LIF-3, ORG-9."""
    hold_grant(grant_id)
    one = reviewed(grant_id, at=at)
    require(desk_faults(is_desks=one.by_desk))
    return one
