"""Somebody who has lost what they sign in with: evidence by one at the help desk, confirmation by another."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.queries import person_card, profile_of
from vestibule.desk.actions import confirm_loss, enter_loss_evidence, note_stopped_loss, refuse_loss
from vestibule.desk.policy.cases import LOSS
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.losses import told_loss
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.evidence_form import EVIDENCE, beside, entered_in, named
from vestibule.web.desk.help_desk import NOTHING, claimed, dealt_with, queue_page, released
from vestibule.web.forms import Field, Filled, Form, Kind

REFUSAL = Form(
    (
        Field(
            "reason",
            gettext_noop("Reason for refusal"),
            Kind.AREA,
            hint=gettext_noop("The account's owner reads it in the mail."),
            most=4000,
        ),
    )
)


@staff_only
@require_GET
def loss_case(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Show who has lost a device: all of it to who has claimed it. Source: HLP-1, SIG-8, AUD-1."""
    return _page(request, loss_id)


@staff_only
@require_POST
def claim(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Take a case on. Source: HLP-1."""
    return claimed(request, LOSS, loss_id)


@staff_only
@require_POST
def release(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Put a case back into the queue. Source: HLP-1."""
    return released(request, LOSS, loss_id)


@staff_only
@require_POST
def evidence(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Enter how one checked who it is. Source: SIG-8."""
    form = EVIDENCE.read(request.POST)
    if not form.ready:
        return _refused(request, loss_id, form)
    entered = entered_in(form)
    try:
        enter_loss_evidence(loss_id, entered, by=request.actor, at=request.at)
    except Refused as refused:
        faults = [beside(reason, entered, request) for reason in refused.reasons]
        return _refused(request, loss_id, form.faulted(*faults))
    return dealt_with(loss_id)


@staff_only
@require_POST
def confirm(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Confirm what a colleague has entered; the wait begins. Source: SIG-8 (two people)."""
    try:
        confirm_loss(loss_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, loss_id, NOTHING.blank().refused(refused))
    return dealt_with(loss_id)


@staff_only
@require_POST
def refuse(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Refuse to let somebody back in, with a reason. Source: SIG-8."""
    form = REFUSAL.read(request.POST)
    if not form.ready:
        return _refused(request, loss_id, form)
    try:
        refuse_loss(loss_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, loss_id, form.refused(refused))
    return dealt_with(loss_id)


@staff_only
@require_POST
def note(request: AtDesk, loss_id: UUID) -> HttpResponse:
    """Take note that the owner stopped the case. Source: SIG-8."""
    try:
        note_stopped_loss(loss_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, loss_id, NOTHING.blank().refused(refused))
    return dealt_with(loss_id)


def _refused(request: AtDesk, loss_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, loss_id, form) if holds(request, LOSS, loss_id) else queue_page(request, form)


def _page(request: AtDesk, loss_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, LOSS, loss_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/loss.html", seen, form)
    told = told_loss(loss_id)
    known = {"seen_on": localdate(request.at), **request.parked}
    return case_page(
        request,
        "web/desk/loss.html",
        seen,
        form,
        told=told,
        person=person_card(told.person_id),
        profile=profile_of(told.person_id),
        documents=named(told.evidence),
        entered_by=person_card(told.evidence_by) if told.evidence_by else None,
        evidence=form if form and form.form is EVIDENCE else EVIDENCE.blank(known),
        refusal=form if form and form.form is REFUSAL else REFUSAL.blank(request.parked),
        rules=rulebook().loss,
    )
