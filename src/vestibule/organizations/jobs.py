"""What the calendar calls."""

from datetime import datetime

from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.organizations.actions import lapse_forms


@job("organizations.lapse_forms")
def lapse(*, at: datetime) -> None:
    """Let forms lapse that were not signed in time. Source: ORG-1, LIF-7."""
    while lapse_forms(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
