"""An organization's members as a table that spreadsheets open, written out while it is sent."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from vestibule.access.actions import export_members
from vestibule.access.members import Granter, Member, Membership, members_by, visible_membership
from vestibule.kernel.texts import as_cell
from vestibule.web.approvals.door import approving
from vestibule.web.visit import Visit

ROWS_AT_ONCE = 250
_BYTE_ORDER = "\ufeff"  # by it spreadsheets know that the letters are UTF-8


@approving
@require_POST
def members_csv(request: Visit, organization_id: UUID) -> StreamingHttpResponse:
    """Send an organization's members as a file; that they were taken away is on record. Source: ROL-12, AUD-1."""
    grants = export_members(organization_id, by=request.actor, at=request.at)
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    answer = StreamingHttpResponse(
        _lines(mine, grants, _heading(), _granters()), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="members-{timezone.localdate(request.at).isoformat()}.csv"'
    return answer


def _heading() -> list[str]:
    """Return the columns' names, in the visitor's language: what is sent later has left the request behind."""
    return [
        gettext("Name"),
        gettext("Email address"),
        gettext("User ID"),
        gettext("Role"),
        gettext("Held since"),
        gettext("Granted by"),
        gettext("Last sign-in to the application"),
        gettext("Certification due"),
    ]


def _granters() -> dict[Granter, str]:
    return {Granter.HELP_DESK: gettext("the help desk"), Granter.OPERATOR: gettext("the operator")}


def _lines(
    mine: Membership, grants: tuple[UUID, ...], heading: list[str], granters: dict[Granter, str]
) -> Iterator[str]:
    yield _BYTE_ORDER + _written([heading])
    for start in range(0, len(grants), ROWS_AT_ONCE):
        yield _written([_cells(member, granters) for member in members_by(mine, grants[start : start + ROWS_AT_ONCE])])


def _cells(member: Member, granters: dict[Granter, str]) -> list[str]:
    return [
        member.person.full_name,
        member.person.email,
        member.person.user_id,
        member.grant.role_name,
        _day(member.grant.granted_at),
        member.granted_by.full_name if member.granted_by else granters[member.granter],
        _day(member.last_signed_in) if member.last_signed_in else "",
        member.certify_by.isoformat(),
    ]


def _written(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([as_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
