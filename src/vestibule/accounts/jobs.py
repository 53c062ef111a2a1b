"""What the calendar calls."""

from datetime import datetime

from vestibule.accounts import upkeep
from vestibule.accounts.actions import lapse_unverified
from vestibule.accounts.unused import close_unused, tell_of_closing
from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.rulebook import rulebook


@job("accounts.lapse_unverified")
def lapse(*, at: datetime) -> None:
    """Let accounts lapse whose email address was never proven in time. Source: ACC-2, LIF-7."""
    while lapse_unverified(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass


@job("accounts.close_unused")
def close(*, at: datetime) -> None:
    """Tell owners of unused accounts in time, and close those that stayed unused. Source: LIF-6, LIF-7.

    The nearest deadline first: who was never told of an earlier one, because no sweep ran, is told once.
    """
    for days in sorted(rulebook().dormancy.told_days_before):
        while tell_of_closing(days, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    while close_unused(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass


@job("accounts.sweep", attempts=1)
def sweep(*, at: datetime) -> None:
    """Throw away drafts, counters and links that no longer count."""
    upkeep.sweep(at=at)
