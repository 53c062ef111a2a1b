"""What is done about requests that nobody decides: reminders, the help desk, and their end."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.settling import about, drop_organization, locked_request, settle
from vestibule.access.ages import to_be_reminded_of, to_escalate, to_expire
from vestibule.access.events import RequestEscalated, RequestExpired, RequestReminded
from vestibule.access.models import RoleRequest
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.storage.rows import moved_set


@set_action
def remind_of_requests(days: int, *, by: Actor, at: datetime) -> int:
    """Remind those whose turn it is of requests that have waited for so many days; return of how many. Source: ROL-9.

    Reading: once for each deadline, and of the latest only where several have come at once (LIF-7).
    """
    told = moved_set(to_be_reminded_of(days, at), most=MOST_ROWS_IN_A_SET, told_days=days)

    record_set([RequestReminded(**about(row), days=days) for row in _whole(told)], by=by, at=at)
    return len(told)


@set_action
def escalate_requests(*, by: Actor, at: datetime) -> int:
    """Put requests that waited for their organization for too long before the help desk too; return how many.

    Source: ROL-9, HLP-1. Reading: whoever decides first, the approvers or the help desk.
    """
    gone = moved_set(to_escalate(at), most=MOST_ROWS_IN_A_SET, escalated_at=at)

    record_set([RequestEscalated(**about(row)) for row in _whole(gone)], by=by, at=at)
    return len(gone)


@action
def expire_request(request_id: UUID, *, by: Actor, at: datetime) -> None:
    """End a request that nobody decided in time; an organization that it would create is dropped. Source: ROL-9, ORG-3.

    Raises ``Refused`` where somebody has decided meanwhile. Reading: one at a time, for it may touch an organization;
    a decision that comes before the sweep counts, however late it is.
    """
    asked = locked_request(request_id)
    if not to_expire(at).filter(pk=request_id).exists():
        raise Refused(MOVE_NOT_OPEN())

    settle(asked, "expire", by=by, at=at)
    drop_organization(asked, by=by, at=at)

    record(RequestExpired(**about(asked)), by=by, at=at)


def _whole(rows: list[RoleRequest]) -> list[RoleRequest]:
    """Return requests with their roles, read in one query."""
    return list(RoleRequest.objects.select_related("role").filter(pk__in=[row.pk for row in rows]).order_by("pk"))
