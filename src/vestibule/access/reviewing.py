"""Reads of the roles that are to be certified: by an organization's approvers and backups, or by the help desk."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from vestibule.access.certifications import YEAR_BEGAN, YearCard, certify_by, due_in, in_time, open_at, year_card
from vestibule.access.clocks import last_signed_in_of
from vestibule.access.continuity import Place
from vestibule.access.members import grant_card
from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import BY_ORGANIZATION, DECIDING_KINDS
from vestibule.access.policy.year import NOT_CERTIFIED
from vestibule.access.powers import powers_of
from vestibule.access.queries import GrantCard, deciding_now, deciding_role_keys
from vestibule.accounts.queries import PersonCard, person_card, person_cards
from vestibule.kernel.reasons import NotFound
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.pages import Page, page_of
from vestibule.storage.reading import read_once


@dataclass(frozen=True)
class Reviewed:
    """A role with the evidence that stands beside its certification.

    ``granted_by`` is named where it was one of the organization's own people; who works at the help desk isn't.
    """

    grant: GrantCard
    person: PersonCard
    organization: OrganizationCard | None
    by_desk: bool  # who reviews it at present
    granted_by_id: UUID | None
    granted_by: PersonCard | None
    last_signed_in: datetime | None
    certified_at: datetime | None
    is_brought: bool  # from another system, in which its year began, and not certified here since
    year: YearCard
    ended_at: datetime | None


PLACES_AT_ONCE = 100  # so few that a database always looks for them one by one

_DECIDED_THERE = Q(role__approved_by=BY_ORGANIZATION, organization__isnull=False)  # of a grant: by an organization


def _deciding() -> "QuerySet[RoleGrant]":
    """Return the grants whose holders can decide at present, by roles that are named, for they are asked for by many.

    A sweep that lets the database guess how many decide reads a table from end to end for each set.
    """
    return deciding_now().filter(role_id__in=deciding_role_keys())


def _by_approvers() -> Q:
    """Say of a grant whether its organization reviews it: its approvers decide on such roles, and one of them can."""
    there = _deciding().filter(
        organization_id=OuterRef("organization_id"), role__application_id=OuterRef("role__application_id")
    )
    return _DECIDED_THERE & Q(Exists(there.exclude(person_id=OuterRef("person_id"))))


class RoleOf(NamedTuple):
    """Whose role it is, where, and who decides on such roles."""

    person_id: UUID
    organization_id: UUID | None
    application_key: str
    approved_by: str


def reviewed_by_desk(roles: Mapping[UUID, RoleOf]) -> set[UUID]:
    """Return which of these roles, by the ids of their grants, the help desk certifies at present. LIF-3, ORG-9.

    Reading: what ``for_desk`` says of all that there are; who decides is read once for each organization, for a
    database that is asked it for each of a thousand roles takes thirty times as long.
    """
    places = {
        key: (one.organization_id, one.application_key)
        for key, one in roles.items()
        if one.organization_id and one.approved_by == BY_ORGANIZATION
    }
    deciding = reviewers_of(set(places.values()))
    return {key for key, one in roles.items() if key not in places or deciding[places[key]] <= {one.person_id}}


def by_desk_among(rows: Iterable[RoleGrant]) -> set[UUID]:
    """Return which of these grants, read with their roles, the help desk certifies at present. Source: LIF-3, ORG-9."""
    return reviewed_by_desk(
        {
            row.pk: RoleOf(row.person_id, row.organization_id, row.role.application_id, row.role.approved_by)
            for row in rows
        }
    )


def to_review(person_id: UUID, *, at: datetime, organization_id: UUID | None = None, number: int = 1) -> Page[Reviewed]:
    """Return a page of the roles that somebody is to certify now, the first due first. Source: LIF-3, ORG-7.

    Reading: end users' roles in their organizations, late ones too, for as long as that restores them; one's own never.
    """
    waiting = _open_for(person_id, at)
    if organization_id is not None:
        waiting = waiting.filter(organization_id=organization_id)
    ordered = waiting.select_related("role").order_by(YEAR_BEGAN, "pk")
    return page_of(ordered, number).of(lambda rows: _cards(rows, at))


def count_to_review(person_id: UUID, *, at: datetime) -> int:
    """Count the roles that somebody is to certify now. Source: LIF-3, ROL-1."""
    return _open_for(person_id, at).count()


def next_to_review(person_id: UUID, *, at: datetime) -> tuple[int, date | None]:
    """Return how many roles somebody is to certify later, and by which day the first of them. Source: LIF-3."""
    later = in_time(_decided_by(person_id, at), at).exclude(pk__in=_open_for(person_id, at).values("pk"))
    first = later.aggregate(first=Min(YEAR_BEGAN))["first"]
    return later.count(), certify_by(first) if first else None


def for_desk() -> "QuerySet[RoleGrant]":
    """Return the roles that the help desk certifies at present, whenever they are due. Source: LIF-3, ORG-9.

    Reading: approvers' and backups', and those in whose organization nobody can.
    """
    return RoleGrant.objects.filter(~_by_approvers(), ended_at=None)


def for_desk_now(at: datetime) -> "Iterator[QuerySet[RoleGrant]]":
    """Return the roles that the help desk is to certify now, part by part, the first due of each first. LIF-3, HLP-1.

    Reading: what ``for_desk`` says, which takes long to ask of each role: it is asked where nobody decides in the
    organization, and of those who are the only one.
    """
    waiting = open_at(for_desk(), at).order_by(YEAR_BEGAN)
    yield waiting.exclude(_DECIDED_THERE)
    theirs = open_at(RoleGrant.objects.filter(_DECIDED_THERE, ended_at=None), at)
    places = iter(theirs.values_list("organization_id", "role__application_id").distinct())
    while some := list(islice(places, PLACES_AT_ONCE)):
        deciding = reviewers_of(some)
        if without := {place for (place, _), who in deciding.items() if not who}:
            yield waiting.filter(organization_id__among=without)
        if alone := {person_id for who in deciding.values() if len(who) == 1 for person_id in who}:
            yield waiting.filter(_DECIDED_THERE, person_id__among=alone)


def reviewed(grant_id: UUID, *, at: datetime) -> Reviewed:
    """Return a role with its evidence, ended ones too. Raises ``NotFound``; who may see it is judged by who asks."""
    row = RoleGrant.objects.select_related("role").filter(pk=grant_id).first()
    if row is None:
        raise NotFound(f"grant {grant_id}")
    return _cards([row], at)[0]


def reviewed_many(grant_ids: Collection[UUID], *, at: datetime) -> list[Reviewed]:
    """Return some roles with their evidence, ended ones too, in no order."""
    if not grant_ids:  # as a sweep finds it on most days: what has no answer takes its time too to be asked
        return []
    return _cards(RoleGrant.objects.select_related("role").filter(pk__in=grant_ids), at)


def revoked_between(organization_id: UUID, since: datetime, before: datetime, *, at: datetime) -> list[Reviewed]:
    """Return the roles in an organization that were revoked within a span of time, for nobody certified them.

    Source: LIF-4.
    """
    gone = RoleGrant.objects.select_related("role").filter(organization_id=organization_id, ended_why=NOT_CERTIFIED)
    return _cards(gone.filter(ended_at__gte=since, ended_at__lt=before), at)


def name_for_reviewer(grant_id: UUID, person_id: UUID, *, at: datetime) -> tuple[str, str]:
    """Return whose role it is and which, to who decides in its organization; nothing to all others. Source: ROL-7."""
    row = RoleGrant.objects.select_related("role").filter(pk=grant_id).first()
    if row is None or row.organization_id is None:
        return "", ""
    theirs = powers_of(person_id, at=at).filter(
        organization_id=row.organization_id, role__application_id=row.role.application_id
    )
    return (person_card(row.person_id).full_name, row.role.name) if theirs.exists() else ("", "")


def reviewers_of(places: Collection[Place]) -> dict[Place, set[UUID]]:
    """Return who can certify in some organizations, each with an application. Source: LIF-3, ORG-7."""
    return _reviewers_of(frozenset(places))


@read_once
def _reviewers_of(places: frozenset[Place]) -> dict[Place, set[UUID]]:
    found: dict[Place, set[UUID]] = {place: set() for place in places}
    rows = _deciding().filter(organization_id__among={organization for organization, _ in places})
    for organization_id, key, person_id in rows.values_list("organization_id", "role__application_id", "person_id"):
        if (organization_id, key) in found:
            found[organization_id, key].add(person_id)
    return found


def all_reviewers() -> "QuerySet[RoleGrant, UUID]":
    """Return everybody who can certify roles of an organization at present, each as often as they can."""
    return _deciding().filter(organization__isnull=False).values_list("person_id", flat=True)


def reviewer_of_due(spans: Collection[tuple[datetime, datetime]], person: str) -> Exists:
    """Return the condition that somebody is to certify a role whose year began within some spans of time.

    Source: LIF-3. For rows that lead to the person by this name. A span begins with its first moment, and ends before
    its last.
    """
    began = Q(pk__in=[])
    for first, last in spans:
        began |= Q(year_began__gte=first, year_began__lt=last)
    due = RoleGrant.objects.alias(year_began=YEAR_BEGAN).filter(
        began,
        role__approved_by=BY_ORGANIZATION,
        role__application_id=OuterRef("role__application_id"),
        organization_id=OuterRef("organization_id"),
        ended_at=None,
    )
    theirs = _deciding().filter(person_id=OuterRef(person))
    return Exists(theirs.filter(Exists(due.exclude(person_id=OuterRef("person_id")))))


def count_due(person_ids: Collection[UUID], *, days: int, at: datetime) -> dict[UUID, tuple[int, date]]:
    """Return how many roles each of several people is to certify in so many days, and by which day the first.

    Source: LIF-3. Reading: what is late already is told by itself; who has nothing to certify isn't there.
    """
    if not person_ids:
        return {}
    places = _deciding().filter(person_id__in=person_ids, organization__isnull=False)
    mine = set(places.values_list("person_id", "organization_id", "role__application_id"))
    held = RoleGrant.objects.filter(
        organization_id__in={place for _, place, _ in mine}, role__approved_by=BY_ORGANIZATION, ended_at=None
    )
    due = due_in(held, days, at)
    there = due.order_by().values("organization_id", "role__application_id")
    rows = there.annotate(count=Count("pk"), first=Min(YEAR_BEGAN)).values_list(
        "organization_id", "role__application_id", "count", "first"
    )
    counted = {(place, key): (count, first) for place, key, count, first in rows}
    own = Counter(due.filter(person_id__in=person_ids).values_list("person_id", "organization_id"))

    found: dict[UUID, list[tuple[int, datetime]]] = {}
    for person_id, place, key in mine:
        count, first = counted.get((place, key), (0, at))
        if count > own[person_id, place]:
            found.setdefault(person_id, []).append((count - own[person_id, place], first))
    return {
        person_id: (sum(count for count, _ in told), certify_by(min(first for _, first in told)))
        for person_id, told in found.items()
    }


def _open_for(person_id: UUID, at: datetime) -> "QuerySet[RoleGrant]":
    return open_at(_decided_by(person_id, at), at)


def _decided_by(person_id: UUID, at: datetime) -> "QuerySet[RoleGrant]":
    """Return the roles that somebody certifies, whenever: others' in the organizations for which they decide."""
    there = powers_of(person_id, at=at).filter(
        organization_id=OuterRef("organization_id"), role__application_id=OuterRef("role__application_id")
    )
    theirs = RoleGrant.objects.filter(Exists(there), role__approved_by=BY_ORGANIZATION, ended_at=None)
    return theirs.exclude(person_id=person_id)


