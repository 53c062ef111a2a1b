"""What the calendar and the queue call."""

from datetime import datetime, timedelta
from uuid import UUID

from vestibule.jobs.queue import enqueue, job
from vestibule.kernel.actor import SYSTEM
from vestibule.proofing.asking import ask_again
from vestibule.proofing.queries import cut_short


@job("proofing.settle_asking", attempts=1)
def settle_asking(*, at: datetime) -> None:
    """Leave a job for each asking that a crash cut short, or an outage keeps waiting. Source: PRF-3, LIF-7.

    Each its own, so that one which meets a mistake of ours holds up nobody else.
    """
    for verification_id in cut_short(at=at):
        key = f"proofing:{verification_id}"
        enqueue("proofing.ask_again", {"verification_id": str(verification_id)}, at=at, unique_key=key)


@job("proofing.ask_again", pause=timedelta(minutes=1))
def ask_one_again(*, verification_id: str, at: datetime) -> None:
    """Ask again about one person. Source: PRF-3."""
    ask_again(UUID(verification_id), by=SYSTEM, at=at)
