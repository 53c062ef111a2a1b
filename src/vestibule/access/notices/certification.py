"""Who is told of the year of a role: its holder, when it is suspended, restored, revoked; by the thousand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from vestibule.access.events import RoleCertified, RoleRevoked, RoleSuspended
from vestibule.access.queries import applications
from vestibule.access.reviewing import RoleOf, reviewed_by_desk
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells, tells_sets, to_owner
from vestibule.organizations.queries import organization_cards

F = TypeVar("F", RoleSuspended, RoleRevoked, RoleCertified)


@tells_sets(RoleSuspended)
def suspended(facts: Sequence[RoleSuspended]) -> Iterator[Notice]:
    """Tell people that a role was not certified in time, who can still do it and until when. Source: LIF-4, NEW-1."""
    decided = {role.key: role.approved_by for application in applications() for role in application.roles}
    by_desk = reviewed_by_desk(
        {
            fact.grant_id: RoleOf(fact.person_id, fact.organization_id, fact.application_key, decided[fact.role_key])
            for fact in facts
        }
    )
    for fact, values in _of_roles(facts):
        more = {"restored_until": fact.restored_until, "by_desk": fact.grant_id in by_desk}
        yield to_owner("access/role_suspended", fact.person_id, {**values, **more})


@tells_sets(RoleRevoked)
def revoked(facts: Sequence[RoleRevoked]) -> Iterator[Notice]:
    """Tell people that a role has ended for good, and that it can be asked for anew. Source: LIF-4, NEW-1."""
    for fact, values in _of_roles(facts):
        yield to_owner("access/role_revoked", fact.person_id, values)


@tells(RoleCertified)
def restored(fact: RoleCertified, secrets: Mapping[str, Any]) -> Iterator[Notice]:
    """Tell somebody that a suspended role counts again; of one that was certified in time nothing changes.

    Source: LIF-4, NEW-1.
    """
    if fact.was_suspended:
        for _, values in _of_roles([fact]):
            yield to_owner("access/role_restored", fact.person_id, {**values, "certify_by": fact.certify_by})


def _of_roles(facts: Sequence[F]) -> Iterator[tuple[F, dict[str, Any]]]:
    """Return each fact with what every one of these mails says."""
    places = organization_cards(fact.organization_id for fact in facts if fact.organization_id)
    named = {place_id: one_line(place.legal_name) for place_id, place in places.items()}
    known = {application.key: application for application in applications()}
    roles = {role.key: role.name for application in known.values() for role in application.roles}
    for fact in facts:
        application = known[fact.application_key]
        values = {
            "application": application.name,
            "application_address": application.address,
            "role": roles[fact.role_key],
            "organization": named[fact.organization_id] if fact.organization_id else "",
        }
        yield fact, values
