"""Who reviews a role at its annual certification."""

from collections.abc import Sequence
from uuid import UUID

from vestibule.access.policy.membership import Standing
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

KEPT = "kept"
REMOVED = "removed"

OWN_ROLE = declare_reason("certification.own_role", gettext_noop("Nobody certifies their own role."), rule="ROL-7")
RIGHT_ENDED = declare_reason(
    "certification.right_ended",
    gettext_noop("You are no longer an approver of this organization, so its roles aren't yours to certify."),
    rule="ROL-7",
)
DESK_CERTIFIES = declare_reason(
    "certification.desk_certifies",
    gettext_noop("An approver's or backup approver's role is certified by the help desk."),
    rule="LIF-3",
)
APPROVERS_CERTIFY = declare_reason(
    "certification.approvers_certify",
    gettext_noop("This organization has somebody who certifies its roles, so the help desk doesn't."),
    rule="LIF-3",
)
ALREADY_REMOVED = declare_reason(
    "certification.already_removed", gettext_noop("%(who)s removed this role already, on %(on)s."), rule="LIF-3"
)
NOT_LOOKED_AT = declare_reason(
    "certification.not_looked_at",
    gettext_noop(
        "You have not looked at the evidence of %(count)s of these. Tick beside each of them that you have, or say "
        "below that you keep them all the same."
    ),
    rule="LIF-3",
)


def review_faults(person_id: UUID, *, by: UUID | None, standing: Standing, decides_there: bool) -> list[Reason]:
    """List why a role in an organization isn't somebody's to certify. Source: LIF-3, ROL-7, ORG-7.

    Reading: the right is judged first, so that whose right has ended learns nothing of the outcome. ``decides_there``
    says whether the role is one that the organization's approvers decide on.
    """
    if person_id == by:
        return [OWN_ROLE()]
    if standing is Standing.ENDED or standing is Standing.NONE:
        return [RIGHT_ENDED()]
    return [] if decides_there else [DESK_CERTIFIES()]


def desk_faults(*, is_desks: bool) -> list[Reason]:
    """List why a role isn't the help desk's to certify. Source: LIF-3, ORG-9.

    Reading: approvers' and backups' roles are, and those in whose organization nobody can at present (decision 0015);
    judged at this moment.
    """
    return [] if is_desks else [APPROVERS_CERTIFY()]


def looking_faults(ticked: Sequence[str], looked_at: Sequence[str], *, admitted: int | None) -> list[Reason]:
    """List why roles can't be kept at once. Source: LIF-3.

    Reading: what was not looked at is kept only by who says so, and says of how many: a number that was true of other
    rows isn't enough.
    """
    count = len(set(ticked) - set(looked_at))
    return [] if count in (0, admitted) else [NOT_LOOKED_AT(count=count)]
