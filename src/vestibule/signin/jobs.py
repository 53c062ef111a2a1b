"""What the queue calls for signing in."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin import actions, upkeep
from vestibule.signin.policy.sharing import is_worth_a_look
from vestibule.signin.sharing import sharing_of, worth_scoring


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
    """Throw away counters, parked forms and changes that no longer count."""
    upkeep.sweep(at=at)
    while upkeep.forget_changes(at=at) == MOST_ROWS_IN_A_SET:
        pass


@job("signin.look_for_sharing")
def look_for_sharing(*, at: datetime) -> None:
    """Open a case for the help desk where an account seems to be shared, once. Source: ACC-12, LIF-7.

    Reading: each account is a transaction of its own, so that a sweep which is cut short is simply run again.
    """
    last: UUID | None = None
    while people := worth_scoring(after=last, most=MOST_ROWS_IN_A_SET, at=at):
        for person_id in people:
            looked = sharing_of(person_id, at=at)
            if is_worth_a_look(looked.score, rulebook().sharing):
                with suppress(Refused):  # somebody has a case of it already, or the account isn't active
                    actions.suspect_sharing(person_id, by=SYSTEM, at=at)
        last = people[-1]
