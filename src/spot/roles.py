"""The roles that somebody holds, as the provider tells them: each known by what it is, never by its place in a list."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

SHOWN_AT_ONCE = 50  # in one list to choose from; beyond, one looks for a name
ROWS_A_PAGE = 25
SERVED = "served"  # the kind of a role through which one acts for an organization that one's own serves


@dataclass(frozen=True)
class HeldRole:
    """A role, and the organization in which it is held; ``key`` stays, whatever the two are called.

    Or an organization that the one in which a role is held serves, ``through`` which somebody acts for it.
    """

    role_name: str
    organization_name: str
    role_kind: str = ""
    certify_by: date | None = None
    organization_id: str = ""
    key: str = ""
    through: str = ""
    through_id: str = ""
    review_by: date | None = None


@dataclass(frozen=True)
class Ended:
    """A role that ended while somebody looked at SPOT in it, and the key of the one that they look in instead."""

    role_name: str
    organization_name: str
    instead: str
    through: str = ""


@dataclass(frozen=True)
class RolesPage:
    """Some of somebody's roles: ``number`` counts pages from 1, ``count`` all roles that were found."""

    roles: tuple[HeldRole, ...]
    number: int
    count: int
    last: int


def described(claims: dict[str, Any]) -> list[list[Any]]:
    """Return roles as they are kept between two visits, in the order in which the provider tells them."""
    roles = claims.get("roles") or []
    held_there = [_described(each, each.get("organization") or {}) for each in roles]
    return held_there + [_served(each, served) for each in roles for served in each.get("serves") or []]


def held(kept: Sequence[Sequence[Any]]) -> tuple[HeldRole, ...]:
    """Return roles from what was kept of them."""
    return tuple(
        HeldRole(role_name, organization_name, role_kind, day(certify_by), *known[:4], *map(day, known[4:]))
        for role_name, organization_name, role_kind, certify_by, *known in kept
    )


def instead_of(gone: HeldRole, roles: Sequence[HeldRole]) -> HeldRole:
    """Return the role in which somebody looks whose own has ended: one in the same organization, else the first.

    Source: SPT-2, ROL-4, ORG-8. Reading: who is made an approver holds a higher role there from the same moment; who
    acted for an organization looks at the one through which they did.
    """
    places = [place for place in (gone.organization_id, gone.through_id) if place]
    there = (role for place in places for role in roles if role.organization_id == place)
    return next(there, roles[0])


def page_of(roles: Sequence[HeldRole], typed: str, number: int) -> RolesPage:
    """Return a page of the roles in whose organization's or own name all the words that were typed stand.

    Source: SPT-2. A number beyond the ends is the nearest page.
    """
    words = _folded(typed).split()
    found = [role for role in roles if _has_all(words, role)] if words else roles
    last = max(1, -(-len(found) // ROWS_A_PAGE))
    number = min(max(number, 1), last)
    return RolesPage(tuple(found[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]), number, len(found), last)


def page_number(typed: str) -> int:
    """Return the page that an address asks for; what is no such number is the first."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else 1


def day(told: object) -> date | None:
    """Return a day that the provider told, or nothing where it told none that we can read."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _described(each: dict[str, Any], organization: dict[str, Any]) -> list[Any]:
    role_name, organization_name = str(each.get("role_name", "")), str(organization.get("name", ""))
    organization_id = str(organization.get("id", ""))
    key = _key([str(each.get("role") or role_name), organization_id or organization_name])
    kind = str(each.get("role_kind", ""))
    return [role_name, organization_name, kind, each.get("certify_by"), organization_id, key]


def _served(each: dict[str, Any], served: dict[str, Any]) -> list[Any]:
    """Return an organization for which somebody acts by a role in another: it is none that they hold. Source: ORG-8."""
    role_name, through, _, certify_by, through_id, _ = _described(each, each.get("organization") or {})
    organization_id = str(served.get("id", ""))
    key = _key([SERVED, str(each.get("role") or role_name), through_id, organization_id])
    there = [role_name, str(served.get("name", "")), SERVED, certify_by, organization_id, key]
    return [*there, through, through_id, served.get("review_by")]


def _key(known_by: list[str]) -> str:
    return hashlib.sha256(json.dumps(known_by).encode()).hexdigest()[:32]


def _has_all(words: Sequence[str], role: HeldRole) -> bool:
    name = _folded(f"{role.organization_name} {role.role_name} {role.through}")
    return all(word in name for word in words)


def _folded(text: str) -> str:
    """Return a text without case and accents."""
    if text.isascii():
        return text.lower()
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
