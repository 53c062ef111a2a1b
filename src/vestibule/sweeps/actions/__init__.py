"""What sweeps do about themselves: stop, and go on by themselves. ``by_desk`` is the help desk's."""

from datetime import datetime

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.storage.rows import one_at_a_time
from vestibule.sweeps.events import SweepStopPassed, SweepStopped
from vestibule.sweeps.lifecycle import STOP
from vestibule.sweeps.models import SweepStop


@action
def stop_sweep(kind: str, *, due: int, looked_at: int, by: Actor, at: datetime) -> None:
    """Stop a sweep before it touches too many: a case for the help desk. Source: LIF-7, HLP-1.

    Raises ``Refused`` where it is stopped, or was let go on: of many nodes one opens the case.
    """
    one_at_a_time(f"sweep:{kind}")
    if SweepStop.objects.filter(sweep=kind, state__in=STOP.sources("pass")).exists():
        raise Refused(MOVE_NOT_OPEN())
    row = SweepStop.objects.create(sweep=kind, due=due, looked_at=looked_at, stopped_at=at)

    record(SweepStopped(subject_id=row.pk, sweep=Code(kind), due=due, looked_at=looked_at), by=by, at=at)


@action
def pass_stop(kind: str, *, by: Actor, at: datetime) -> None:
    """End a stop, because the sweep wouldn't touch too many any more, or has gone on. Source: LIF-7.

    Raises ``Refused`` where none stands.
    """
    row = SweepStop.objects.select_for_update().filter(sweep=kind, state__in=STOP.sources("pass")).first()
    if row is None:
        raise Refused(MOVE_NOT_OPEN())
    row.state, row.passed_at = STOP.after(row.state, "pass"), at
    row.save(update_fields=["state", "passed_at"])

    record(SweepStopPassed(subject_id=row.pk, sweep=Code(kind)), by=by, at=at)


__all__ = ["pass_stop", "stop_sweep"]
