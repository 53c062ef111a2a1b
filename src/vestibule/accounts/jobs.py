"""What the calendar calls."""

from datetime import datetime

from vestibule.accounts import upkeep
from vestibule.accounts.actions import lapse_unverified
from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM


@job("accounts.lapse_unverified")
def lapse(*, at: datetime) -> None:
    """Let accounts lapse whose email address was never proven in time. Source: ACC-2, LIF-7."""
    while lapse_unverified(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass


@job("accounts.sweep", attempts=1)
def sweep(*, at: datetime) -> None:
    """Throw away drafts, counters and links that no longer count."""
    upkeep.sweep(at=at)
