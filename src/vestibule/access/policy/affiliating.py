"""Whether an accepted form makes somebody an approver or backup approver of an organization."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.proposing import OfferedRole, right_role
from vestibule.kernel.reasons import Reason, ReasonKind, declare_reason, gettext_noop

NOT_NAMED = declare_reason(
    "request.not_named",
    gettext_noop(
        "No accepted form of this organization names you, by your legal name and your verified email address, as its "
        "approver or backup approver. A SPOT update form, signed by its official, changes whom it names."
    ),
    rule="ORG-3",
    field="organization",
)
WRONG_ROLE = declare_reason(
    "request.wrong_role",
    gettext_noop("This isn't the right role in this organization. Ask for the role %(role)s instead."),
    rule="ROL-5",
    field="organization",
)
NO_ROLE_FITS = declare_reason(
    "request.no_role_fits",
    gettext_noop("This isn't the right role in this organization, and the one that is can't be asked for here."),
    rule="ROL-5",
    field="organization",
)
NO_LONGER_NAMED = declare_reason(
    "request.no_longer_named",
    gettext_noop(
        "The requester's legal name or email address, or the form, has changed since the request was submitted: no "
        "accepted form of this organization names the requester as its approver or backup approver now."
    ),
    rule="ROL-7",
)
NAMED_OTHERWISE = declare_reason(
    "request.named_otherwise",
    gettext_noop("By the accepted form, the right role for the requester in this organization is %(role)s."),
    rule="ROL-7",
)
FITS_NO_LONGER = declare_reason(
    "request.fits_no_longer",
    gettext_noop("By the accepted form, this role isn't the right one for the requester in this organization."),
    rule="ROL-7",
)
NOT_NAMED_THERE = declare_reason(
    "request.not_named_there",
    gettext_noop(
        "No accepted form of this organization names the requester as its approver or backup approver, so this role "
        "can't be theirs."
    ),
    rule="ORG-3",
)


class NamedRole(OfferedRole, Protocol):
    """A role that a sentence can name."""

    @property
    def key(self) -> str:
        """Its key in the catalogue."""

    @property
    def name(self) -> str:
        """Its name on the pages."""


R = TypeVar("R", bound=NamedRole)


@dataclass(frozen=True)
class Affiliation:
    """How somebody stands to an organization by its accepted form: its kind, and as what they are named, if at all."""

    organization_kind: str
    named_as: str | None  # approver, backup


def right_role_by_form(roles: Iterable[R], affiliation: Affiliation) -> R | None:
    """Return the role that an accepted form makes the right one. Source: ROL-3, ROL-5, ORG-3."""
    if affiliation.named_as is None:
        return None
    return right_role(roles, kind=affiliation.named_as, organization_kind=affiliation.organization_kind)


def affiliation_faults(asked: NamedRole, roles: Iterable[R], affiliation: Affiliation) -> list[Reason]:
    """List why an approver's or backup's role can't be asked for in an organization. Source: ORG-3, ORG-4, ROL-5.

    Reading: the approver's role is for the approver that the form names, the backup's for the backup, and each for the
    kind of organization that it is for; whoever errs is told the right role. The other roles need no form.
    """
    return _faults(asked, roles, affiliation, (NOT_NAMED, WRONG_ROLE, NO_ROLE_FITS))


def standing_faults(asked: NamedRole, roles: Iterable[R], affiliation: Affiliation) -> list[Reason]:
    """List why an accepted form no longer carries a submitted request; said to who decides. Source: ROL-7, ORG-3."""
    return _faults(asked, roles, affiliation, (NO_LONGER_NAMED, NAMED_OTHERWISE, FITS_NO_LONGER))


def proposal_faults(proposed: NamedRole, roles: Iterable[R], affiliation: Affiliation) -> list[Reason]:
    """List why an accepted form makes a role wrong for a requester; said to who corrects. Source: ROL-5, ORG-3."""
    return _faults(proposed, roles, affiliation, (NOT_NAMED_THERE, NAMED_OTHERWISE, FITS_NO_LONGER))


def _faults(
    asked: NamedRole,
    roles: Iterable[R],
    affiliation: Affiliation,
    said: tuple[ReasonKind, ReasonKind, ReasonKind],
) -> list[Reason]:
    not_named, wrong_role, no_role_fits = said
    fits = asked.kind == affiliation.named_as and affiliation.organization_kind in asked.organization_kinds
    if fits or asked.kind not in DECIDING_KINDS:
        return []
    if affiliation.named_as is None:
        return [not_named()]
    right = right_role_by_form(roles, affiliation)
    return [wrong_role(role=right.name, role_key=right.key)] if right else [no_role_fits()]
