"""What the year of LIF-3 does to roles: certified for another one, suspended where nobody did, revoked at last."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.actions.holding import hold_grant
from vestibule.access.certifications import days_of, in_places, require_open, to_revoke, to_suspend
from vestibule.access.events import RoleCertified, RoleRevoked, RoleSuspended
from vestibule.access.models import Role, RoleGrant
from vestibule.access.policy.year import NOT_CERTIFIED, Year
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.storage.rows import moved_values


class About(TypedDict):
    """What the facts about a role's year name."""

    grant_id: UUID
    person_id: UUID
    application_key: Code
    role_key: Code
    organization_id: UUID | None


@action
def certify_role(grant_id: UUID, *, by: Actor, at: datetime) -> date:
    """Certify a role that somebody holds for another year, inside the action of who reviews it; return its last day.

    Source: LIF-3, LIF-4. Reading: the new year begins now, so that never more than one lies between two certifications;
    a suspended role counts again. Who may review is judged where it is reviewed.
    """
    hold_grant(grant_id)
    card = require_open(grant_id, at=at)
    grant = RoleGrant.objects.select_related("role").get(pk=grant_id)

    grant.counted_from, grant.certified_at, grant.certified_by, grant.suspended_at = at, at, by.person_id, None
    grant.save(update_fields=["counted_from", "certified_at", "certified_by", "suspended_at"])

    certify_by = days_of(at).certify_by
    about = _about(grant, grant.role.application_id)
    record(RoleCertified(**about, certify_by=certify_by, was_suspended=card.is_suspended), by=by, at=at)
    return certify_by


@set_action
def suspend_late(places: Collection[UUID | None], *, by: Actor, at: datetime) -> int:
    """Put on record which roles in some organizations nobody certified in time; return how many.

    Source: LIF-4, LIF-7, SPT-3.

    Reading: they counted for nothing from midnight on; what follows is the mail, the word to the application, and that
    only a certification restores them, whatever the time.
    """
    gone = _moved(in_places(to_suspend(at), places), suspended_at=at)

    known = _applications(gone)
    record_set(
        [
            RoleSuspended(**_about(grant, known[grant.role_id]), restored_until=_year(grant).restored_until)
            for grant in gone
        ],
        by=by,
        at=at,
    )
    return len(gone)


@set_action
def revoke_late(places: Collection[UUID | None], *, by: Actor, at: datetime) -> int:
    """End the roles in some organizations that no late certification restores any more; return how many.

    Source: LIF-4, LIF-7.

    Reading: a worker that was down for all of it revokes at once what counted for nothing for so long.
    """
    gone = _moved(in_places(to_revoke(at), places), ended_at=at, ended_why=NOT_CERTIFIED)

    known = _applications(gone)
    record_set([RoleRevoked(**_about(grant, known[grant.role_id])) for grant in gone], by=by, at=at)
    return len(gone)


class Moved(NamedTuple):
    """A grant that a sweep has moved, as far as the facts about it go."""

    pk: UUID
    person_id: UUID
    role_id: str
    organization_id: UUID | None
    granted_at: datetime
    counted_from: datetime | None


def _moved(grants: "QuerySet[RoleGrant]", **changes: Any) -> list[Moved]:
    columns = ("id", "person", "role", "organization", "granted_at", "counted_from")
    return [Moved(*values) for values in moved_values(grants, columns, most=MOST_ROWS_IN_A_SET, **changes)]


def _year(grant: Moved) -> Year:
    return days_of(grant.counted_from or grant.granted_at)


def _applications(grants: Iterable[Moved]) -> dict[str, str]:
    roles = Role.objects.filter(pk__in={grant.role_id for grant in grants})
    return dict(roles.values_list("pk", "application_id"))


def _about(grant: RoleGrant | Moved, application_key: str) -> About:
    return About(
        grant_id=grant.pk,
        person_id=grant.person_id,
        application_key=Code(application_key),
        role_key=Code(grant.role_id),
        organization_id=grant.organization_id,
    )
