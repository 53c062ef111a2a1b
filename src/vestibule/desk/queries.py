"""Reads of the help desk."""

from uuid import UUID

from vestibule.desk.models import StaffAppointment


def is_staff(person_id: UUID) -> bool:
    """Say whether a person works at the help desk. Source: HLP-2."""
    return StaffAppointment.objects.filter(person_id=person_id, ended_at=None).exists()
