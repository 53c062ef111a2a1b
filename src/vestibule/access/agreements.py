"""Reads of agreements: by which business offices serve provider organizations, and whom that lets act for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.timezone import get_default_timezone

from vestibule.access.certifications import in_time
from vestibule.access.held import Held
from vestibule.access.lifecycle import IN_FORCE, PROPOSED
from vestibule.access.members import Membership, visible_membership
from vestibule.access.models import Agreement, RoleGrant
from vestibule.access.policy import agreements as policy
from vestibule.access.policy.agreements import Days, Side, reviewing_faults, side_of
from vestibule.access.powers import asleep
from vestibule.accounts.queries import PersonCard, is_active, is_reachable, person_cards
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Reason
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.conditions import by_name, is_of_kind
from vestibule.organizations.policy.particulars import PROVIDER_OFFICE, THIRD_PARTY_BILLER
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.proofing.queries import identity_stands
from vestibule.storage.pages import Page, page_of

_HERE = get_default_timezone()


@dataclass(frozen=True)
class AgreementCard:
    """An agreement as one of its sides sees it at a moment; ``state`` is judged then, whatever is on record."""

    id: UUID
    application_key: str
    application_name: str
    side: Side  # the one that looks
    own: OrganizationCard
    other: OrganizationCard
    state: str
    is_own_proposal: bool
    proposed_at: datetime
    answer_by: date
    accepted_at: datetime | None
    reviewed_at: datetime | None
    days: Days | None
    reviewable: bool
    settled_at: datetime | None
    ended_why: str

    @property
    def office(self) -> OrganizationCard:
        """The business office."""
        return self.own if self.side is Side.OFFICE else self.other

    @property
    def provider(self) -> OrganizationCard:
        """The provider organization."""
        return self.other if self.side is Side.OFFICE else self.own


@dataclass(frozen=True)
class Served:
    """A provider organization for which the people of a business office act now, and until when unless reviewed."""

    organization: OrganizationCard
    review_by: date


@dataclass(frozen=True)
class ActsFor:
    """Somebody of a business office who may act for the providers that it serves, at this moment."""

    person: PersonCard
    role_name: str
    since: datetime


def in_force(at: datetime) -> "QuerySet[Agreement]":
    """Return the agreements that grant at this moment. Source: ORG-8, SPT-3.

    Reading: judged at use, so that one which nobody reviewed in time grants nothing from midnight on, whether or not a
    sweep has put it on record; nor does one of an organization that isn't in use, or of another kind by now.
    """
    since = policy.out_before(rulebook().access, at=at, zone=_HERE)
    sides = is_of_kind("office", THIRD_PARTY_BILLER), is_of_kind("provider", PROVIDER_OFFICE)
    return Agreement.objects.filter(*sides, state=IN_FORCE, counted_from__gte=since)


def served_through(person_id: UUID, application_key: str, *, at: datetime) -> dict[UUID, list[Served]]:
    """Return whom the business offices serve in which somebody holds a role, by office, each list by name.

    Source: ORG-8, FED-1. Reading: whether the role counts at this moment is judged by who asks.
    """
    rows = in_force(at).filter(_held_in("office_id", person_id), application_id=application_key)
    told = rows.order_by("provider__name_folded", "provider_id")
    known = list(told.values_list("office_id", "provider_id", "counted_from"))
    cards = organization_cards(provider_id for _, provider_id, _ in known)
    found: dict[UUID, list[Served]] = {}
    for office_id, provider_id, began in known:
        if began is not None:
            found.setdefault(office_id, []).append(Served(cards[provider_id], days_of(began).review_by))
    return found


def agreements_of(mine: Membership, *, at: datetime, number: int = 1) -> Page[AgreementCard]:
    """Return a page of an organization's agreements: what waits, what is in force, what is over. Source: ORG-8."""
    turn = Case(
        When(state=PROPOSED, then=Value(0)),
        When(state=IN_FORCE, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = _seen_by(mine).order_by(turn, "-settled_at", "counted_from", "-proposed_at", "pk")
    return page_of(rows, number).of(lambda found: _cards(mine, found, at))


def visible_agreement(
    agreement_id: UUID, organization_id: UUID, to: Actor, *, at: datetime
) -> tuple[Membership, AgreementCard]:
    """Return an agreement to an approver or backup of one of its sides. Raises ``NotFound`` or ``Refused``. ORG-8."""
    mine = visible_membership(organization_id, to, at=at)
    row = _seen_by(mine).filter(pk=agreement_id).first()
    if row is None:
        raise NotFound(f"agreement {agreement_id}")
    return mine, _cards(mine, [row], at)[0]


def acting_people(agreement: AgreementCard, *, at: datetime, number: int = 1) -> Page[ActsFor]:
    """Return a page of who may act for the provider by an agreement at this moment. Source: ORG-8, SPT-3.

    Reading: whoever sees the agreement sees them by name, and with them who was invited and hasn't signed in yet, for
    they may tomorrow; nobody acts where it isn't in force.
    """
    rows = _counting(at, is_reachable("person")).filter(
        organization_id=agreement.office.id, role__application_id=agreement.application_key
    )
    if agreement.state != IN_FORCE:
        rows = rows.none()
    return page_of(rows.select_related("role").order_by("role__position", "granted_at", "pk"), number).of(_acting)


def serving_counts(roles: Collection[Held], *, at: datetime) -> dict[UUID, int]:
    """Return for how many organizations somebody acts at this moment by each of some roles; none isn't there. ORG-8.

    Reading: only those in business offices are asked for, so that it costs nobody else anything.
    """
    offices = [one.grant.id for one in roles if one.organization and one.organization.kind == THIRD_PARTY_BILLER]
    if not offices:
        return {}
    held = _counting(at, is_active("person")).filter(pk__in=offices)
    places = {pk: place for pk, *place in held.values_list("pk", "organization_id", "role__application_id")}
    rows = in_force(at).filter(office_id__in={office_id for office_id, _ in places.values()})
    counted = rows.order_by().values_list("office_id", "application_id").annotate(count=Count("pk"))
    counts = {(office_id, key): count for office_id, key, count in counted}
    return {pk: count for pk, (office_id, key) in places.items() if (count := counts.get((office_id, key)))}


def served_by(held: Held, *, at: datetime, number: int = 1) -> Page[Served]:
    """Return a page of the organizations for which somebody acts at this moment by a role of their own. ORG-8."""
    rows = in_force(at).filter(application_id=held.grant.application_key, office_id=held.grant.organization_id)
    if not _counting(at, is_active("person")).filter(pk=held.grant.id).exists():
        rows = rows.none()
    return page_of(rows.order_by(*by_name("provider")), number).of(_served)


def told_agreements(agreement_ids: Iterable[UUID]) -> dict[UUID, Agreement]:
    """Return agreements by id, for the mails that follow from facts about them."""
    return Agreement.objects.in_bulk(set(agreement_ids))


def to_lapse(at: datetime) -> "QuerySet[Agreement]":
    """Return the agreements that nobody reviewed in time, and that aren't on record as lapsed. Source: ORG-8, LIF-7."""
    before = policy.out_before(rulebook().access, at=at, zone=_HERE)
    return Agreement.objects.filter(state=IN_FORCE, counted_from__lt=before).order_by("counted_from", "pk")


def unanswered(at: datetime) -> "QuerySet[Agreement]":
    """Return the proposals that nobody answered in time, and that aren't on record as lapsed. Source: ORG-8, LIF-7."""
    before = policy.unanswered_before(rulebook().access, at=at, zone=_HERE)
    return Agreement.objects.filter(state=PROPOSED, proposed_at__lt=before).order_by("proposed_at", "pk")


def to_be_reviewed(days: int, at: datetime, *, beyond: int | None = None) -> "QuerySet[Agreement]":
    """Return the agreements to be reviewed in so many days, or fewer, of which nobody was told yet. ORG-8, LIF-7.

    Reading: of a later deadline that was told before, no earlier one is told; of one that is over nobody is. ``beyond``
    leaves out those of the deadline before, who are told of that or were.
    """
    rules = rulebook().access
    told_of = policy.out_before(rules, at=at, zone=_HERE)
    if beyond is not None:
        told_of = policy.due_within(beyond, rules, at=at, zone=_HERE)
    began = Q(
        counted_from__gte=told_of,
        counted_from__lt=policy.due_within(days, rules, at=at, zone=_HERE),
    )
    not_told = Q(told_days=None) | Q(told_days__gt=days)
    return Agreement.objects.filter(began, not_told, state=IN_FORCE).order_by("counted_from", "pk")


def count_in_force(most: int | None) -> int:
    """Count the agreements that are in force on record, up to so many, for whom a sweep looks at them all. LIF-7."""
    return Agreement.objects.filter(state=IN_FORCE)[:most].count()


def days_of(began: datetime) -> Days:
    """Return the days of an agreement whose year began then. Source: ORG-8."""
    return policy.days_of(began, rulebook().access, zone=_HERE)


def review_faults_of(row: Agreement, side: Side, *, at: datetime) -> list[Reason]:
    """List why an agreement can't be reviewed by a side now. Source: ORG-8."""
    today = at.astimezone(_HERE).date()
    return reviewing_faults(side, days_of(row.counted_from), today=today) if row.counted_from else []


def state_at(row: Agreement, at: datetime) -> str:
    """Return the state of an agreement at a moment. Source: ORG-8."""
    since = row.counted_from if row.state == IN_FORCE and row.counted_from else row.proposed_at
    return policy.stands(row.state, since, rulebook().access, at=at, zone=_HERE)


def last_day_of(row: Agreement) -> date:
    """Return the last day on which an open agreement counts, or can be answered. Source: ORG-8."""
    if row.state == IN_FORCE and row.counted_from:
        return days_of(row.counted_from).review_by
    return policy.answer_by(row.proposed_at, rulebook().access, zone=_HERE)


def _counting(at: datetime, account: Q) -> "QuerySet[RoleGrant]":
    """Return the grants, by such accounts, that count at this moment: neither late nor asleep, nor proofed no more."""
    stands = identity_stands("person", at=at) | Q(role__needs_proofing=False)
    held = RoleGrant.objects.filter(stands, account, ended_at=None)
    return in_time(held, at).exclude(asleep(at))


def _held_in(office: str, person_id: UUID) -> Exists:
    """Return the condition, of an agreement, that somebody holds a role of its application in the business office."""
    return Exists(
        RoleGrant.objects.filter(
            organization_id=OuterRef(office),
            role__application_id=OuterRef("application_id"),
            person_id=person_id,
            ended_at=None,
        )
    )


def _seen_by(mine: Membership) -> "QuerySet[Agreement]":
    rows = Agreement.objects.select_related("application").filter(application_id__in=list(mine.standings))
    return rows.filter(**{f"{side_of(mine.organization.kind)}_id": mine.organization.id})


def _cards(mine: Membership, rows: Iterable[Agreement], at: datetime) -> list[AgreementCard]:
    known, side = list(rows), side_of(mine.organization.kind)
    others = organization_cards(row.provider_id if side is Side.OFFICE else row.office_id for row in known)
    return [
        AgreementCard(
            id=row.pk,
            application_key=row.application_id,
            application_name=row.application.name,
            side=side,
            own=mine.organization,
            other=others[row.provider_id if side is Side.OFFICE else row.office_id],
            state=(state := state_at(row, at)),
            is_own_proposal=row.proposed_side == side,
            proposed_at=row.proposed_at,
            answer_by=policy.answer_by(row.proposed_at, rulebook().access, zone=_HERE),
            accepted_at=row.accepted_at,
            reviewed_at=row.reviewed_at,
            days=days_of(row.counted_from) if row.counted_from else None,
            reviewable=state == IN_FORCE and not review_faults_of(row, side, at=at),
            settled_at=row.settled_at,
            ended_why=row.ended_why,
        )
        for row in known
    ]


def _acting(rows: Collection[RoleGrant]) -> list[ActsFor]:
    people = person_cards(row.person_id for row in rows)
    return [ActsFor(people[row.person_id], row.role.name, row.granted_at) for row in rows]


def _served(rows: Collection[Agreement]) -> list[Served]:
    cards = organization_cards(row.provider_id for row in rows)
    return [Served(cards[row.provider_id], last_day_of(row)) for row in rows]
