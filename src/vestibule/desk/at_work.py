"""Who is at work at the help desk at this moment: judged, and locked for a deed."""

from dataclasses import dataclass
from uuid import UUID

from vestibule.desk.models import StaffAppointment
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound


@dataclass(frozen=True)
class AtWork:
    """Somebody who works at the help desk."""

    person_id: UUID
    tier: str


def at_work(by: Actor) -> AtWork:
    """Return who acts, if they work at the help desk; the appointment is locked until the deed is done.

    Raises ``NotFound`` to all others: for them there is no help desk. Source: HLP-2.
    """
    rows = StaffAppointment.objects.select_for_update().filter(ended_at=None)
    row = rows.filter(person_id=by.person_id).first() if by.person_id else None
    if row is None:
        raise NotFound("help desk")
    return AtWork(row.person_id, row.tier)
