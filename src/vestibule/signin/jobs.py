"""What the queue calls for signing in."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from vestibule.jobs.queue import job
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.signin import actions, upkeep


@job("signin.tell_of_lock")
def tell_of_lock(*, person_id: str | None, at: datetime) -> None:
    """Tell the owner of a locked account; a User ID that nobody has left this job behind as well. Source: SIG-6."""
    if person_id is not None:
        actions.tell_of_lock(UUID(person_id), by=SYSTEM, at=at)


@job("signin.send_recovery_mail")
def send_recovery_mail(*, person_id: str | None, what: str, at: datetime) -> None:
    """Mail who can't get in what they asked for; addresses and User IDs that nobody has leave this job behind as well.

    Source: SIG-5. Reading: done twice, the second link replaces the first, and its mail is the newer one.
    """
    if person_id is not None:
        with suppress(Refused):  # the address has had enough of them
            actions.send_recovery_mail(UUID(person_id), what, by=SYSTEM, at=at)


@job("signin.sweep")
def sweep(*, at: datetime) -> None:
    """Throw away counters and parked forms that no longer count."""
    upkeep.sweep(at=at)
