"""Reads of who holds what, for whoever speaks to all of them at once."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.models import RoleGrant
from vestibule.accounts.queries import is_active
from vestibule.organizations.conditions import lies_in, line_of, lines_of, state_of, works_in


@dataclass(frozen=True)
class Holding:
    """What somebody holds, once however often: a role in an application; of its organization, if any, where it lies
    and what it does.
    """

    application_key: str
    role_key: str
    state: str | None
    lines: tuple[str, ...]


def holdings_of(person_id: UUID) -> set[Holding]:
    """Return what somebody holds at this moment, in one query. Source: NEW-2, ROL-10.

    Reading: access that is inactive is still held: who is to wake it wants to know of an outage, too.
    """
    rows = RoleGrant.objects.filter(person_id=person_id, ended_at=None)
    of_organization = state_of("organization"), line_of("organization")
    columns = rows.values_list("role__application_id", "role_id", *of_organization).distinct()
    return {Holding(application, role, state, lines_of(line)) for application, role, state, line in columns}


def holders(*, application: str = "", role: str = "", state: str = "", line: str = "") -> "QuerySet[RoleGrant, UUID]":
    """Return who uses their account and holds roles in an application, a role, or any in a state or line of business.

    Source: NEW-2. Each once, in the order of their ids.
    """
    rows = RoleGrant.objects.filter(is_active("person"), ended_at=None)
    if application:
        rows = rows.filter(role__application_id=application)
    if role:
        rows = rows.filter(role_id=role)
    if state:
        rows = rows.filter(lies_in("organization", state))
    if line:
        rows = rows.filter(works_in("organization", line))
    return rows.order_by("person_id").values_list("person_id", flat=True).distinct()
