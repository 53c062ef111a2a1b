"""What was decided at an organization's certifications in a year: the rows of the evidence, as they are taken away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import get_default_timezone

from vestibule.access.events import RoleCertified, RoleRevoked, RoleSuspended
from vestibule.access.members import visible_membership
from vestibule.access.reviewing import Reviewed, reviewed_many, revoked_between
from vestibule.accounts.queries import PersonCard, person_cards
from vestibule.journal.checkpoints import latest_checkpoint
from vestibule.journal.notes import Checkpoint
from vestibule.journal.queries import SealedEntry, sealed_facts
from vestibule.kernel.actor import Actor
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.queries import OrganizationCard, organization_card
from vestibule.recertification.events import RoleReviewed
from vestibule.recertification.models import Review
from vestibule.recertification.policy import KEPT

RESTORED, SUSPENDED, REVOKED = "restored", "suspended", "revoked"

# What the record says of certifications.
FACTS = (RoleReviewed.name, RoleCertified.name, RoleSuspended.name, RoleRevoked.name)

OnRecord = dict[tuple[str, UUID, datetime], SealedEntry]  # by the fact, the role, and the moment
MOST_YEARS = 7
_HERE = get_default_timezone()


@dataclass(frozen=True)
class EvidenceRow:
    """One decision, or that none came in time: on whose role, beside which evidence, by whom and when.

    Of the help desk it is said that it was it; who works there isn't named to others.
    """

    one: Reviewed
    outcome: str  # kept, restored, removed, suspended, revoked
    decided_at: datetime
    decided_by: PersonCard | None
    by_desk: bool
    looked_at: bool | None
    last_signed_in: datetime | None
    certified_before: datetime | None
    was_due: date
    reason: str
    entry: SealedEntry | None  # what the record has of it


@dataclass(frozen=True)
class Evidence:
    """An organization's certifications in a year, in their order, and the checkpoint that covers their entries."""

    organization: OrganizationCard
    year: int
    rows: tuple[EvidenceRow, ...]
    checkpoint: Checkpoint | None


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
    newest = latest_checkpoint()
    size = newest.checkpoint.size if newest else 0
    entries = sealed_facts(organization.id, FACTS, since=since, before=before, size=size)
    on_record = {(entry.fact, grant_of(entry), entry.at): entry for entry in entries}

    decided = list(Review.objects.filter(organization_id=organization.id, decided_at__gte=since, decided_at__lt=before))
    late = [entry for entry in entries if entry.fact == RoleSuspended.name]
    named = {row.grant_id for row in decided} | {grant_of(entry) for entry in late}
    known = {one.grant.id: one for one in reviewed_many(named, at=at)}
    people = person_cards(row.decided_by for row in decided if not row.by_desk)
    rows = [_decided(row, known[row.grant_id], people, on_record) for row in decided]
    rows += [_suspended(entry, known[grant_of(entry)]) for entry in late]
    rows += [_revoked(one, on_record) for one in revoked_between(organization.id, since, before, at=at)]
    if applications is not None:
        rows = [row for row in rows if row.one.grant.application_key in applications]

    ordered = sorted(rows, key=lambda row: (row.decided_at, str(row.one.grant.id)))
    return Evidence(organization, year, tuple(ordered), newest.checkpoint if newest else None)


def grant_of(entry: SealedEntry) -> UUID:
    """Return the role that an entry about a certification is about."""
    return UUID(entry.detail.get("grant_id") or entry.detail["subject_id"])


def _decided(row: Review, one: Reviewed, people: dict[UUID, PersonCard], on_record: OnRecord) -> EvidenceRow:
    certified = on_record.get((RoleCertified.name, row.grant_id, row.decided_at))
    restored = row.outcome == KEPT and certified is not None and certified.detail["was_suspended"]
    return EvidenceRow(
        one=one,
        outcome=RESTORED if restored else row.outcome,
        decided_at=row.decided_at,
        decided_by=people.get(row.decided_by),
        by_desk=row.by_desk,
        looked_at=row.looked_at,
        last_signed_in=row.last_signed_in,
        certified_before=row.certified_before,
        was_due=row.was_due,
        reason=row.reason or "",
        entry=on_record.get((RoleReviewed.name, row.grant_id, row.decided_at)),
    )


def _suspended(entry: SealedEntry, one: Reviewed) -> EvidenceRow:
    """Return the row of a role that nobody certified by the day, whatever became of it."""
    until = date.fromisoformat(entry.detail["restored_until"])
    return _without_decision(
        one, SUSPENDED, entry.at, was_due=until - timedelta(days=rulebook().access.restored_within_days), entry=entry
    )


def _revoked(one: Reviewed, on_record: OnRecord) -> EvidenceRow:
    """Return the row of a role that nobody decided on in time."""
    ended_at = one.ended_at or one.grant.granted_at
    entry = on_record.get((RoleRevoked.name, one.grant.id, ended_at))
    return _without_decision(one, REVOKED, ended_at, was_due=one.year.certify_by, entry=entry)


def _without_decision(
    one: Reviewed, outcome: str, at: datetime, *, was_due: date, entry: SealedEntry | None
) -> EvidenceRow:
    return EvidenceRow(
        one=one,
        outcome=outcome,
        decided_at=at,
        decided_by=None,
        by_desk=False,
        looked_at=None,
        last_signed_in=one.last_signed_in,
        certified_before=one.certified_at if one.certified_at and one.certified_at <= at else None,
        was_due=was_due,
        reason="",
        entry=entry,
    )
