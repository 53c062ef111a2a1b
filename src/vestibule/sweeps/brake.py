"""The brake of a sweep that takes something from people: where they would be too many, it asks first."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from vestibule.journal.spine import upkeep
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.sweeps.actions import pass_stop, stop_sweep
from vestibule.sweeps.lifecycle import GOING_ON, STOP, STOPPED
from vestibule.sweeps.models import SweepStop
from vestibule.sweeps.policy import enough, is_too_many, may_go_on


def goes_on(kind: str, *, due: int, of: Callable[[int | None], int], at: datetime) -> bool:
    """Say whether a sweep may do what it is about to do; where it may not, it has stopped, and asks the help desk.

    Source: LIF-7, HLP-1. Reading: judged before the first row of a run; a run that was allowed and killed midway goes
    on with what is left, for as long as it was allowed. ``of`` is only asked where ``due`` are more than a few, and
    counts no further than to where they aren't too many: on most days that is soon.
    """
    rules = rulebook().sweeps
    looked_at = of(enough(due, rules)) if due > rules.few else 0
    too_many = is_too_many(due, looked_at, rules)
    stop = SweepStop.objects.filter(sweep=kind, state__in=STOP.sources("pass")).first()
    if too_many and stop and stop.allowed_at and may_go_on(stop.allowed_at, rules, at=at):
        return True
    with suppress(Refused):  # another node was first
        if stop and (not too_many or stop.state == GOING_ON):
            pass_stop(kind, by=SYSTEM, at=at)
        if too_many:
            stop_sweep(kind, due=due, looked_at=looked_at, by=SYSTEM, at=at)
    if too_many:
        note_due(kind, due=due, looked_at=looked_at)
    return not too_many


@upkeep
def note_due(kind: str, *, due: int, looked_at: int) -> None:
    """Keep how many a stopped sweep would touch now, for who is to decide."""
    SweepStop.objects.filter(sweep=kind, state=STOPPED).update(due=due, looked_at=looked_at)
