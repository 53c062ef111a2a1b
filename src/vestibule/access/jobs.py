"""What the calendar calls."""

from datetime import datetime

from vestibule.access.actions.closed import end_roles_of_closed
from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM


@job("access.end_roles_of_closed")
def end_roles(*, at: datetime) -> None:
    """End the roles of accounts that were closed. Source: LIF-6, LIF-7."""
    while end_roles_of_closed(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
