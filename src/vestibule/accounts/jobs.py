"""What the calendar calls."""

from collections.abc import Iterator
from datetime import datetime

from vestibule.accounts import upkeep
from vestibule.accounts.actions import lapse_unverified, unverified_too_long
from vestibule.accounts.unused import close_unused, foresee_closing, tell_of_closing
from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.rulebook import rulebook
from vestibule.sweeps.table import Foreseen, sweep


def foresee_lapses(at: datetime) -> Iterator[Foreseen]:
    """Say which accounts would lapse. Source: ACC-2, LIF-7."""
    for person_id in unverified_too_long(at).values_list("pk", flat=True).iterator():
        yield Foreseen("lapse", "account", person_id)


@sweep("accounts.lapse_unverified", foresees=foresee_lapses)
def lapse(*, at: datetime) -> None:
    """Let accounts lapse whose email address was never proven in time. Source: ACC-2, LIF-7."""
    while lapse_unverified(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass


@sweep("accounts.close_unused", foresees=foresee_closing)
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
def sweep_registrations(*, at: datetime) -> None:
    """Throw away drafts, counters and links that no longer count."""
    upkeep.sweep(at=at)
