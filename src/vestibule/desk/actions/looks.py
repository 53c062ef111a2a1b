"""Looking at the story of a person or an organization, or through the record: with a reason, and on record."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.desk.at_work import at_work
from vestibule.desk.events import OrganizationLookedAt, PersonLookedAt, RecordLookedThrough
from vestibule.desk.models import DeskLook, RecordLook
from vestibule.desk.policy.looks import ORGANIZATION, PERSON, RecordSearch, look_faults, record_look_faults
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.organizations.queries import organization_card


@action
def look_at_person(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Open a person's story for an hour, and say why. Source: HLP-2, AUD-1."""
    staff = at_work(by)
    person = person_card(person_id)
    reason = one_line(reason)
    require(look_faults(reason, own=person.id == staff.person_id, rules=rulebook().request))

    look = _opened(staff.person_id, PERSON, person.id, reason, at)

    record(PersonLookedAt(person_id=person.id, look_id=look.pk), by=by, at=at)


@action
def look_at_organization(organization_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Open an organization's story for an hour, and say why. Source: HLP-2, AUD-1."""
    staff = at_work(by)
    organization = organization_card(organization_id)
    reason = one_line(reason)
    require(look_faults(reason, own=False, rules=rulebook().request))

    look = _opened(staff.person_id, ORGANIZATION, organization.id, reason, at)

    record(OrganizationLookedAt(organization_id=organization.id, look_id=look.pk), by=by, at=at)


@action
def look_through_record(search: RecordSearch, *, reason: str, by: Actor, at: datetime) -> UUID:
    """Open what the record has on something for an hour, and say why; return the look. Source: AUD-1, HLP-2."""
    staff = at_work(by)
    reason = one_line(reason)
    require(record_look_faults(search, reason, by=staff.person_id, rules=rulebook().request))

    look = RecordLook(staff_id=staff.person_id, reason=reason, looked_at=at, **asdict(search))
    look.save(force_insert=True)

    record(
        RecordLookedThrough(
            look_id=look.pk,
            room=Code(search.room) if search.room else None,
            person_id=search.person_id,
            organization_id=search.organization_id,
            since=search.since,
            until=search.until,
        ),
        by=by,
        at=at,
    )
    return look.pk


def _opened(staff_id: UUID, kind: str, subject_id: UUID, reason: str, at: datetime) -> DeskLook:
    look = DeskLook(staff_id=staff_id, kind=kind, subject_id=subject_id, reason=reason, looked_at=at)
    look.save(force_insert=True)
    return look
