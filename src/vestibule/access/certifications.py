"""Reads of the year after which each role is certified anew: what counts, what is due, what is late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import get_default_timezone

from vestibule.access.models import RoleGrant
from vestibule.access.policy import year
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.membership import GRANT_ENDED
from vestibule.access.policy.year import Season, Year
from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook

_HERE = get_default_timezone()
# PostgreSQL expects few rows of a span, and of one without a beginning a third of all: it would read them all.
_EVER = datetime(1900, 1, 1, tzinfo=UTC)

# Since when the year of a grant counts: as an index has it.
YEAR_BEGAN = Coalesce("counted_from", "granted_at")


def year_brought(certified_on: date, *, at: datetime) -> datetime:
    """Return when the year of a role began that is brought along from another system. Raises ``Refused``. LIF-3."""
    require(year.brought_faults(certified_on, at=at, zone=_HERE))
    return year.brought_from(certified_on, rulebook().access, at=at, zone=_HERE)


class Held(Protocol):
    """What is known of a grant wherever one asks for its year."""

    @property
    def year_began(self) -> datetime: ...

    @property
    def suspended_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class YearCard:
    """A role's year at one moment: its days, and whether the role counts, waits for its certification, or is late."""

    opens: date
    certify_by: date
    restored_until: date
    season: Season

    @property
    def is_suspended(self) -> bool:
        """Whether the role is worth nothing until it is certified; or for good."""
        return self.season in (Season.SUSPENDED, Season.OVER)

    @property
    def is_open(self) -> bool:
        """Whether the role can be certified now."""
        return self.season in (Season.OPEN, Season.SUSPENDED)


def certify_by(began: datetime) -> date:
    """Return the last day on which a role must be certified whose year began then. Source: LIF-3."""
    return days_of(began).certify_by


def days_of(began: datetime) -> Year:
    """Return the days of a year that began then. Source: LIF-3, LIF-4."""
    return year.year_of(began, rulebook().access, zone=_HERE)


def year_card(grant: Held, *, at: datetime) -> YearCard:
    """Return where a role stands in its year at this moment. Source: LIF-3, LIF-4."""
    days, rules = days_of(grant.year_began), rulebook().access
    stands = year.season(grant.year_began, grant.suspended_at, rules, at=at, zone=_HERE)
    return YearCard(days.opens, days.certify_by, days.restored_until, stands)


def require_open(grant_id: UUID, *, at: datetime) -> YearCard:
    """Return where a role stands that can be certified now. Raises ``Refused`` where it can't. Source: LIF-3, LIF-4.

    Reading: who comes second is told who certified it, and when.
    """
    grant = RoleGrant.objects.annotate(year_began=YEAR_BEGAN).get(pk=grant_id)
    require([] if grant.ended_at is None else [GRANT_ENDED()])
    card = year_card(grant, at=at)
    certified = None
    if grant.certified_at and grant.certified_by:
        certified = (person_card(grant.certified_by).full_name, grant.certified_at.astimezone(_HERE).date())
    require(year.certifying_faults(card.season, days_of(grant.year_began), certified=certified))
    return card


def in_time(grants: "QuerySet[RoleGrant]", at: datetime) -> "QuerySet[RoleGrant]":
    """Return those grants that count at this moment: none that nobody certified in time. Source: LIF-3, LIF-4.

    Reading: judged at use, whether or not a sweep has put it on record; what else keeps a grant from counting is judged
    beside it.
    """
    began = grants.alias(year_began=YEAR_BEGAN)
    return began.filter(suspended_at=None, year_began__gte=late_before(at=at))


def open_at(grants: "QuerySet[RoleGrant]", at: datetime) -> "QuerySet[RoleGrant]":
    """Return those grants that can be certified at this moment: due before long, or late. Source: LIF-3, LIF-4."""
    before = year.open_before(rulebook().access, at=at, zone=_HERE)
    return _began(grants, since=_over_before(at), before=before)


