"""Rules of undoing: what takes part, and until when. Pure, over values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.lifecycle import ACTIVE, DISABLED
from vestibule.kernel.reasons import declare_reason, gettext_noop
from vestibule.kernel.rulebook import SignInRules

ADDRESS, ADDED, REMOVED, QUESTION = "address", "added", "removed", "question"

# An account whose owner may put it back as it was: a disabled one stays disabled.
MAY_UNDO = (ACTIVE, DISABLED)

EMAIL_SETUP_OVER = declare_reason(
    "email.setup_over",
    gettext_noop("This took more than %(minutes)s minutes, or was begun elsewhere. Enter your new address again."),
    rule="ACC-13",
)


@dataclass(frozen=True)
class Change:
    """One change: of the address that was left (``former_id``), of a device, or of the security question."""

    kind: str
    device_id: UUID | None = None
    former_id: UUID | None = None
    question: str = ""
    answer_hash: str = field(default="", repr=False)


@dataclass(frozen=True)
class Before:
    """What was so before some changes: which devices weren't there, which were, which address and question it was."""

    gone: frozenset[UUID]
    back: frozenset[UUID]
    former_id: UUID | None
    dropped: tuple[UUID, ...]
    asked: Change | None


def undoable_until(changed_at: datetime, rules: SignInRules) -> datetime:
    """Return until when a change can be undone; at that very moment it no longer can. Source: SIG-4 (decided)."""
    return changed_at + timedelta(hours=rules.undo_hours)


def before(changes: Sequence[Change]) -> Before:
    """Return how an account stood before some changes, in their order. Source: SIG-4, ACC-13.

    Reading: to undo a change undoes all that came after it too: whoever made the one may have made the others, and the
    first owner's link must win. A device that was both added and removed meanwhile is gone.
    """
    gone = frozenset(each.device_id for each in changes if each.kind == ADDED and each.device_id)
    back = frozenset(each.device_id for each in changes if each.kind == REMOVED and each.device_id)
    former = [each.former_id for each in changes if each.former_id]
    asked = next((each for each in changes if each.kind == QUESTION), None)
    return Before(gone, back - gone, former[0] if former else None, tuple(former[1:]), asked)
