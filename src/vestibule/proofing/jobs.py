"""What the calendar calls."""

from datetime import datetime

from vestibule.jobs.queue import job
from vestibule.kernel.actor import SYSTEM
from vestibule.proofing.asking import ask_again
from vestibule.proofing.queries import cut_short


@job("proofing.settle_asking", attempts=1)
def settle_asking(*, at: datetime) -> None:
    """Ask again what a crash cut short, or an outage kept waiting. Source: PRF-3, LIF-7."""
    for verification_id in cut_short(at=at):
        ask_again(verification_id, by=SYSTEM, at=at)
