"""Who may decide on a request, and whether it can still be decided."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.lifecycle import REQUEST
from vestibule.accounts.lifecycle import ACTIVE
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

OWN_DECISION = declare_reason(
    "request.own_decision", gettext_noop("Nobody decides on their own request."), rule="ROL-7"
)
NOT_YOUR_DECISION = declare_reason(
    "request.not_your_decision",
    gettext_noop("Only this organization's approver and backup approvers decide on this request."),
    rule="ROL-7",
)
RIGHT_ENDED = declare_reason(
    "request.right_ended",
    gettext_noop("You are no longer an approver of this organization, so you can't decide on this request."),
    rule="ROL-7",
)
APPROVERS_DECIDE = declare_reason(
    "request.approvers_decide",
    gettext_noop("This organization has somebody who decides on its requests again, so the help desk doesn't."),
    rule="ROL-7",
)
ALREADY_APPROVED = declare_reason(
    "request.already_approved", gettext_noop("This request was already approved by %(who)s."), rule="ROL-8"
)
ALREADY_DENIED = declare_reason(
    "request.already_denied", gettext_noop("This request was already denied by %(who)s."), rule="ROL-8"
)
ALREADY_CANCELLED = declare_reason(
    "request.already_cancelled", gettext_noop("This request was taken back by %(who)s."), rule="ROL-8"
)
ALREADY_EXPIRED = declare_reason(
    "request.already_expired", gettext_noop("This request has expired, because nobody decided on it."), rule="ROL-9"
)
ALREADY_CORRECTED = declare_reason(
    "request.already_corrected",
    gettext_noop("This request was corrected by %(who)s, and waits for its requester to confirm that."),
    rule="ROL-5",
)
NOT_SUBMITTED = declare_reason("request.not_submitted", gettext_noop("This request isn't submitted yet."), rule="ROL-8")
ALREADY_SUBMITTED = declare_reason(
    "request.already_submitted", gettext_noop("This request was already submitted."), rule="ROL-11"
)
CHANGED_ELSEWHERE = declare_reason(
    "request.changed_elsewhere",
    gettext_noop("This request was changed in another window. Please look at it again before you submit it."),
    rule="ROL-6",
)

ACCOUNT_NOT_ACTIVE = declare_reason(
    "request.account_not_active", gettext_noop("The requester's account isn't active any more."), rule="ROL-7"
)

_DEALT_WITH = {
    lifecycle.CORRECTED: ALREADY_CORRECTED,
    lifecycle.APPROVED: ALREADY_APPROVED,
    lifecycle.DENIED: ALREADY_DENIED,
    lifecycle.CANCELLED: ALREADY_CANCELLED,
    lifecycle.EXPIRED: ALREADY_EXPIRED,
}


class Power(StrEnum):
    """What somebody's grants are worth for the organization of a request, at this moment."""

    NONE = "none"
    ENDED = "ended"
    DECIDES = "decides"


@dataclass(frozen=True)
class Asked:
    """A request as a decision sees it."""

    person_id: UUID
    state: str
    dealt_with_by: str = ""  # the name of who decided, corrected or cancelled


def decision_faults(asked: Asked, *, by: UUID | None, power: Power) -> list[Reason]:
    """List why somebody can't decide on a request; empty means that they may.

    Source: ROL-7, ROL-8 (APP 16, ADD 11). Reading: the power is judged first, so that who has none learns nothing of
    the outcome; who comes second is told who was first.
    """
    if faults := right_faults(asked, by=by, power=power):
        return faults
    if asked.state in _DEALT_WITH:
        return [_DEALT_WITH[asked.state](who=asked.dealt_with_by)]
    return [] if REQUEST.allows(asked.state, "approve") else [NOT_SUBMITTED()]


def right_faults(asked: Asked, *, by: UUID | None, power: Power) -> list[Reason]:
    """List why a request isn't somebody's to decide on, whatever its state. Source: ROL-7."""
    if asked.person_id == by:
        return [OWN_DECISION()]
    if power is Power.ENDED:
        return [RIGHT_ENDED()]
    return [] if power is Power.DECIDES else [NOT_YOUR_DECISION()]


def account_faults(state: str) -> list[Reason]:
    """List why a role can't be granted to an account as it is now. Source: ROL-7, SPT-3."""
    return [] if state == ACTIVE else [ACCOUNT_NOT_ACTIVE()]


def cancellation_faults(asked: Asked) -> list[Reason]:
    """List why the requester can't take a request back any more. Source: ROL-9."""
    if REQUEST.allows(asked.state, "cancel"):
        return []
    return [_DEALT_WITH[asked.state](who=asked.dealt_with_by)]


def submitting_faults(
    state: str, *, reviewed: tuple[str | UUID | None, ...], drafted: tuple[str | UUID | None, ...]
) -> list[Reason]:
    """List why a draft can't be submitted as it was reviewed.

    Source: ROL-6, ROL-11. Reading: what is submitted is what the person saw on the review page: role, and
    organization, or the accepted form that creates one.
    """
    if state == lifecycle.CANCELLED:
        return [CHANGED_ELSEWHERE()]
    if not REQUEST.allows(state, "submit"):
        return [ALREADY_SUBMITTED()]
    return [] if reviewed == drafted else [CHANGED_ELSEWHERE()]
