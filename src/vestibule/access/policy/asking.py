"""Who may ask for which role."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from vestibule.access.policy.catalog import APPROVER, BACKUP, END_USER
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import RequestRules

RANK = {END_USER: 0, BACKUP: 1, APPROVER: 2}

APPLICATION_UNKNOWN = declare_reason(
    "request.application_unknown", gettext_noop("Select an application."), rule="ROL-2", field="application"
)
ROLE_MISSING = declare_reason("request.role_missing", gettext_noop("Select a role."), rule="ROL-2", field="role")
ROLE_NOT_OFFERED = declare_reason(
    "request.role_not_offered",
    gettext_noop("This role can't be asked for here. The help desk says how it is given."),
    rule="ROL-2",
    field="role",
)
ORGANIZATION_MISSING = declare_reason(
    "request.organization_missing",
    gettext_noop("Find your organization and choose it from the list."),
    rule="ORG-5",
    field="organization",
)
ORGANIZATION_KIND_WRONG = declare_reason(
    "request.organization_kind_wrong",
    gettext_noop("This role isn't for organizations of this kind."),
    rule="ROL-3",
    field="organization",
)
INCLUDED = declare_reason(
    "request.included",
    gettext_noop(
        "You are an approver or backup approver of this organization, and end-user access is included: there is "
        "nothing to ask for."
    ),
    rule="ROL-4",
    field="organization",
)
ALREADY_HELD = declare_reason(
    "request.already_held", gettext_noop("This role is already held in this organization."), rule="ROL-11"
)
ALREADY_OPEN = declare_reason(
    "request.already_open",
    gettext_noop("You have already asked for this role in this organization; that request is still open."),
    rule="ROL-11",
)
DRAFT_EXISTS = declare_reason(
    "request.draft_exists",
    gettext_noop("You have begun another request. Go on with it, or cancel it before you ask for this one anew."),
    rule="ROL-5",
)
PROOFING_MISSING = declare_reason(
    "request.proofing_missing",
    gettext_noop(
        "This role needs a verified identity, under the legal name and date of birth that are in the profile now."
    ),
    rule="PRF-1",
)
REASON_TOO_SHORT = declare_reason(
    "request.reason_too_short",
    gettext_noop("Give a reason of at least %(least)s characters."),
    rule="ROL-6",
    field="reason",
)
REASON_TOO_LONG = declare_reason(
    "request.reason_too_long",
    gettext_noop("Keep the reason to %(most)s characters; these are %(count)s."),
    rule="ROL-6",
    field="reason",
)


@dataclass(frozen=True)
class Place:
    """A role in an organization: asked for, open, or held."""

    role_key: str
    role_kind: str
    organization_id: UUID | None


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, with what the catalogue says of it."""

    role_key: str
    role_kind: str
    application_key: str
    requestable: bool
    needs_organization: bool
    needs_proofing: bool = False
    organization_kinds: tuple[str, ...] = ()
    organization_id: UUID | None = None
    organization_kind: str | None = None
    creates: bool = False  # the organization is created with the request, from an accepted form


def role_faults(wish: Wish) -> list[Reason]:
    """List why a role can't be asked for at all. Source: ROL-2, ROL-3 (APP 10, EU 9)."""
    return [] if wish.requestable else [ROLE_NOT_OFFERED()]


def organization_faults(wish: Wish) -> list[Reason]:
    """List why the role can't be had in the chosen organization, or what is still to be chosen.

    Source: ROL-3, ORG-5 (APP 10, EU 14).
    """
    if not wish.needs_organization:
        return []
    if wish.organization_id is None and not wish.creates:
        return [ORGANIZATION_MISSING()]
    if wish.organization_kind not in wish.organization_kinds:
        return [ORGANIZATION_KIND_WRONG()]
    return []


def holding_faults(wish: Wish, held: Collection[Place]) -> list[Reason]:
    """List why what is held in the application rules a role out.

    Source: ROL-4 (APP 0), ROL-11. Reading: approver and backup include end-user access, and an approver includes the
    backup, in that organization only.
    """
    there = _there(wish, held)
    if any(place.role_key == wish.role_key for place in there):
        return [ALREADY_HELD()]
    if any(RANK[place.role_kind] > RANK[wish.role_kind] for place in there):
        return [INCLUDED()]
    return []


def open_faults(wish: Wish, open_requests: Collection[Place]) -> list[Reason]:
    """List why requests that are still open rule a new one out. Source: ROL-11."""
    same = [place for place in _there(wish, open_requests) if place.role_key == wish.role_key]
    return [ALREADY_OPEN()] if same else []


def proofing_faults(wish: Wish, *, is_proofed: bool) -> list[Reason]:
    """List why a role can't be had by who isn't proofed. Source: PRF-1 (APP 11, EU 10), ACC-13."""
    return [PROOFING_MISSING()] if wish.needs_proofing and not is_proofed else []


def reason_faults(reason: str, rules: RequestRules) -> list[Reason]:
    """List what is wrong with a reason, brought into one line before.

    Source: ROL-6, ROL-8 (APP 15, ADD 10). Reading: a reason for denial keeps to the same lengths.
    """
    if len(reason) < rules.reason_least:
        return [REASON_TOO_SHORT(least=rules.reason_least)]
    if len(reason) > rules.reason_most:
        return [REASON_TOO_LONG(most=rules.reason_most, count=len(reason))]
    return []


def submission_faults(
    wish: Wish,
    *,
    reason: str,
    held: Collection[Place],
    open_requests: Collection[Place],
    is_proofed: bool,
    rules: RequestRules,
) -> list[Reason]:
    """List why a request can't be submitted; empty means that it may. Source: ROL-4, ROL-6, ROL-11, PRF-1."""
    return [
        *role_faults(wish),
        *proofing_faults(wish, is_proofed=is_proofed),
        *organization_faults(wish),
        *holding_faults(wish, held),
        *open_faults(wish, open_requests),
        *reason_faults(reason, rules),
    ]


def _there(wish: Wish, places: Collection[Place]) -> list[Place]:
    """Return the places in the wish's organization: none in one that isn't there yet."""
    return [] if wish.creates else [place for place in places if place.organization_id == wish.organization_id]
