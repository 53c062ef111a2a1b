"""Reads of the roles that somebody holds, for Manage My Roles: a page of them, with the clocks that keep them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.certifications import YearCard, year_card
from vestibule.access.clocks import ClockCard, clocks_of
from vestibule.access.members import grant_card
from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.membership import GRANT_ENDED
from vestibule.access.queries import GrantCard
from vestibule.access.reviewing import by_desk_among
from vestibule.access.waiting import somebody_decides_there
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, require
from vestibule.organizations.conditions import by_name, has_in_name
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.pages import Page, page_of


@dataclass(frozen=True)
class Held:
    """A role that one holds, with its organization, where it stands in its year, and when it was certified last."""

    grant: GrantCard
    organization: OrganizationCard | None
    year: YearCard
    certified_at: datetime | None
    by_desk: bool  # who certifies it: the help desk, or the approvers of its organization

    @property
    def decides(self) -> bool:
        """Whether it decides for its organization."""
        return self.grant.role_kind in DECIDING_KINDS


def held_by(person_id: UUID, *, at: datetime, organization: str = "", number: int = 1) -> Page[Held]:
    """Return a page of the roles that somebody holds, by application and organization's name. Source: ROL-10 (ADD 6).

    Reading: only those in organizations whose names have the words typed, if any are.
    """
    named = _held(person_id).filter(has_in_name("organization", organization))
    ordered = named.order_by("role__application__name", "role__application_id", *by_name("organization"), "pk")
    return page_of(ordered, number).of(lambda rows: _cards(rows, at))


def clocks_held(person_id: UUID, *, at: datetime) -> dict[str, ClockCard]:
    """Return the clock of each application in which somebody holds a role. Source: LIF-1."""
    keys = set(_held(person_id).order_by().values_list("role__application_id", flat=True).distinct())
    return {key: card for (_, key), card in clocks_of([person_id], keys, at=at).items()}


def visible_held(grant_id: UUID, to: Actor, *, at: datetime) -> Held:
    """Return a role to its holder. Raises ``NotFound`` to all others, and ``Refused`` where it has ended.

    Source: ROL-10.
    """
    row = _own(grant_id, to)
    if row is None:
        raise NotFound(f"grant {grant_id}")
    require([] if row.ended_at is None else [GRANT_ENDED()])
    return _cards([row], at)[0]


def given_up(grant_id: UUID, to: Actor, *, at: datetime) -> Held | None:
    """Return a role that its holder gave up, for the banner; nothing to others, or where it is held still."""
    row = _own(grant_id, to)
    return _cards([row], at)[0] if row and row.ended_why == "given_up" else None


def decides_alone(held: Held) -> bool:
    """Say whether nobody else decides for an organization: without this role its requests wait for nobody.

    Source: ROL-10, ORG-9.
    """
    if not held.decides or held.organization is None:
        return False
    place, who = held.organization.id, held.grant.person_id
    return not somebody_decides_there(place, held.grant.application_key, but=who)


def _own(grant_id: UUID, to: Actor) -> RoleGrant | None:
    if to.person_id is None:
        return None
    return RoleGrant.objects.select_related("role").filter(pk=grant_id, person_id=to.person_id).first()


def _held(person_id: UUID) -> "QuerySet[RoleGrant]":
    return RoleGrant.objects.select_related("role").filter(person_id=person_id, ended_at=None)


def _cards(rows: Collection[RoleGrant], at: datetime) -> list[Held]:
    named = organization_cards(row.organization_id for row in rows if row.organization_id)
    by_desk = by_desk_among(rows)
    return [
        Held(
            card,
            named.get(card.organization_id) if card.organization_id else None,
            year_card(card, at=at),
            row.certified_at,
            row.pk in by_desk,
        )
        for row, card in ((row, grant_card(row)) for row in rows)
    ]
