"""Reads of an organization's members, for its approver and backups: as many rows as are shown, however many it has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.certifications import certify_by, year_card
from vestibule.access.clocks import clocks_of, last_signed_in_of
from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import BY_ORGANIZATION, DECIDING_KINDS
from vestibule.access.policy.clock import inactivity_faults
from vestibule.access.policy.membership import (
    GRANT_ENDED,
    RIGHT_ENDED,
    Removal,
    Standing,
    removal_faults,
    standing_by,
)
from vestibule.access.policy.year import powers_faults
from vestibule.access.queries import GrantCard
from vestibule.accounts.queries import PersonCard, email_owner, person_cards, user_id_owner
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.organizations.conditions import by_name, has_in_name
from vestibule.organizations.queries import OrganizationCard, organization_card, organization_cards
from vestibule.storage.pages import Page, page_of


class Granter(StrEnum):
    """Who gave a role, as the organization's people are told."""

    PERSON = "person"
    HELP_DESK = "help_desk"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Membership:
    """An organization whose members somebody looks after; ``standings`` says as what, by application."""

    organization: OrganizationCard
    by: UUID
    standings: Mapping[str, Standing]


@dataclass(frozen=True)
class Member:
    """A role that somebody holds in an organization, as its approver sees it."""

    grant: GrantCard
    person: PersonCard
    granter: Granter
    granted_by: PersonCard | None
    last_signed_in: datetime | None
    certify_by: date
    is_own: bool
    removable: bool


@dataclass(frozen=True)
class LookedAfter:
    """An organization for which somebody decides, and the role that gives the right."""

    organization: OrganizationCard
    role_name: str


def deciding_there(person_id: UUID, organization_id: UUID) -> "QuerySet[RoleGrant]":
    """Return somebody's grants, ended ones too, that give or gave a right over an organization's members."""
    return RoleGrant.objects.select_related("role").filter(
        person_id=person_id, organization_id=organization_id, role__kind__in=DECIDING_KINDS
    )


def standing_in(grants: Iterable[RoleGrant]) -> Standing:
    """Return what grants are worth, as the rules see them. Source: ROL-12."""
    return standing_by((grant.role.kind, grant.ended_at is None) for grant in grants)


def visible_membership(organization_id: UUID, to: Actor, *, at: datetime) -> Membership:
    """Return an organization to its approver or backup. Raises ``NotFound`` to all others. Source: ROL-12, ORG-7.

    Reading: whose right has ended is refused with that reason, for they knew the page; so is, at the moment itself,
    whose access is inactive (LIF-1) or whose role nobody certified in time (LIF-4); it goes for the applications in
    which they decide.
    """
    if to.person_id is None:
        raise NotFound(f"organization {organization_id}")
    grants = list(deciding_there(to.person_id, organization_id))
    standings = {
        key: standing_in(grant for grant in grants if grant.role.application_id == key)
        for key in {grant.role.application_id for grant in grants}
    }
    if not standings:
        raise NotFound(f"organization {organization_id}")
    held = {key: standing for key, standing in standings.items() if standing is not Standing.ENDED}
    require([] if held else [RIGHT_ENDED()])
    awake = _awake(to.person_id, [grant for grant in grants if grant.ended_at is None], at)
    return Membership(organization_card(organization_id), to.person_id, {key: held[key] for key in awake})


def member_grants(mine: Membership) -> "QuerySet[RoleGrant]":
    """Return the roles that people hold in an organization, its approvers' first, then as they were granted."""
    held = RoleGrant.objects.select_related("role").filter(organization_id=mine.organization.id, ended_at=None)
    return held.filter(role__application_id__in=list(mine.standings)).order_by("role__position", "granted_at", "pk")


def members(mine: Membership, *, role_key: str = "", number: int = 1) -> Page[Member]:
    """Return a page of an organization's members, of one role where it is named. Source: ROL-12."""
    grants = member_grants(mine)
    if role_key:
        grants = grants.filter(role_id=role_key)
    return page_of(grants, number).of(lambda rows: _members(mine, rows))


def members_known_as(mine: Membership, who: str) -> list[Member]:
    """Return what the person with this email address or User ID, exactly, holds in an organization. Source: ROL-12.

    Reading: somebody who has an account and is no member is nobody here.
    """
    meant = {owner for owner in (email_owner(who), user_id_owner(who)) if owner}
    return _members(mine, member_grants(mine).filter(person_id__in=meant))


def members_by(mine: Membership, grant_ids: Collection[UUID]) -> list[Member]:
    """Return some of an organization's members, each by the grant, as they stand now. Source: ROL-12."""
    return _members(mine, member_grants(mine).filter(pk__in=grant_ids))


