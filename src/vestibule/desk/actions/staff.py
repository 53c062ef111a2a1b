"""Who works at the help desk."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.desk import events
from vestibule.desk.models import StaffAppointment
from vestibule.desk.policy.staff import ALREADY_STAFF, appointment_faults
from vestibule.desk.queries import is_staff
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, require


@action
def appoint_staff(person_id: UUID, tier: str, *, by: Actor, at: datetime) -> None:
    """Let a person work at the help desk. Source: HLP-2 (EU 0)."""
    person = person_card(person_id)
    require(appointment_faults(tier, for_oneself=by.person_id == person.id, is_staff=is_staff(person.id)))

    appointment = StaffAppointment(person_id=person.id, tier=tier, appointed_at=at)
    StaffAppointment.objects.bulk_create([appointment], ignore_conflicts=True)
    if not StaffAppointment.objects.filter(pk=appointment.pk).exists():
        raise Refused(ALREADY_STAFF())
    record(events.StaffAppointed(person_id=person.id, tier=Code(tier)), by=by, at=at)
