"""What was decided at an organization's certifications in a year: the rows of the evidence, as they are taken away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import get_default_timezone

from vestibule.access.members import visible_membership
from vestibule.access.reviewing import Reviewed, reviewed_many, revoked_between
from vestibule.accounts.queries import PersonCard, person_cards
from vestibule.kernel.actor import Actor
from vestibule.organizations.queries import OrganizationCard, organization_card
from vestibule.recertification.models import Review

REVOKED = "revoked"
MOST_YEARS = 7
_HERE = get_default_timezone()


@dataclass(frozen=True)
class EvidenceRow:
    """One decision, or that none came in time: on whose role, beside which evidence, by whom and when.

    Of the help desk it is said that it was it; who works there isn't named to others.
    """

    one: Reviewed
    outcome: str  # kept, removed, revoked
    decided_at: datetime
    decided_by: PersonCard | None
    by_desk: bool
    looked_at: bool | None
    last_signed_in: datetime | None
    certified_before: datetime | None
    was_due: date
    reason: str


@dataclass(frozen=True)
class Evidence:
    """An organization's certifications in a year, in their order."""

    organization: OrganizationCard
    year: int
    rows: tuple[EvidenceRow, ...]


def visible_evidence(organization_id: UUID, year: int, to: Actor, *, at: datetime) -> Evidence:
    """Return an organization's evidence to its approver or backup. Raises ``NotFound`` or ``Refused`` to all others.

    Source: LIF-3, ORG-7. Reading: of the applications in which they decide.
    """
    mine = visible_membership(organization_id, to, at=at)
    return _evidence(mine.organization, year, at, applications=list(mine.standings))


def whole_evidence(organization_id: UUID, year: int, *, at: datetime) -> Evidence:
    """Return an organization's evidence of all applications; who may see it is judged by who asks. Source: LIF-3."""
    return _evidence(organization_card(organization_id), year, at)


def years(at: datetime) -> list[int]:
    """Return the years of which evidence can be taken, this one first."""
    this = at.astimezone(_HERE).year
    return [this - ago for ago in range(MOST_YEARS)]


def _evidence(
    organization: OrganizationCard, year: int, at: datetime, *, applications: Collection[str] | None = None
) -> Evidence:
    since, before = (datetime(each, 1, 1, tzinfo=_HERE) for each in (year, year + 1))
    decided = list(Review.objects.filter(organization_id=organization.id, decided_at__gte=since, decided_at__lt=before))
    known = {one.grant.id: one for one in reviewed_many([row.grant_id for row in decided], at=at)}
    people = person_cards(row.decided_by for row in decided if not row.by_desk)
    rows = [_decided(row, known[row.grant_id], people) for row in decided]
    rows += [_revoked(one) for one in revoked_between(organization.id, since, before, at=at)]
    if applications is not None:
        rows = [row for row in rows if row.one.grant.application_key in applications]
    return Evidence(organization, year, tuple(sorted(rows, key=lambda row: (row.decided_at, str(row.one.grant.id)))))


def _decided(row: Review, one: Reviewed, people: dict[UUID, PersonCard]) -> EvidenceRow:
    return EvidenceRow(
        one=one,
        outcome=row.outcome,
        decided_at=row.decided_at,
        decided_by=people.get(row.decided_by),
        by_desk=row.by_desk,
        looked_at=row.looked_at,
        last_signed_in=row.last_signed_in,
        certified_before=row.certified_before,
        was_due=row.was_due,
        reason=row.reason or "",
    )


def _revoked(one: Reviewed) -> EvidenceRow:
    """Return the row of a role that nobody decided on in time."""
    return EvidenceRow(
        one=one,
        outcome=REVOKED,
        decided_at=one.ended_at or one.grant.granted_at,
        decided_by=None,
        by_desk=False,
        looked_at=None,
        last_signed_in=one.last_signed_in,
        certified_before=one.certified_at,
        was_due=one.year.certify_by,
        reason="",
    )
