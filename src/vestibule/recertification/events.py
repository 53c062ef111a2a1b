"""What happens at annual certifications."""

from datetime import date
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class RoleReviewed(Fact, name="recertification.role_reviewed", rules=("LIF-3", "ROL-7")):
    """A reviewer kept or removed a role at its annual certification; whether they looked at the evidence.

    ``subject_id`` is the role's grant: the case, where it is the help desk's.
    """

    subject_id: UUID
    person_id: UUID
    role_key: Code
    organization_id: UUID | None
    outcome: Code
    looked_at: bool


class ReviewerReminded(Fact, name="recertification.reviewer_reminded", rules=("LIF-3", "LIF-7")):
    """A reviewer was told by mail how many roles they are to certify before long."""

    person_id: UUID
    count: int
    first_due: date


class HolderReminded(Fact, name="recertification.holder_reminded", rules=("LIF-3", "LIF-7", "ORG-9")):
    """Whoever holds a role that the help desk certifies was told by mail by when it must."""

    grant_id: UUID
    person_id: UUID
    role_key: Code
    organization_id: UUID | None
    certify_by: date


class EvidenceTaken(Fact, name="recertification.evidence_taken", rules=("LIF-3", "AUD-1")):
    """Somebody took away what was decided at an organization's certifications in a year, so many rows long."""

    organization_id: UUID
    year: int
    form: Code
    count: int
