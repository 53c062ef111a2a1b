"""A sweep that stopped before it touched too many: how many, of how many, and the decision."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from vestibule.desk.actions import let_sweep_go_on
from vestibule.desk.policy.cases import SWEEP
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.sweeps.queries import told_stop
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import claimed, dealt_with, queue_page, released
from vestibule.web.forms import Field, Filled, Form, Kind

GOING_ON = Form((Field("reason", gettext_noop("Reason"), Kind.AREA, hint=gettext_noop("It is kept."), most=4000),))


@staff_only
@require_GET
def sweep_case(request: AtDesk, stop_id: UUID) -> HttpResponse:
    """Show how many a sweep would touch, and of how many, to who has claimed it. Source: LIF-7, HLP-1."""
    return _page(request, stop_id)


@staff_only
@require_POST
def claim(request: AtDesk, stop_id: UUID) -> HttpResponse:
    """Take a stopped sweep on. Source: HLP-1."""
    return claimed(request, SWEEP, stop_id)


@staff_only
@require_POST
def release(request: AtDesk, stop_id: UUID) -> HttpResponse:
    """Put a stopped sweep back into the queue. Source: HLP-1."""
    return released(request, SWEEP, stop_id)


@staff_only
@require_POST
def go_on(request: AtDesk, stop_id: UUID) -> HttpResponse:
    """Let a sweep go on, with a reason. Source: LIF-7."""
    form = GOING_ON.read(request.POST)
    if not form.ready:
        return _refused(request, stop_id, form)
    try:
        let_sweep_go_on(stop_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, stop_id, form.refused(refused))
    return dealt_with(stop_id)


def _refused(request: AtDesk, stop_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, stop_id, form) if holds(request, SWEEP, stop_id) else queue_page(request, form)


def _page(request: AtDesk, stop_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, SWEEP, stop_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/sweep.html", seen, form)
    return case_page(
        request,
        "web/desk/sweep.html",
        seen,
        form,
        told=told_stop(stop_id),
        going_on=form if form and form.form is GOING_ON else GOING_ON.blank(request.parked),
        rules=rulebook().sweeps,
    )