def _cards(rows: Iterable[RoleGrant], at: datetime) -> list[Reviewed]:
    known = list(rows)
    keys = {row.role.application_id for row in known}
    signed_in = last_signed_in_of({row.person_id for row in known}, keys)
    named = _granters(known)
    people = person_cards({row.person_id for row in known} | {person_id for person_id, _ in named})
    organizations = organization_cards(row.organization_id for row in known if row.organization_id)
    by_desk = by_desk_among(known)
    return [
        Reviewed(
            grant=grant_card(row),
            person=people[row.person_id],
            organization=organizations.get(row.organization_id) if row.organization_id else None,
            by_desk=row.pk in by_desk,
            granted_by_id=row.granted_by,
            granted_by=people.get(row.granted_by)
            if row.granted_by and (row.granted_by, row.organization_id) in named
            else None,
            last_signed_in=signed_in.get((row.person_id, row.role.application_id)),
            certified_at=row.certified_at,
            is_brought=row.certified_at is None and row.counted_from is not None,
            year=year_card(grant_card(row), at=at),
            ended_at=row.ended_at,
        )
        for row in known
    ]


def _granters(rows: Iterable[RoleGrant]) -> set[tuple[UUID, UUID | None]]:
    """Return who of an organization's own people gave these roles, each with the organization."""
    named = {row.granted_by for row in rows if row.granted_by and row.role.approved_by == BY_ORGANIZATION}
    theirs = RoleGrant.objects.filter(person_id__in=named, role__kind__in=DECIDING_KINDS)
    return set(theirs.values_list("person_id", "organization_id"))
