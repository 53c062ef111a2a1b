"""What an organization's approvers and backups decide at the annual certification of its end users' roles."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions import hold_with_right
from vestibule.access.certifications import require_certified
from vestibule.access.clocks import require_active
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.queries import role_card
from vestibule.access.reviewing import Reviewed, reviewed
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, require
from vestibule.proofing.queries import require_identity
from vestibule.recertification.actions.deciding import keep, remove
from vestibule.recertification.policy import review_faults


@action
def keep_role(grant_id: UUID, *, looked_at: bool, by: Actor, at: datetime) -> None:
    """Certify a member's role for another year. Source: LIF-3, LIF-4, ROL-7 (APP 0)."""
    keep(_to_review(grant_id, by, at), looked_at=looked_at, by_desk=False, by=by, at=at)


@action
def remove_role(grant_id: UUID, *, reason: str, looked_at: bool, by: Actor, at: datetime) -> None:
    """End a member's role at its certification, with a reason that the member reads. Source: LIF-3, ROL-7 (APP 0)."""
    remove(_to_review(grant_id, by, at), reason, looked_at=looked_at, by_desk=False, by=by, at=at)


def _to_review(grant_id: UUID, by: Actor, at: datetime) -> Reviewed:
    """Return a role, locked, that the actor may certify at this moment. Raises ``NotFound`` to who never had the right.

    Source: LIF-3, ROL-7. Reading: what gives the right is locked with it, so that it doesn't end before the commit; a
    reviewer whose own role sleeps or is suspended certifies nobody's.
    """
    _, standing = hold_with_right(grant_id, by)
    one = reviewed(grant_id, at=at)
    who, place, key = by.person_id, one.grant.organization_id, one.grant.application_key
    if who is None or place is None:
        raise NotFound(f"grant {grant_id}")
    decides_there = role_card(one.grant.role_key).approved_by == BY_ORGANIZATION
    require(review_faults(one.grant.person_id, by=who, standing=standing, decides_there=decides_there))
    require_identity(who, at=at)
    require_active(who, key, at=at)
    require_certified(who, place, key, at=at)
    return one
