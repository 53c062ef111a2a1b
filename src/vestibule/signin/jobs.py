"""What the queue calls for signing in."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.queries import person_card
from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin import actions, upkeep
from vestibule.signin.policy.sharing import is_worth_a_look
from vestibule.signin.sharing import is_suspected, sharing_of, worth_scoring
from vestibule.sweeps.table import Foreseen, sweep


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
def sweep_counters(*, at: datetime) -> None:
    """Throw away counters, parked forms and changes that no longer count, and put sessions away that ran out."""
    upkeep.sweep(at=at)
    while upkeep.put_run_out_away(at=at) == MOST_ROWS_IN_A_SET:
        pass
    while upkeep.forget_changes(at=at) == MOST_ROWS_IN_A_SET:
        pass


def foresee_suspicions(at: datetime) -> Iterator[Foreseen]:
    """Say of which accounts a case would be opened for the help desk. Source: ACC-12, LIF-7."""
    for person_id in _worth_a_look(at):
        if not is_suspected(person_id) and person_card(person_id).state == ACTIVE:
            yield Foreseen("open-a-case", "account", person_id)


@sweep("signin.look_for_sharing", foresees=foresee_suspicions)
def look_for_sharing(*, at: datetime) -> None:
    """Open a case for the help desk where an account seems to be shared, once. Source: ACC-12, LIF-7.

    Reading: each account is a transaction of its own, so that a sweep which is cut short is simply run again.
    """
    for person_id in _worth_a_look(at):
        with suppress(Refused):  # somebody has a case of it already, or the account isn't active
            actions.suspect_sharing(person_id, by=SYSTEM, at=at)


def _worth_a_look(at: datetime) -> Iterator[UUID]:
    last: UUID | None = None
    while people := worth_scoring(after=last, most=MOST_ROWS_IN_A_SET, at=at):
        for person_id in people:
            if is_worth_a_look(sharing_of(person_id, at=at).score, rulebook().sharing):
                yield person_id
        last = people[-1]
