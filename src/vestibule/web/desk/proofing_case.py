"""A person whom the help desk is asked to verify by hand: evidence by one, confirmation by another."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.queries import person_card
from vestibule.desk.actions import confirm_evidence, enter_evidence, refuse_verification
from vestibule.desk.policy.cases import PROOFING
from vestibule.kernel.reasons import Reason, Refused, gettext_noop
from vestibule.proofing.policy.evidence import DOCUMENT_KINDS, Document, Evidence, evidence_faults
from vestibule.proofing.queries import told_manual
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import NOTHING, claimed, dealt_with, queue_page, released
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

_KINDS = tuple(Choice(kind, name) for kind, name in DOCUMENT_KINDS.items())
_DIGITS_HINT = gettext_noop("Never the whole number.")

EVIDENCE = Form(
    (
        Field("kind_1", gettext_noop("First document"), Kind.SELECT, choices=_KINDS),
        Field("last_digits_1", gettext_noop("Last four digits"), hint=_DIGITS_HINT, most=10, width="2xs"),
        Field("valid_until_1", gettext_noop("Valid until"), Kind.DATE, required=False),
        Field("kind_2", gettext_noop("Second document"), Kind.SELECT, choices=_KINDS, required=False),
        Field(
            "last_digits_2",
            gettext_noop("Last four digits of the second document"),
            hint=_DIGITS_HINT,
            most=10,
            width="2xs",
            required=False,
        ),
        Field("valid_until_2", gettext_noop("Second document valid until"), Kind.DATE, required=False),
        Field("seen_on", gettext_noop("Seen on"), Kind.DATE),
    )
)
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
    entered = _entered(form)
    try:
        enter_evidence(verification_id, entered, by=request.actor, at=request.at)
    except Refused as refused:
        faults = [_beside(reason, entered, request) for reason in refused.reasons]
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


def _entered(form: Filled) -> Evidence:
    """Return the evidence of a form whose required fields are filled; a second document counts if anything is said."""
    numbers = ["1", *(["2"] if form["kind_2"] or form["last_digits_2"] else [])]
    documents = tuple(
        Document(form[f"kind_{number}"], form[f"last_digits_{number}"], form.date(f"valid_until_{number}"))
        for number in numbers
    )
    return Evidence(documents, date.fromisoformat(form["seen_on"]))


def _beside(reason: Reason, entered: Evidence, request: AtDesk) -> Reason:
    """Return a reason beside the field of the document that it means."""
    if reason.field not in {"last_digits", "valid_until"}:
        return reason
    for number, document in enumerate(entered.documents, start=1):
        alone = evidence_faults(Evidence((document,), entered.seen_on), today=localdate(request.at))
        if reason.code in {fault.code for fault in alone}:
            return reason.on(f"{reason.field}_{number}")
    return reason


def _refused(request: AtDesk, verification_id: UUID, form: Filled) -> HttpResponse:
    mine = holds(request, PROOFING, verification_id)
    return _page(request, verification_id, form) if mine else queue_page(request, form)


def _page(request: AtDesk, verification_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, PROOFING, verification_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/proofing.html", seen, form)
    told = told_manual(verification_id)
    seen_documents = told.evidence.documents if told.evidence else ()
    known = {"seen_on": localdate(request.at), **request.parked}
    return case_page(
        request,
        "web/desk/proofing.html",
        seen,
        form,
        told=told,
        person=person_card(told.person_id),
        documents=[(DOCUMENT_KINDS.get(each.kind, each.kind), each) for each in seen_documents],
        entered_by=person_card(told.evidence_by) if told.evidence_by else None,
        evidence=form if form and form.form is EVIDENCE else EVIDENCE.blank(known),
        refusal=form if form and form.form is REFUSAL else REFUSAL.blank(request.parked),
    )
