"""What is done to the roles of accounts that are closed."""

from datetime import datetime

from django.db.models import QuerySet

from vestibule.access.events import GrantEnded
from vestibule.access.models import RoleGrant
from vestibule.accounts.queries import is_closed
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code

WHY = "account_closed"


def held_by_closed() -> "QuerySet[RoleGrant]":
    """Return the roles that accounts hold which are closed, the oldest first. Source: LIF-6, LIF-7."""
    return RoleGrant.objects.filter(is_closed("person"), ended_at=None).order_by("granted_at")


@set_action
def end_roles_of_closed(*, by: Actor, at: datetime) -> int:
    """End the roles of accounts that are closed; return how many. Source: LIF-6, LIF-7.

    Reading: they were worth nothing from the moment that the account was closed, for every use of a role asks whether
    its account is active; they end so that nobody is taken for a member who isn't there.
    """
    held = held_by_closed()
    locked = held.select_related("role").select_for_update(of=("self",), skip_locked=True)
    ending = list(locked[:MOST_ROWS_IN_A_SET])
    rows = RoleGrant.objects.filter(pk__in=[grant.pk for grant in ending], ended_at=None)
    if rows.update(ended_at=at, ended_why=WHY) != len(ending):
        raise RuntimeError("Roles that were locked have ended meanwhile.")

    record_set([_ended(grant) for grant in ending], by=by, at=at)
    return len(ending)


def _ended(grant: RoleGrant) -> GrantEnded:
    return GrantEnded(
        grant_id=grant.pk,
        person_id=grant.person_id,
        application_key=Code(grant.role.application_id),
        role_key=Code(grant.role_id),
        organization_id=grant.organization_id,
        why=Code(WHY),
    )
