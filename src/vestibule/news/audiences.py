"""Reads of audiences: which there are, which somebody belongs to, and who belongs to one."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.audience import holders, holdings_of
from vestibule.access.queries import applications
from vestibule.accounts.holders import people_in_use
from vestibule.kernel.addresses import STATES
from vestibule.news.policy.publishing import APPLICATION, BOTH, EVERYBODY, LINE, LINES, ROLE, STATE, audience_code


def known_audiences() -> dict[str, str]:
    """Return the audiences that an announcement may have, by code, with their names. Source: NEW-2.

    Reading: a state is where an organization lies in which somebody holds a role, a line of business what it does; one
    that does both, or of which nobody knows, is in each.
    """
    known: dict[str, str] = {EVERYBODY: ""}
    for application in applications():
        known[audience_code(APPLICATION, application.key)] = application.name
        known |= {audience_code(ROLE, role.key): role.name for role in application.roles}
    known |= {audience_code(LINE, line): name for line, name in LINES.items() if line != BOTH}
    return known | {audience_code(STATE, state): name for state, name in STATES.items()}


def audiences_of(person_id: UUID, *, application_key: str = "") -> set[str]:
    """Return the audiences to which somebody belongs at this moment; of one application's roles alone, if named.

    Source: NEW-2, FED-1.
    """
    codes = {EVERYBODY}
    for held in holdings_of(person_id):
        if application_key and held.application_key != application_key:
            continue
        codes |= {audience_code(APPLICATION, held.application_key), audience_code(ROLE, held.role_key)}
        codes |= {audience_code(LINE, line) for line in held.lines}
        if held.state:
            codes.add(audience_code(STATE, held.state))
    return codes


def people_of(audience: str) -> "QuerySet[Any, UUID]":
    """Return the people who belong to an audience at this moment and whose accounts are in use. Source: NEW-2."""
    kind, _, key = audience.partition(":")
    return holders(**{kind: key}) if key else people_in_use()


def next_people(audience: str, *, after: UUID | None, most: int) -> list[UUID]:
    """Return the next of the people of an audience, in the order of their ids. Source: NEW-2."""
    people, kind = people_of(audience), audience.partition(":")[0]
    if after is not None:
        people = people.filter(**{"pk__gt" if kind == EVERYBODY else "person_id__gt": after})
    return list(people[:most])
