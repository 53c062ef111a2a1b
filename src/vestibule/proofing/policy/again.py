"""Until when an identity that has changed must be verified again, and what it means where it wasn't."""

from datetime import datetime, timedelta

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import ProofingRules

NOT_VERIFIED_AGAIN = declare_reason(
    "identity.not_verified_again",
    gettext_noop(
        "Your legal name or date of birth changed more than %(days)s days ago, and your identity was not verified "
        "again. Your roles are kept, and open nothing until you verify it in My Profile."
    ),
    rule="ACC-13",
)


def verify_again_by(changed_at: datetime, rules: ProofingRules) -> datetime:
    """Return until when an identity that was left at a moment must be verified again. Source: ACC-13."""
    return changed_at + timedelta(days=rules.again_within_days)


def left_before(rules: ProofingRules, *, at: datetime) -> datetime:
    """Return the moment before which an identity was left too long ago by now. Source: ACC-13."""
    return at - timedelta(days=rules.again_within_days)


def identity_faults(changed_at: datetime | None, rules: ProofingRules, *, at: datetime) -> list[Reason]:
    """List why somebody's roles open nothing at this moment. Source: ACC-13.

    Reading: roles stay meanwhile for [30 days], and aren't taken away after them: whoever verifies their identity has
    them back at once. On the stroke of the last day's end it is too late.
    """
    if changed_at is None or changed_at > left_before(rules, at=at):
        return []
    return [NOT_VERIFIED_AGAIN(days=rules.again_within_days)]
