"""The evidence of certifications taken away, by an organization's approver or backup: on record."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.recertification.events import EvidenceTaken
from vestibule.recertification.evidence import Evidence, visible_evidence


@action
def take_evidence(organization_id: UUID, year: int, *, form: str, by: Actor, at: datetime) -> Evidence:
    """Return what was decided at an organization's certifications in a year, to be written out in a form.

    Source: LIF-3, AUD-1.
    """
    seen = visible_evidence(organization_id, year, by, at=at)

    record_taken(seen, form, by=by, at=at)
    return seen


def record_taken(seen: Evidence, form: str, *, by: Actor, at: datetime) -> None:
    """Say, inside the action of who takes it, that an organization's evidence was taken away."""
    place, count = seen.organization.id, len(seen.rows)
    record(EvidenceTaken(organization_id=place, year=seen.year, form=Code(form), count=count), by=by, at=at)
