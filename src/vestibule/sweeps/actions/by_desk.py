"""What the help desk does about a sweep that stopped. The desk judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound
from vestibule.sweeps.events import SweepLetGoOn
from vestibule.sweeps.lifecycle import STOP
from vestibule.sweeps.models import SweepStop


@action
def let_go_on(stop_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Let a sweep go on that stopped, for a while. Raises ``NotFound``, and ``Refused`` where it no longer waits.

    Source: LIF-7, HLP-1. Reading: it does so when the calendar comes by next.
    """
    row = SweepStop.objects.select_for_update().filter(pk=stop_id).first()
    if row is None:
        raise NotFound(f"sweep stop {stop_id}")
    row.state, row.allowed_at, row.reason = STOP.after(row.state, "let_go_on"), at, reason
    row.save(update_fields=["state", "allowed_at", "reason"])

    record(SweepLetGoOn(subject_id=row.pk, sweep=Code(row.sweep)), by=by, at=at)
