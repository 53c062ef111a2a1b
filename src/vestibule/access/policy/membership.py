"""Who may look after an organization's members, and whose role they may remove."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from vestibule.access.policy.catalog import APPROVER, BACKUP, DECIDING_KINDS
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

GRANT_ENDED = declare_reason("grant.ended", gettext_noop("This role has already ended."), rule="ROL-10")
RIGHT_ENDED = declare_reason(
    "membership.right_ended",
    gettext_noop("You are no longer an approver of this organization, so its members aren't yours to look after."),
    rule="ROL-12",
)
OWN_ROLE = declare_reason(
    "membership.own_role",
    gettext_noop("Nobody removes their own role here. You can give it up under Manage My Roles."),
    rule="ROL-12",
)
APPROVERS_BY_DESK = declare_reason(
    "membership.approvers_by_desk",
    gettext_noop("An approver's role is not removed by other members of the organization. Ask the help desk."),
    rule="ROL-12",
)
BACKUPS_BY_APPROVER = declare_reason(
    "membership.backups_by_approver",
    gettext_noop("Only an approver of this organization removes a backup approver's role."),
    rule="ROL-12",
)


class Standing(StrEnum):
    """What somebody's grants are worth for an organization's members, at this moment."""

    NONE = "none"
    ENDED = "ended"
    BACKUP = BACKUP
    APPROVER = APPROVER


@dataclass(frozen=True)
class Removal:
    """Whose role, of which kind, is to be removed."""

    person_id: UUID
    role_kind: str


def standing_by(grants: Iterable[tuple[str, bool]]) -> Standing:
    """Return what grants are worth, each told by its role's kind and whether it is held still. Source: ROL-12, ORG-7.

    Reading: who was approver and is backup now counts as backup.
    """
    deciding = [(kind, is_held) for kind, is_held in grants if kind in DECIDING_KINDS]
    held = {kind for kind, is_held in deciding if is_held}
    if APPROVER in held:
        return Standing.APPROVER
    if BACKUP in held:
        return Standing.BACKUP
    return Standing.ENDED if deciding else Standing.NONE


def removal_faults(removal: Removal, *, by: UUID | None, standing: Standing) -> list[Reason]:
    """List why somebody can't remove a role in an organization; empty means that they may. Source: ROL-12, ORG-7.

    Reading: a backup has the approver's powers over end users only, so a backup's role is removed by an approver; an
    approver's is the help desk's, as it was to give (ROL-7).
    """
    if standing is Standing.ENDED or standing is Standing.NONE:
        return [RIGHT_ENDED()]
    if removal.person_id == by:
        return [OWN_ROLE()]
    if removal.role_kind == APPROVER:
        return [APPROVERS_BY_DESK()]
    if removal.role_kind == BACKUP and standing is not Standing.APPROVER:
        return [BACKUPS_BY_APPROVER()]
    return []
