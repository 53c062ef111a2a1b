"""What happens at the help desk."""

from datetime import date
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class StaffAppointed(Fact, name="desk.staff_appointed", rules=("HLP-2",)):
    """A person works at the help desk from now on."""

    person_id: UUID
    tier: Code


class CaseClaimed(Fact, name="desk.case_claimed", rules=("HLP-1", "AUD-1")):
    """Somebody at the help desk took a case on, and may look at all of it."""

    kind: Code
    subject_id: UUID
    person_id: UUID | None
    organization_id: UUID | None


class CaseReleased(Fact, name="desk.case_released", rules=("HLP-1",)):
    """A case was put back into the queue; ``held_by`` had it."""

    kind: Code
    subject_id: UUID
    held_by: UUID
    person_id: UUID | None
    organization_id: UUID | None


class CaseDecided(Fact, name="desk.case_decided", rules=("HLP-1", "HLP-2")):
    """Somebody at the help desk dealt with a case; what came of it is the fact done inside."""

    kind: Code
    subject_id: UUID
    deed: Code
    person_id: UUID | None
    organization_id: UUID | None


class PersonLookedAt(Fact, name="desk.person_looked_at", rules=("AUD-1", "HLP-2")):
    """Somebody at the help desk opened a person's story; the reason is kept, sealed, under the look's id."""

    person_id: UUID
    look_id: UUID


class OrganizationLookedAt(Fact, name="desk.organization_looked_at", rules=("AUD-1", "HLP-2")):
    """Somebody at the help desk opened an organization's story; the reason is kept, sealed, under the look's id."""

    organization_id: UUID
    look_id: UUID


class RecordLookedThrough(Fact, name="desk.record_looked_through", rules=("AUD-1", "HLP-2")):
    """Somebody at the help desk looked through the record, for what stands here; the reason is kept, sealed."""

    look_id: UUID
    room: Code | None
    person_id: UUID | None
    organization_id: UUID | None
    since: date | None
    until: date | None


class PersonHelped(Fact, name="desk.person_helped", rules=("HLP-2", "AUD-1")):
    """Somebody at the help desk did something to a person's account; the reason is kept, sealed, under the deed's id.

    ``deed`` is what was done (``disable``, ``enable``, ...); what came of it is the fact done inside.
    """

    person_id: UUID
    deed: Code
    deed_id: UUID


class AnnouncementHandled(Fact, name="desk.announcement_handled", rules=("NEW-2", "HLP-2")):
    """Somebody who works at the help desk did something about an announcement; what, is the fact done inside."""

    subject_id: UUID
    deed: Code


class EvidenceTakenAtDesk(Fact, name="desk.evidence_taken", rules=("HLP-2", "LIF-3", "AUD-1")):
    """Somebody at the help desk took away what was decided at an organization's certifications in a year."""

    organization_id: UUID
    year: int
