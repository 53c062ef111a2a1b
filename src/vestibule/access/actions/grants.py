"""What is done to grants: loaded by the operator, ended."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.actions.continuity import warn_places
from vestibule.access.actions.holding import grants_one_at_a_time, hold_grant
from vestibule.access.actions.inactivity import start_clock
from vestibule.access.certifications import year_brought
from vestibule.access.events import GrantEnded, RoleGranted
from vestibule.access.models import Role, RoleGrant
from vestibule.access.places import held_places, wish_of
from vestibule.access.policy.asking import ROLE_MISSING, holding_faults, organization_faults
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.membership import GRANT_ENDED
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, require

INCLUDED = "included"  # a higher role takes the place


def load_grant(
    *,
    person_id: UUID,
    role_key: str,
    organization_id: UUID | None,
    certified_on: date | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Give somebody a role without a request, and return the grant; what is held already stays. Source: ROL-4, LIF-3.

    ``certified_on`` is the day on which the system before had it certified, or granted; none begins its year now.
    """
    held = _active_there(person_id, organization_id).filter(role_id=role_key).first()
    if held is not None:
        return held.pk
    began = year_brought(certified_on, at=at) if certified_on else None
    return grant_role(
        person_id=person_id, role_key=role_key, organization_id=organization_id, year_began=began, by=by, at=at
    )


@action
def grant_role(
    *,
    person_id: UUID,
    role_key: str,
    organization_id: UUID | None,
    year_began: datetime | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Grant a role; a lower one that it includes ends with it. Source: ROL-3, ROL-4 (APP 0), LIF-3."""
    role = Role.objects.filter(pk=role_key).first()
    if role is None:
        raise Refused(ROLE_MISSING())
    grants_one_at_a_time(person_id)
    wish = wish_of(role, organization_id)
    require([*organization_faults(wish), *holding_faults(wish, held_places(person_id, role.application_id))])

    grant_id = place_grant(
        role, person_id=person_id, organization_id=organization_id, year_began=year_began, by=by, at=at
    )

    record(
        RoleGranted(
            grant_id=grant_id,
            person_id=person_id,
            application_key=Code(role.application_id),
            role_key=Code(role.key),
            organization_id=organization_id,
            year_began=year_began,
        ),
        by=by,
        at=at,
    )
    return grant_id


def place_grant(
    role: Role,
    *,
    person_id: UUID,
    organization_id: UUID | None,
    request_id: UUID | None = None,
    year_began: datetime | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Write a grant inside the action that gives the role, and return it; what it includes there ends with it.

    Source: ROL-4 (APP 0). Reading: the lower role ends because the higher one includes it, in the same transaction, so
    that nobody is out in between; what rules a role out was judged before.
    """
    start_clock(person_id, role.application_id, at=at)
    lower = _active_there(person_id, organization_id).filter(role__application_id=role.application_id)
    for grant_id in lower.values_list("pk", flat=True):
        end_grant(grant_id, why=INCLUDED, by=by, at=at)
    grant = RoleGrant.objects.create(
        person_id=person_id,
        role=role,
        organization_id=organization_id,
        request_id=request_id,
        granted_at=at,
        granted_by=by.id,
        counted_from=year_began,
    )
    return grant.pk


@action
def end_grant(grant_id: UUID, *, why: str, reason: str | None = None, by: Actor, at: datetime) -> None:
    """End a role that somebody holds, with a code that says why, and the reason written to them if there is one.

    Source: ROL-4, ROL-10, ROL-12, ORG-9. Reading: where nobody is left who decides, or nobody for long, the
    organization is warned at once; not where a higher role takes the place of the one that ends.
    """
    grant = hold_grant(grant_id, with_its_place=why != INCLUDED)
    require([] if grant.ended_at is None else [GRANT_ENDED()])

    grant.ended_at = at
    grant.ended_why = why
    grant.ended_reason = reason
    grant.save(update_fields=["ended_at", "ended_why", "ended_reason"])

    record(
        GrantEnded(
            grant_id=grant.pk,
            person_id=grant.person_id,
            application_key=Code(grant.role.application_id),
            role_key=Code(grant.role_id),
            organization_id=grant.organization_id,
            why=Code(why),
        ),
        by=by,
        at=at,
    )
    if grant.role.kind in DECIDING_KINDS and grant.organization_id and why != INCLUDED:
        warn_places([(grant.organization_id, grant.role.application_id)], by=by, at=at)


def _active_there(person_id: UUID, organization_id: UUID | None) -> "QuerySet[RoleGrant]":
    active = RoleGrant.objects.filter(person_id=person_id, ended_at=None)
    if organization_id is None:
        return active.filter(organization=None)
    return active.filter(organization_id=organization_id)
