"""What a declaration of applications and roles must say."""

from collections import Counter
from dataclasses import dataclass

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

END_USER = "end_user"
APPROVER = "approver"
BACKUP = "backup"
DECIDING_KINDS = (APPROVER, BACKUP)  # ORG-7: a backup has the approver's powers
BY_ORGANIZATION = "organization"
BY_DESK = "desk"

KEY_TWICE = declare_reason(
    "catalog.key_twice", gettext_noop("The catalogue has two entries with the key %(key)s."), rule="ROL-2"
)
NOBODY_DECIDES = declare_reason(
    "catalog.nobody_decides",
    gettext_noop("The role %(key)s is approved by an organization but needs none, so nobody could decide on it."),
    rule="ROL-2",
)
NO_ORGANIZATION_KINDS = declare_reason(
    "catalog.no_organization_kinds",
    gettext_noop("The role %(key)s needs an organization, and must say of which kinds."),
    rule="ROL-2",
)
DECIDES_ON_ITSELF = declare_reason(
    "catalog.decides_on_itself",
    gettext_noop("The role %(key)s decides for an organization, so it must be approved by the help desk."),
    rule="ROL-7",
)
NOT_OFFERED_YET = declare_reason(
    "catalog.not_offered_yet",
    gettext_noop("The role %(key)s can't be asked for in this release: new organizations come later."),
    rule="ROL-2",
)


@dataclass(frozen=True)
class DeclaredRole:
    """A role as the catalogue declares it."""

    key: str
    name: str
    description: str
    kind: str
    needs_organization: bool
    organization_kinds: tuple[str, ...]
    needs_proofing: bool
    approved_by: str
    requestable: bool


@dataclass(frozen=True)
class DeclaredApplication:
    """An application as the catalogue declares it, with its roles in the order of the pages."""

    key: str
    name: str
    address: str
    roles: tuple[DeclaredRole, ...]


@dataclass(frozen=True)
class Catalog:
    """A whole declaration."""

    applications: tuple[DeclaredApplication, ...]


def catalog_faults(catalog: Catalog) -> list[Reason]:
    """List what contradicts itself in a catalogue; empty means that it may be put in force. Source: ROL-2, ROL-7."""
    roles = [role for application in catalog.applications for role in application.roles]
    keys = Counter([application.key for application in catalog.applications] + [role.key for role in roles])
    faults = [KEY_TWICE(key=key) for key, count in keys.items() if count > 1]
    for role in roles:
        if role.approved_by == BY_ORGANIZATION and not role.needs_organization:
            faults.append(NOBODY_DECIDES(key=role.key))
        if role.needs_organization and not role.organization_kinds:
            faults.append(NO_ORGANIZATION_KINDS(key=role.key))
        if role.kind in DECIDING_KINDS and role.approved_by != BY_DESK:
            faults.append(DECIDES_ON_ITSELF(key=role.key))
        if role.requestable and (role.kind in DECIDING_KINDS or role.approved_by == BY_DESK):
            faults.append(NOT_OFFERED_YET(key=role.key))
    return faults
