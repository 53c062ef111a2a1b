"""Rules of accounts that nobody uses: when a new password is asked for, and when one is closed. Pure, over values."""

from datetime import datetime, timedelta

from vestibule.kernel.rulebook import DormancyRules


def needs_new_password(used_at: datetime | None, rules: DormancyRules, *, at: datetime) -> bool:
    """Say whether an account was unused for so long that its password must be reset before it opens again.

    Source: LIF-6. Reading: used is an account whose session began, or whose password was set; exactly on the last day
    it is too late.
    """
    return used_at is not None and at - used_at >= timedelta(days=rules.reset_after_days)


def closes_at(used_at: datetime, told_at: datetime, rules: DormancyRules) -> datetime:
    """Return when an unused account is closed whose owner was told at a moment.

    Source: LIF-6 (after mails). Reading: never sooner than the last mail says beforehand, so that who was told late,
    because no sweep ran, has as long as anybody.
    """
    last_notice = timedelta(days=min(rules.told_days_before))
    return max(used_at + timedelta(days=rules.closed_after_days), told_at + last_notice)
