"""A registration that looks like somebody who has an account already, side by side with that account."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.duplicates import told_duplicate
from vestibule.desk.actions import find_different, find_same
from vestibule.desk.policy.cases import DUPLICATE
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import claimed, dealt_with, queue_page, released
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

FINDING = Form(
    (
        Field(
            "finding",
            gettext_noop("What have you found?"),
            Kind.RADIOS,
            choices=(
                Choice(
                    "different",
                    gettext_noop("Different people"),
                    gettext_noop("The registration goes on. Who registered gets an email with the next step."),
                ),
                Choice(
                    "same",
                    gettext_noop("The same person"),
                    gettext_noop(
                        "The new registration is closed, and its address and User ID are free again. The person is "
                        "told at both addresses how to get back in."
                    ),
                ),
            ),
        ),
        Field("reason", gettext_noop("Reason"), Kind.AREA, hint=gettext_noop("It is kept on record."), most=4000),
    )
)
DEEDS = {"different": find_different, "same": find_same}


@staff_only
@require_GET
def duplicate_case(request: AtDesk, registration_id: UUID) -> HttpResponse:
    """Show a held registration beside whom it looks like, to who has claimed it. Source: HLP-1, ACC-2, AUD-1."""
    return _page(request, registration_id)


@staff_only
@require_POST
def claim(request: AtDesk, registration_id: UUID) -> HttpResponse:
    """Take a suspected duplicate on. Source: HLP-1."""
    return claimed(request, DUPLICATE, registration_id)


@staff_only
@require_POST
def release(request: AtDesk, registration_id: UUID) -> HttpResponse:
    """Put a suspected duplicate back into the queue. Source: HLP-1."""
    return released(request, DUPLICATE, registration_id)


@staff_only
@require_POST
def decide(request: AtDesk, registration_id: UUID) -> HttpResponse:
    """Decide whether it is the same person, with a reason. Source: ACC-2."""
    form = FINDING.read(request.POST)
    if not form.ready:
        return _refused(request, registration_id, form)
    try:
        DEEDS[form["finding"]](registration_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, registration_id, form.refused(refused))
    return dealt_with(registration_id)


def _refused(request: AtDesk, registration_id: UUID, form: Filled) -> HttpResponse:
    return (
        _page(request, registration_id, form)
        if holds(request, DUPLICATE, registration_id)
        else queue_page(request, form)
    )


def _page(request: AtDesk, registration_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, DUPLICATE, registration_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/duplicate.html", seen, form)
    told = told_duplicate(registration_id)
    return case_page(
        request,
        "web/desk/duplicate.html",
        seen,
        form,
        told=told,
        pair=[each for each in (told.new, told.known) if each],
        finding=form if form and form.form is FINDING else FINDING.blank(request.parked),
    )
