"""An approver's role request before the help desk."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.access.lifecycle import SUBMITTED
from vestibule.access.queries import told_request
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import approve_request, correct_request, deny_request
from vestibule.desk.cases import case_of
from vestibule.desk.policy.cases import REQUEST
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.organizations.accepted import accepted_form_of
from vestibule.web.approvals.correction_form import correcting
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import NOTHING, claimed, dealt_with, queue_page, released
from vestibule.web.forms import Field, Filled, Form, Kind

DENIAL = Form(
    (
        Field(
            "denial_reason",
            gettext_noop("Reason for denial"),
            Kind.AREA,
            hint=gettext_noop("Only to deny; the requester reads it."),
            most=4000,
        ),
    )
)


@staff_only
@require_GET
def request_case(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Show a request: all of it to who has claimed it. Source: HLP-1, ROL-7 (APP 16), AUD-1."""
    return _page(request, request_id)


@staff_only
@require_POST
def claim(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Take a request on. Source: HLP-1."""
    return claimed(request, REQUEST, request_id)


@staff_only
@require_POST
def release(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Put a request back into the queue. Source: HLP-1."""
    return released(request, REQUEST, request_id)


@staff_only
@require_POST
def approve(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Approve an approver's request. Source: ROL-7, ROL-8 (APP 16)."""
    try:
        approve_request(request_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, request_id, NOTHING.blank().refused(refused))
    return dealt_with(request_id)


@staff_only
@require_POST
def deny(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Deny an approver's request with a reason. Source: ROL-7, ROL-8 (APP 16)."""
    form = DENIAL.read(request.POST)
    if not form.ready:
        return _refused(request, request_id, form)
    try:
        deny_request(request_id, reason=form["denial_reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, request_id, form.refused(refused))
    return dealt_with(request_id)


@staff_only
@require_http_methods(["GET", "POST"])
def correct(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Propose the right role or organization to an approver instead of denying. Source: ROL-5, HLP-1 (APP 10).

    Reading: as with the case itself, who has claimed it sees the page; who presses without is judged as at any deed.
    """
    case_of(REQUEST, request_id)
    asked, is_mine = told_request(request_id), holds(request, REQUEST, request_id)
    if request.method == "GET" and not (is_mine and asked.state == SUBMITTED):
        raise NotFound(f"request {request_id}")
    filled = correcting(request, asked, correct_request)
    if filled.is_proposed:
        return dealt_with(request_id)
    return filled.page(request, "web/desk/correct.html") if is_mine else queue_page(request, filled.form)


def _refused(request: AtDesk, request_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, request_id, form) if holds(request, REQUEST, request_id) else queue_page(request, form)


def _page(request: AtDesk, request_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, REQUEST, request_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/request.html", seen, form)
    asked = told_request(request_id)
    return case_page(
        request,
        "web/desk/request.html",
        seen,
        form,
        asked=asked,
        person=person_card(asked.person_id),
        accepted=accepted_form_of(asked.organization.id) if asked.organization else None,
        denial=form if form and form.form is DENIAL else DENIAL.blank(request.parked),
    )
