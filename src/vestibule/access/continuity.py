"""Reads of the organizations that are about to lose their last active approver, and of those warned of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.timezone import get_default_timezone

from vestibule.access.certifications import YEAR_BEGAN, certify_by, due_within
from vestibule.access.clocks import begun_before, sign_in_days_of
from vestibule.access.models import AccessClock, ContinuityWarning, RoleGrant
from vestibule.access.policy import continuity
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.continuity import Danger, Decider
from vestibule.access.queries import deciding_now
from vestibule.accounts.queries import is_active, is_reachable
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.conditions import by_name, is_in_use
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.pages import Page, page_of

LATELY = timedelta(days=3)  # for so long an end is looked for that no action told of, by a sweep say
AT_ONCE = 500
_HERE = get_default_timezone()

Place = tuple[UUID, str]  # an organization and an application


@dataclass(frozen=True)
class Warned:
    """An organization that was warned: in which application, why, and from which day on nobody decides there."""

    organization: OrganizationCard
    application_key: str
    application_name: str
    cause: str
    falls_on: date | None
    warned_at: datetime

    @property
    def last_day(self) -> date | None:
        """The last day on which somebody can."""
        return self.falls_on - timedelta(days=1) if self.falls_on else None


def places_in_danger(at: datetime) -> Iterator[Place]:
    """Yield where nobody who decides is safe at this moment: each place once, some for which nothing is to be done.

    Source: ORG-9.
    """
    rows = _deciders(at).filter(~Exists(_safe_there(at, "organization_id", "role__application_id")))
    places = rows.order_by("organization_id", "role__application_id")
    yield from places.values_list("organization_id", "role__application_id").distinct().iterator()


def dangers_of(places: Collection[Place], at: datetime) -> dict[Place, Danger]:
    """Return what threatens each of some places at this moment; a place that is safe isn't there. Source: ORG-9."""
    today, rules = at.astimezone(_HERE).date(), rulebook().access
    found: dict[Place, Danger] = {}
    for place, deciders in groupby(_read(places, at), key=lambda row: row[0]):
        threat = continuity.danger([decider for _, decider in deciders], rules, today=today)
        if threat is not None:
            found[place] = threat
    return found


def open_warnings(at: datetime, *, number: int = 1) -> Page[Warned]:
    """Return a page of the organizations that were warned and are in danger still, the first day first. Source: ORG-9.

    Reading: those that have lost their last approver stay there until they have one.
    """
    ordered = _open(at).order_by("falls_on", *by_name("organization"), "pk")
    return page_of(ordered, number).of(_cards)


def count_open_warnings(at: datetime) -> int:
    """Count the organizations that were warned and are in danger still. Source: ORG-9, HLP-1."""
    return _open(at).count()


def warnings_of(organization_ids: Collection[UUID], at: datetime) -> list[Warned]:
    """Return of which dangers some organizations were warned that last still. Source: ORG-9.

    Reading: to whom a page of the organization is open, or who holds a role there; it is judged by who asks.
    """
    return _cards(_open(at).filter(organization_id__in=organization_ids).order_by("falls_on", "pk"))


def warned_of(places: Collection[Place]) -> set[tuple[Place, str, date | None]]:
    """Return of which dangers some places were warned: ever of those of a day, of others while they last.

    Source: ORG-9, LIF-7.
    """
    rows = ContinuityWarning.objects.filter(
        Q(over_at=None) | Q(falls_on__isnull=False), organization_id__in={organization for organization, _ in places}
    )
    told = rows.values_list("organization_id", "application_id", "cause", "falls_on")
    return {((organization, key), cause, falls_on) for organization, key, cause, falls_on in told}


def over(at: datetime) -> "QuerySet[ContinuityWarning]":
    """Return the open warnings of places where somebody is safe again. Source: ORG-9."""
    return ContinuityWarning.objects.filter(Exists(_safe_there(at, "organization_id", "application_id")), over_at=None)


def _open(at: datetime) -> "QuerySet[ContinuityWarning]":
    """Return the open warnings, but for those of places where somebody is safe by now."""
    lasting = ContinuityWarning.objects.filter(is_in_use("organization"), over_at=None).select_related("application")
    return lasting.exclude(Exists(_safe_there(at, "organization_id", "application_id")))


def _cards(rows: Collection[ContinuityWarning]) -> list[Warned]:
    known = list(rows)
    cards = organization_cards(row.organization_id for row in known)
    return [
        Warned(
            cards[row.organization_id],
            row.application_id,
            row.application.name,
            row.cause,
            row.falls_on,
            row.warned_at,
        )
        for row in known
    ]


def _deciders(at: datetime) -> "QuerySet[RoleGrant]":
    """Return the grants of who decides for an organization in use, or did until lately."""
    lately = Q(ended_at=None) | Q(ended_at__gte=at - LATELY)
    return RoleGrant.objects.filter(lately, is_in_use("organization"), role__kind__in=DECIDING_KINDS)


def _safe_there(at: datetime, organization: str, application: str) -> "QuerySet[RoleGrant]":
    """Return the grants, in the place of a row that leads to it by these names, whose holders are safe.

    Reading: who was invited, and hasn't enrolled, has no clock that runs (LIF-1).
    """
    rules = rulebook().access
    tired = AccessClock.objects.filter(
        is_active("person"),
        person_id=OuterRef("person_id"),
        application_id=OuterRef("role__application_id"),
        started_at__lt=begun_before(rules.inactive_after_days - rules.continuity_inactive_days, at),
    )
    safe = deciding_now().alias(year_began=YEAR_BEGAN).exclude(Exists(tired))
    safe = safe.filter(year_began__gte=due_within(rules.continuity_certify_days, at=at))
    return safe.filter(organization_id=OuterRef(organization), role__application_id=OuterRef(application))


def _read(places: Collection[Place], at: datetime) -> Iterator[tuple[Place, Decider]]:
    """Yield who decides in some places, those of a place side by side."""
    wanted = set(places)
    rows = _deciders(at).filter(organization_id__in={organization for organization, _ in wanted})
    reachable = ExpressionWrapper(is_reachable("person"), output_field=BooleanField())
    active = ExpressionWrapper(is_active("person"), output_field=BooleanField())
    known = list(
        rows.annotate(reachable=reachable, active=active, year_began=YEAR_BEGAN)
        .order_by("organization_id", "role__application_id", "pk")
        .values_list(
            "organization_id", "role__application_id", "person_id", "ended_at", "reachable", "active", "year_began"
        )
    )
    days = sign_in_days_of({row[2] for row in known}, {row[1] for row in known})
    for organization_id, key, person_id, ended_at, is_reached, is_used, began in known:
        if organization_id is not None and (organization_id, key) in wanted:
            sign_in_by = days.get((person_id, key)) if is_used else None
            yield (
                (organization_id, key),
                Decider(person_id, ended_at is None, is_reached, sign_in_by, certify_by(began)),
            )
