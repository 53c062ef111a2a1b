"""A form before the help desk: of a new organization, or an update beside what stands."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.updating import replaced_by
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import accept_form, accept_update, ask_for_more, reject_form
from vestibule.desk.policy.cases import FORM
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.organizations.forms import form_document, told_form, update_beside
from vestibule.organizations.lifecycle import UPDATE
from vestibule.organizations.policy.uploads import ENDINGS, PDF, kind_of
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import NOTHING, claimed, dealt_with, queue_page, released
from vestibule.web.forms import Field, Filled, Form, Kind
from vestibule.web.named import ids_of

QUESTION = Form(
    (
        Field(
            "question",
            gettext_noop("What is missing"),
            Kind.AREA,
            hint=gettext_noop("The form's contact reads it, and so does whoever has the reference number."),
            most=4000,
        ),
    )
)
COMPARED = Form(
    (Field("seen", "", Kind.HIDDEN, required=False), Field("replacing", "", Kind.HIDDEN, most=4000, required=False))
)
REJECTION = Form(
    (
        Field(
            "reason",
            gettext_noop("Reason for rejection"),
            Kind.AREA,
            hint=gettext_noop("The form's contact and official read it."),
            most=4000,
        ),
    )
)


@staff_only
@require_GET
def form_case(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Show a form: all of it to who has claimed it. Source: HLP-1, ORG-1 (APP 0), AUD-1."""
    return _page(request, form_id)


@staff_only
@require_POST
def claim(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Take a form on. Source: HLP-1."""
    return claimed(request, FORM, form_id)


@staff_only
@require_POST
def release(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Put a form back into the queue. Source: HLP-1."""
    return released(request, FORM, form_id)


@staff_only
@require_POST
def accept(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Accept a form; its approver gets the submitter ID by mail. Source: ORG-2 (APP 0)."""
    try:
        accept_form(form_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, form_id, NOTHING.blank().refused(refused))
    return dealt_with(form_id)


@staff_only
@require_POST
def accept_changes(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Accept an update, as the page compared it with what stands. Source: ORG-6, LIF-5 (APP 0).

    Reading: what was seen comes back with the button; where it has changed, the page compares anew.
    """
    form = COMPARED.read(request.POST)
    replacing = ids_of(form["replacing"])
    try:
        accept_update(form_id, seen=form["seen"], replacing=replacing, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, form_id, NOTHING.blank().refused(refused))
    return dealt_with(form_id)


@staff_only
@require_POST
def ask(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Ask a form's contact for more. Source: ORG-1 (APP 0)."""
    form = QUESTION.read(request.POST)
    if not form.ready:
        return _refused(request, form_id, form)
    try:
        ask_for_more(form_id, question=form["question"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, form_id, form.refused(refused))
    return dealt_with(form_id)


@staff_only
@require_POST
def reject(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Reject a form with a reason. Source: ORG-1 (APP 0)."""
    form = REJECTION.read(request.POST)
    if not form.ready:
        return _refused(request, form_id, form)
    try:
        reject_form(form_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, form_id, form.refused(refused))
    return dealt_with(form_id)


@staff_only
@require_GET
def document(request: AtDesk, form_id: UUID) -> HttpResponse:
    """Hand the signed document to who has claimed the form; a browser keeps it, and doesn't open it as ours.

    Source: ORG-1 (APP 0), AUD-1.
    """
    seen = before(request, FORM, form_id)
    if not seen.is_mine:
        raise NotFound(f"document of form {form_id}")
    content = form_document(form_id)
    kind = kind_of(content) or PDF
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="form-{seen.case.reference}.{ENDINGS[kind]}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _refused(request: AtDesk, form_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, form_id, form) if holds(request, FORM, form_id) else queue_page(request, form)


def _page(request: AtDesk, form_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, FORM, form_id)
    whole: dict[str, object] = {
        "told": told_form(form_id),
        **(_beside(form_id) if seen.is_mine and seen.case.purpose == UPDATE else {}),
        "question": form if form and form.form is QUESTION else QUESTION.blank(request.parked),
        "rejection": form if form and form.form is REJECTION else REJECTION.blank(request.parked),
    }
    return case_page(request, "web/desk/form.html", seen, form, **(whole if seen.is_mine else {}))


def _beside(form_id: UUID) -> dict[str, object]:
    """Return an update beside what stands, whom it replaces, and what says so when it is accepted. Source: ORG-6."""
    told, beside, replaced = told_form(form_id), update_beside(form_id), replaced_by(form_id)
    sender = person_card(told.begun_by) if told.begun_by else None
    values = {
        "seen": beside.digest if beside else "",
        "replacing": " ".join(str(each.grant_id) for each in replaced),
    }
    return {"beside": beside, "replaced": replaced, "sender": sender, "comparing": COMPARED.blank(values)}
