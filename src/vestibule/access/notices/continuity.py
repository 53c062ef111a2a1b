"""Who is told that an organization loses its last active approver: who decides there, its members, its official."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from vestibule.access.events import ContinuityWarned
from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import applications
from vestibule.accounts.queries import is_reachable, person_cards
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells_sets
from vestibule.organizations.accepted import officials_of
from vestibule.organizations.queries import organization_cards

Place = tuple[UUID, str]


@tells_sets(ContinuityWarned)
def continuity_warned(facts: Sequence[ContinuityWarned]) -> Iterator[Notice]:
    """Tell who decides what to do and by when, members that their access stays, the official whom to call.

    Source: ORG-9, NEW-1 (APP 0). Reading: the cause is told to those who decide; the others learn what it means for
    them.
    """
    places = {fact.organization_id for fact in facts}
    known = {application.key: application for application in applications()}
    organizations, officials = organization_cards(places), officials_of(places)
    deciders, members = _people_of(places)
    cards = person_cards(who for people in (*deciders.values(), *members.values()) for who in people)
    for fact in facts:
        place, application = (fact.organization_id, str(fact.application_key)), known[fact.application_key]
        values: dict[str, Any] = {
            "organization": one_line(organizations[fact.organization_id].legal_name),
            "organization_id": str(fact.organization_id),
            "application": application.name,
            "application_address": application.address,
            "cause": str(fact.cause),
            "falls_on": fact.falls_on,
            "last_day": fact.falls_on - timedelta(days=1) if fact.falls_on else None,
        }
        for to in (cards[who] for who in deciders.get(place, ())):
            named = {**values, "name": one_line(to.full_name)}
            yield Notice("access/last_approver", to.email, named, to.language, to.id)
        for to in (cards[who] for who in members.get(place, ())):
            named = {**values, "name": one_line(to.full_name)}
            yield Notice("access/without_approver", to.email, named, to.language, to.id)
        if official := officials.get(fact.organization_id):
            named = {**values, "name": one_line(official.full_name)}
            yield Notice("access/official_warned", official.email, named, official.language)


def _people_of(places: set[UUID]) -> tuple[dict[Place, list[UUID]], dict[Place, list[UUID]]]:
    """Return who decides in some organizations, and who else holds a role there: whose accounts mail can reach."""
    held = RoleGrant.objects.filter(is_reachable("person"), organization_id__in=places, ended_at=None)
    rows = held.order_by("granted_at", "pk").values_list(
        "organization_id", "role__application_id", "role__kind", "person_id"
    )
    deciders: dict[Place, list[UUID]] = {}
    members: dict[Place, list[UUID]] = {}
    for organization_id, key, kind, person_id in rows:
        if organization_id is not None:
            (deciders if kind in DECIDING_KINDS else members).setdefault((organization_id, key), []).append(person_id)
    return deciders, members