def visible_member(grant_id: UUID, to: Actor, *, at: datetime) -> tuple[Membership, Member]:
    """Return a member whose role may be removed, to whom may remove it. Raises ``NotFound`` or ``Refused``.

    Source: ROL-12.
    """
    grant = RoleGrant.objects.select_related("role").filter(pk=grant_id).exclude(organization=None).first()
    if grant is None or grant.organization_id is None:
        raise NotFound(f"grant {grant_id}")
    mine = visible_membership(grant.organization_id, to, at=at)
    if grant.role.application_id not in mine.standings:
        raise NotFound(f"grant {grant_id}")
    require(_faults(mine, grant))
    if grant.ended_at is not None:
        raise Refused(GRANT_ENDED())
    return mine, _members(mine, [grant])[0]


def removed_lately(grant_id: UUID, mine: Membership) -> tuple[PersonCard, str] | None:
    """Return whose role in an organization was removed, and which, for the banner; nothing where it is held still."""
    gone = RoleGrant.objects.select_related("role").filter(pk=grant_id, organization_id=mine.organization.id)
    row = gone.filter(role__application_id__in=list(mine.standings), ended_why="removed").first()
    return (person_cards([row.person_id])[row.person_id], row.role.name) if row else None


def organizations_looked_after(person_id: UUID, *, name: str = "", number: int = 1) -> Page[LookedAfter]:
    """Return a page of the organizations for which somebody decides, by name. Source: ROL-12, ORG-7."""
    held = RoleGrant.objects.filter(person_id=person_id, ended_at=None, role__kind__in=DECIDING_KINDS)
    named = held.filter(has_in_name("organization", name)).order_by(*by_name("organization"), "pk")
    return page_of(named.values_list("organization_id", "role__name"), number).of(_looked_after)


def grant_card(row: RoleGrant) -> GrantCard:
    """Return a grant, read with its role, as a card."""
    return GrantCard(
        id=row.pk,
        person_id=row.person_id,
        application_key=row.role.application_id,
        role_key=row.role_id,
        role_name=row.role.name,
        organization_id=row.organization_id,
        granted_at=row.granted_at,
        role_kind=row.role.kind,
        year_began=row.counted_from or row.granted_at,
        suspended_at=row.suspended_at,
    )


def _awake(person_id: UUID, grants: Collection[RoleGrant], at: datetime) -> set[str]:
    """Return the applications in which grants count at a moment. Raises ``Refused`` where they do in none."""
    clocks = clocks_of([person_id], {grant.role.application_id for grant in grants}, at=at)
    active = [
        grant
        for grant in grants
        if (card := clocks.get((person_id, grant.role.application_id))) is None or not card.is_inactive
    ]
    require(inactivity_faults(inactive=not active))
    certified = {grant.role.application_id for grant in active if not year_card(grant_card(grant), at=at).is_suspended}
    require(powers_faults(suspended=not certified))
    return certified


def _looked_after(rows: Collection[tuple[UUID, str]]) -> list[LookedAfter]:
    cards = organization_cards(organization_id for organization_id, _ in rows)
    return [LookedAfter(cards[organization_id], role_name) for organization_id, role_name in rows]


def _members(mine: Membership, rows: Iterable[RoleGrant]) -> list[Member]:
    known = list(rows)
    granters = _granters(mine, known)
    people = person_cards({row.person_id for row in known} | granters)
    signed_in = last_signed_in_of({row.person_id for row in known}, mine.standings.keys())
    found = []
    for row in known:
        card = grant_card(row)
        granted_by = people.get(row.granted_by) if row.granted_by in granters and row.granted_by else None
        found.append(
            Member(
                grant=card,
                person=people[row.person_id],
                granter=_granter(row, granted_by),
                granted_by=granted_by,
                last_signed_in=signed_in.get((row.person_id, card.application_key)),
                certify_by=certify_by(card.year_began),
                is_own=row.person_id == mine.by,
                removable=not _faults(mine, row),
            )
        )
    return found


def _granter(row: RoleGrant, granted_by: PersonCard | None) -> Granter:
    if granted_by:
        return Granter.PERSON
    return Granter.HELP_DESK if row.granted_by else Granter.OPERATOR


def _granters(mine: Membership, rows: Collection[RoleGrant]) -> set[UUID]:
    """Return who of the organization's own people gave these roles; who works at the help desk isn't named here."""
    named = {row.granted_by for row in rows if row.granted_by and row.role.approved_by == BY_ORGANIZATION}
    theirs = RoleGrant.objects.filter(
        person_id__in=named, organization_id=mine.organization.id, role__kind__in=DECIDING_KINDS
    )
    return set(theirs.values_list("person_id", flat=True))


def _faults(mine: Membership, row: RoleGrant) -> list[Reason]:
    standing = mine.standings.get(row.role.application_id, Standing.NONE)
    return removal_faults(Removal(row.person_id, row.role.kind), by=mine.by, standing=standing)
