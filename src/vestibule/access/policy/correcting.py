"""Whether a request can be corrected to another role or organization, and what becomes of the correction."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vestibule.access.lifecycle import REQUEST
from vestibule.access.policy.asking import Place, Wish, holding_faults, open_faults, organization_faults, role_faults
from vestibule.access.policy.deciding import Asked, Power, right_faults
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

SAME = declare_reason(
    "correction.same",
    gettext_noop("This is what the request asks for already. Choose another role or organization."),
    rule="ROL-5",
)
NOT_POSSIBLE = declare_reason(
    "correction.not_possible", gettext_noop("The request can't be corrected to this."), rule="ROL-5"
)
HELD = declare_reason(
    "correction.held",
    gettext_noop("The requester already holds this role in this organization, or one that includes it."),
    rule="ROL-11",
)
OPEN = declare_reason(
    "correction.open",
    gettext_noop("The requester has another open request for this role in this organization."),
    rule="ROL-11",
)
NOT_CORRECTED = declare_reason(
    "correction.not_open",
    gettext_noop("This correction no longer stands: it was confirmed or taken back, or the request has ended."),
    rule="ROL-5",
)
CHANGED = declare_reason(
    "correction.changed",
    gettext_noop("Another correction is proposed by now. Please look at it before you confirm it."),
    rule="ROL-5",
)


def correction_faults(
    wish: Wish,
    *,
    asked: Place,
    held: Collection[Place],
    open_requests: Collection[Place],
    by_form: Sequence[Reason],
    sees_forms: bool,
) -> list[Reason]:
    """List why a request can't be corrected to this; empty means that it may be proposed. Source: ROL-5, ROL-11.

    Reading: the corrector reads the true reason where it is about the organization of the request; what the requester
    holds, has asked for or is named as in another is theirs to know, and is said to be impossible and no more. The
    help desk, which keeps the forms (``sees_forms``), is told of them everywhere. Proofing is judged when the requester
    confirms.
    """
    if (wish.role_key, wish.organization_id) == (asked.role_key, asked.organization_id):
        return [SAME()]
    if plain := [*role_faults(wish), *organization_faults(wish)]:
        return plain
    elsewhere = wish.organization_id != asked.organization_id
    if by_form:
        return [NOT_POSSIBLE()] if elsewhere and not sees_forms else list(by_form)
    if holding_faults(wish, held):
        return [NOT_POSSIBLE() if elsewhere else HELD()]
    if open_faults(wish, open_requests):
        return [NOT_POSSIBLE() if elsewhere else OPEN()]
    return []


def confirming_faults(
    state: str, *, seen: tuple[str, UUID | None], proposed: tuple[str | None, UUID | None]
) -> list[Reason]:
    """List why the requester can't confirm a correction. Source: ROL-5.

    Reading: what is confirmed is what the requester saw; a correction that was taken back and made anew is another.
    """
    if not REQUEST.allows(state, "confirm"):
        return [NOT_CORRECTED()]
    return [] if seen == proposed else [CHANGED()]


def withdrawing_faults(asked: Asked, *, by: UUID | None, power: Power) -> list[Reason]:
    """List why somebody can't take a correction back. Source: ROL-5, ORG-7.

    Reading: any approver or backup of the organization that the request names may, whoever proposed it. An approver who
    is removed after correcting leaves the correction as it stands, for it grants nothing.
    """
    if faults := right_faults(asked, by=by, power=power):
        return faults
    return [] if REQUEST.allows(asked.state, "withdraw") else [NOT_CORRECTED()]
