"""Reads of sweeps that stopped."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.kernel.reasons import NotFound
from vestibule.sweeps.lifecycle import STOPPED
from vestibule.sweeps.models import SweepStop


@dataclass(frozen=True)
class StopCard:
    """A sweep that stopped: how many it would have touched when it ran last, and of how many."""

    id: UUID
    sweep: str
    due: int
    looked_at: int
    since: datetime


def stops_waiting() -> list[StopCard]:
    """Return the sweeps that wait for the help desk, the longest waiting first. Source: LIF-7, HLP-1."""
    return [_card(row) for row in SweepStop.objects.filter(state=STOPPED).order_by("stopped_at", "pk")]


def count_stops_waiting() -> int:
    """Count the sweeps that wait for the help desk. Source: HLP-1, ROL-1."""
    return SweepStop.objects.filter(state=STOPPED).count()


def told_stop(stop_id: UUID) -> StopCard:
    """Return a sweep that waits for the help desk. Raises ``NotFound`` where it no longer does."""
    row = SweepStop.objects.filter(pk=stop_id, state=STOPPED).first()
    if row is None:
        raise NotFound(f"sweep stop {stop_id}")
    return _card(row)


def _card(row: SweepStop) -> StopCard:
    return StopCard(row.pk, row.sweep, row.due, row.looked_at, row.stopped_at)