def due_in(
    grants: "QuerySet[RoleGrant]", days: int, at: datetime, *, beyond: int | None = None
) -> "QuerySet[RoleGrant]":
    """Return those grants that are due in so many days, or fewer, and not late; or in more than ``beyond`` days.

    Source: LIF-3.
    """
    since = late_before(at=at) if beyond is None else due_within(beyond, at=at)
    return _began(in_time(grants, at), since=since, before=due_within(days, at=at))


def due_within(days: int, *, at: datetime) -> datetime:
    """Return the moment before which years began whose roles are due in so many days, or fewer. Source: LIF-3."""
    return year.due_within(days, rulebook().access, at=at, zone=_HERE)


def late_before(*, at: datetime) -> datetime:
    """Return the moment before which years began whose roles weren't certified in time. Source: LIF-4."""
    return year.late_before(rulebook().access, at=at, zone=_HERE)


def to_suspend(at: datetime) -> "QuerySet[RoleGrant]":
    """Return the grants that nobody certified in time, and that aren't on record as late. Source: LIF-4."""
    held = RoleGrant.objects.filter(ended_at=None, suspended_at=None)
    return _began(held, since=_over_before(at), before=late_before(at=at)).order_by(YEAR_BEGAN)


def to_revoke(at: datetime) -> "QuerySet[RoleGrant]":
    """Return the grants that no late certification restores any more. Source: LIF-4."""
    return _began(RoleGrant.objects.filter(ended_at=None), since=_EVER, before=_over_before(at)).order_by(YEAR_BEGAN)


def places_in_sets(grants: "QuerySet[RoleGrant]", *, most: int) -> list[list[UUID | None]]:
    """Return the organizations of some grants, so many in a set that their grants are as many as one write may move.

    Source: LIF-4, LIF-7. Reading: who reviews an organization's roles is then told of all of them at once, and not
    again with each set. One that has more alone is a set by itself; ``None`` stands for grants without an organization.
    """
    sets: list[list[UUID | None]] = []
    room = 0
    there = grants.order_by().values("organization_id").annotate(count=Count("pk")).order_by("organization_id")
    for place, count in there.values_list("organization_id", "count"):
        if count > room:
            sets.append([])
            room = most
        sets[-1].append(place)
        room -= count
    return sets


def in_places(grants: "QuerySet[RoleGrant]", places: Collection[UUID | None]) -> "QuerySet[RoleGrant]":
    """Return those grants that are in one of these organizations; ``None`` stands for none."""
    named = Q(organization_id__among=[place for place in places if place])
    return grants.filter(named | Q(organization=None) if None in places else named)


def count_held(most: int | None) -> int:
    """Count the roles that are held, up to so many, for whom a sweep looks at them all. Source: LIF-7."""
    return RoleGrant.objects.filter(ended_at=None)[:most].count()


def require_certified(person_id: UUID, organization_id: UUID | None, application_key: str, *, at: datetime) -> None:
    """Raise ``Refused`` where somebody decides for an organization by a role that nobody certified in time.

    Source: LIF-4. Reading: whoever holds no such role there is judged elsewhere.
    """
    if organization_id is None:
        return
    held = RoleGrant.objects.filter(
        person_id=person_id,
        organization_id=organization_id,
        role__application_id=application_key,
        role__kind__in=DECIDING_KINDS,
        ended_at=None,
    )
    suspended = held.exists() and not in_time(held, at).exists()
    require(year.powers_faults(suspended=suspended))


def without_role(places: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Return who of these people, each with an application, holds no role there that isn't suspended. Source: SPT-3."""
    held = RoleGrant.objects.filter(
        person_id__among={person_id for person_id, _ in places}, ended_at=None, suspended_at=None
    )
    return set(places) - set(held.values_list("person_id", "role__application_id"))


def _began(grants: "QuerySet[RoleGrant]", *, since: datetime, before: datetime) -> "QuerySet[RoleGrant]":
    """Return those grants whose years began within a span of time."""
    return grants.alias(year_began=YEAR_BEGAN).filter(year_began__gte=since, year_began__lt=before)


def _over_before(at: datetime) -> datetime:
    return year.over_before(rulebook().access, at=at, zone=_HERE)
