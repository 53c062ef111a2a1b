"""How roles are locked with what they rest on, in one order, so that of any two who need the same one waits.

After a request, if there is one: that its requester is given one role after the other; the places that would lose who
decides; the clocks; the roles, an actor's own that give the right among them. Of several of a kind, in one order too.
"""

from collections.abc import Collection
from uuid import UUID

from vestibule.access.actions.continuity import hold_places
from vestibule.access.actions.inactivity import hold_clocks
from vestibule.access.members import deciding_there, standing_in
from vestibule.access.models import RoleGrant
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.membership import Standing
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.storage.rows import one_at_a_time


def hold_giving(person_id: UUID, application_key: str) -> None:
    """Let those who give somebody roles in an application, and who end them, wait for one another.

    Source: ROL-4, ROL-11. Reading: roles elsewhere too, for one that is given may rule out another.
    """
    grants_one_at_a_time(person_id)
    hold_clocks([person_id], [application_key])


def grants_one_at_a_time(person_id: UUID) -> None:
    """Let those who give somebody roles wait for one another from here to their ends. Source: ROL-4, ROL-11."""
    one_at_a_time(f"access.grants:{person_id}")


def hold_grant(grant_id: UUID, *, with_its_place: bool = True) -> RoleGrant:
    """Return a role that may end, locked until the transaction ends: its place first, its clock, itself.

    Raises ``NotFound``. Source: LIF-1, LIF-3, ORG-9. Reading: of several who decide on it at once the first counts.
    """
    return hold_grants([grant_id], with_their_places=with_its_place)[grant_id]


def hold_grants(
    grant_ids: Collection[UUID], *, beside: Collection[UUID] = (), with_their_places: bool = True
) -> dict[UUID, RoleGrant]:
    """Return roles that may end, locked with what they rest on, and beside them those that give an actor the right.

    Raises ``NotFound``. Source: LIF-1, LIF-3, ORG-9.
    """
    grants = RoleGrant.objects.select_related("role")
    known = list(grants.filter(pk__in=grant_ids))
    if missing := set(grant_ids) - {grant.pk for grant in known}:
        raise NotFound(f"grant {missing.pop()}")
    places = {grant.organization_id for grant in known if _decides(grant) and grant.organization_id}
    if places and with_their_places:
        hold_places(places)
    hold_clocks({grant.person_id for grant in known}, {grant.role.application_id for grant in known})
    held = grants.filter(pk__in={*grant_ids, *beside}).order_by("pk").select_for_update(of=("self",))
    return {grant.pk: grant for grant in held}


def hold_with_right(grant_id: UUID, by: Actor) -> tuple[RoleGrant, Standing]:
    """Return a role in an organization, and what the actor's own are worth there: none of them ends before the commit.

    Raises ``NotFound``, also to who never had a right there. Source: ROL-12, LIF-3, ORG-7.
    """
    grant = RoleGrant.objects.select_related("role").filter(pk=grant_id).first()
    if by.person_id is None or grant is None or grant.organization_id is None:
        raise NotFound(f"grant {grant_id}")
    rights = deciding_there(by.person_id, grant.organization_id).filter(role__application_id=grant.role.application_id)
    known = set(rights.values_list("pk", flat=True))
    if not known:
        raise NotFound(f"grant {grant_id}")
    held = hold_grants([grant_id], beside=known)
    return held[grant_id], standing_in(held[right] for right in known)


def standing_there(person_id: UUID, organization_id: UUID, application_key: str) -> Standing:
    """Return what somebody's grants are worth there; they are locked, so that none ends before the commit."""
    grants = deciding_there(person_id, organization_id).filter(role__application_id=application_key)
    return standing_in(grants.order_by("pk").select_for_update(of=("self",)))


def _decides(grant: RoleGrant) -> bool:
    return grant.role.kind in DECIDING_KINDS
