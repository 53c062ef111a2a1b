"""What the help desk decides at annual certifications. The desk judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions import hold_grant
from vestibule.access.reviewing import Reviewed, reviewed
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.recertification.actions.deciding import keep, remove
from vestibule.recertification.policy import desk_faults


@action
def keep_role(grant_id: UUID, *, by: Actor, at: datetime) -> None:
    """Certify an approver's role for another year. Source: LIF-3, LIF-4, HLP-1."""
    keep(_to_review(grant_id, at), looked_at=True, by_desk=True, by=by, at=at)


@action
def remove_role(grant_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End an approver's role at its certification, with a reason that they read. Source: LIF-3, HLP-1."""
    remove(_to_review(grant_id, at), reason, looked_at=True, by_desk=True, by=by, at=at)


def _to_review(grant_id: UUID, at: datetime) -> Reviewed:
    """Return a role, locked, that is the help desk's to certify at this moment. Source: LIF-3, ORG-9."""
    hold_grant(grant_id)
    one = reviewed(grant_id, at=at)
    require(desk_faults(is_desks=one.by_desk))
    return one
