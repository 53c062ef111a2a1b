"""Waiting for an organization that doesn't exist yet, and being told when it does."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import MOST_ROWS_IN_A_SET, action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.texts import one_line
from vestibule.organizations.awaited import awaiting
from vestibule.organizations.events import AwaitedOrganizationFound, OrganizationAwaited, WaitingStopped
from vestibule.organizations.lifecycle import AWAITED, WAITING
from vestibule.organizations.models import AwaitedOrganization, Organization
from vestibule.organizations.policy.awaiting import awaited_since, awaiting_faults, meant_by
from vestibule.organizations.policy.search import compared_name
from vestibule.storage.rows import moved, one_at_a_time


def await_organization(legal_name: str, state: str, *, by: Actor, at: datetime) -> UUID:
    """Wait for an organization of this name and state; who waits for it already goes on waiting. Source: ORG-5."""
    known = awaiting(by.person_id, at=at).filter(state=state, name_folded=compared_name(legal_name)).first()
    return known.pk if known else begin_waiting(legal_name, state, by=by, at=at)


@action
def begin_waiting(legal_name: str, state: str, *, by: Actor, at: datetime) -> UUID:
    """Put on record that somebody waits for an organization, to be told once when it exists. Source: ORG-5 (EU 14)."""
    if by.person_id is None:
        raise NotFound("organization")
    one_at_a_time(f"organization.awaited:{by.person_id}")
    name = one_line(legal_name)
    require(awaiting_faults(name, state, awaited=awaiting(by.person_id, at=at).count()))

    row = AwaitedOrganization.objects.create(
        person_id=by.person_id, legal_name=name[:200], name_folded=compared_name(name), state=state, since=at
    )

    record(OrganizationAwaited(awaited_id=row.pk, person_id=by.person_id), by=by, at=at)
    return row.pk


@action
def stop_waiting(awaited_id: UUID, *, by: Actor, at: datetime) -> None:
    """Wait no longer for an organization. Raises ``NotFound`` for another's. Source: ORG-5."""
    if by.person_id is None:
        raise NotFound(f"awaited organization {awaited_id}")
    own = AwaitedOrganization.objects.filter(pk=awaited_id, person_id=by.person_id)
    if not own.exists():
        raise NotFound(f"awaited organization {awaited_id}")
    if not moved(own.filter(status=WAITING), status=AWAITED.after(WAITING, "stop")):
        raise Refused(MOVE_NOT_OPEN())

    record(WaitingStopped(awaited_id=awaited_id, person_id=by.person_id), by=by, at=at)


def tell_who_waits(row: Organization, *, by: Actor, at: datetime) -> None:
    """Tell everybody who waits for an organization that it exists from now on, inside the action that makes it so.

    Source: ORG-5. Reading: each is told once, in that same transaction; who began to wait too long ago isn't.
    """
    there = AwaitedOrganization.objects.filter(state=row.state, status=WAITING, since__gt=awaited_since(at))
    names = dict(there.values_list("pk", "name_folded"))
    meant = sorted(meant_by(row.name_folded, names)) if names else []
    for first in range(0, len(meant), MOST_ROWS_IN_A_SET):
        _tell(row.pk, meant[first : first + MOST_ROWS_IN_A_SET], by=by, at=at)


@set_action
def _tell(organization_id: UUID, awaited: list[UUID], *, by: Actor, at: datetime) -> None:
    """End some waitings, each with a mail."""
    waiting = AwaitedOrganization.objects.select_for_update().filter(pk__in=awaited, status=WAITING)
    found = list(waiting.order_by("pk").values_list("pk", "person_id"))
    AwaitedOrganization.objects.filter(pk__in=[pk for pk, _ in found]).update(status=AWAITED.after(WAITING, "tell"))

    record_set(
        [
            AwaitedOrganizationFound(awaited_id=pk, person_id=person_id, organization_id=organization_id)
            for pk, person_id in found
        ],
        by=by,
        at=at,
    )
