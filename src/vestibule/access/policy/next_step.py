"""Who has the next step of a request."""

from enum import StrEnum

from vestibule.access import lifecycle
from vestibule.access.policy.catalog import BY_DESK


class NextStep(StrEnum):
    """Whose turn it is."""

    YOU = "you"
    APPROVER = "approver"
    HELP_DESK = "help_desk"
    NOBODY_CAN_DECIDE = "nobody_can_decide"  # at the organization at present: the help desk does
    NOBODY = "nobody"


FOR_DESK = (NextStep.HELP_DESK, NextStep.NOBODY_CAN_DECIDE)


def next_step(state: str, *, approved_by: str | None, has_deciders: bool, escalated: bool = False) -> NextStep:
    """Return who has the next step, seen by the requester. Source: ROL-7, ROL-13 (APP 16, EU 15).

    Reading: a decider is somebody else than the requester who is approver or backup there and can sign in. What has
    waited for too long is the help desk's as well; the approvers may still be first (ROL-9).
    """
    if state == lifecycle.CANCELLED:
        return NextStep.NOBODY
    if state != lifecycle.SUBMITTED:
        return NextStep.YOU
    if approved_by == BY_DESK or escalated:
        return NextStep.HELP_DESK
    return NextStep.APPROVER if has_deciders else NextStep.NOBODY_CAN_DECIDE
