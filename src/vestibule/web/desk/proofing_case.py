"""A person whom the help desk is asked to verify by hand: evidence by one, confirmation by another."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.queries import person_card
from vestibule.desk.actions import confirm_evidence, enter_evidence, refuse_verification
from vestibule.desk.policy.cases import PROOFING
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.proofing.queries import told_manual
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
            hint=gettext_noop("The person reads it, and may try again."),
            most=4000,
        ),
    )
)


@staff_only
@require_GET
def proofing_case(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Show who is to be verified: all of it to who has claimed it. Source: HLP-1, PRF-5 (APP 14), AUD-1."""
    return _page(request, verification_id)


@staff_only
@require_POST
def claim(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Take a verification on. Source: HLP-1."""
    return claimed(request, PROOFING, verification_id)


@staff_only
@require_POST
def release(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Put a verification back into the queue. Source: HLP-1."""
    return released(request, PROOFING, verification_id)


@staff_only
@require_POST
def evidence(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Enter the documents that one saw. Source: PRF-5 (APP 14)."""
    form = EVIDENCE.read(request.POST)
    if not form.ready:
        return _refused(request, verification_id, form)
    entered = entered_in(form)
    try:
        enter_evidence(verification_id, entered, by=request.actor, at=request.at)
    except Refused as refused:
        faults = [beside(reason, entered, request) for reason in refused.reasons]
        return _refused(request, verification_id, form.faulted(*faults))
    return dealt_with(verification_id)


@staff_only
@require_POST
def confirm(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Confirm what a colleague has entered, and so verify the person. Source: PRF-5 (two people: decided)."""
    try:
        confirm_evidence(verification_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, verification_id, NOTHING.blank().refused(refused))
    return dealt_with(verification_id)


@staff_only
@require_POST
def refuse(request: AtDesk, verification_id: UUID) -> HttpResponse:
    """Refuse to verify a person, with a reason. Source: PRF-5 (APP 14)."""
    form = REFUSAL.read(request.POST)
    if not form.ready:
        return _refused(request, verification_id, form)
    try:
        refuse_verification(verification_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, verification_id, form.refused(refused))
    return dealt_with(verification_id)


def _refused(request: AtDesk, verification_id: UUID, form: Filled) -> HttpResponse:
    mine = holds(request, PROOFING, verification_id)
    return _page(request, verification_id, form) if mine else queue_page(request, form)


def _page(request: AtDesk, verification_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, PROOFING, verification_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/proofing.html", seen, form)
    told = told_manual(verification_id)
    known = {"seen_on": localdate(request.at), **request.parked}
    return case_page(
        request,
        "web/desk/proofing.html",
        seen,
        form,
        told=told,
        person=person_card(told.person_id),
        documents=named(told.evidence),
        entered_by=person_card(told.evidence_by) if told.evidence_by else None,
        evidence=form if form and form.form is EVIDENCE else EVIDENCE.blank(known),
        refusal=form if form and form.form is REFUSAL else REFUSAL.blank(request.parked),
    )
