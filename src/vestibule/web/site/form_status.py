"""Where a form stands, for whoever has its reference number: no name, no number, no address of anybody."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.kernel.reasons import NotFound, gettext_noop
from vestibule.organizations.forms import form_by_reference
from vestibule.organizations.policy.handling import REFERENCE_UNKNOWN, TOO_MANY_LOOKUPS
from vestibule.organizations.upkeep import may_look_up
from vestibule.web.forms import Field, Form, show
from vestibule.web.visit import Visit

LOOK_UP = Form(
    (
        Field(
            "reference",
            gettext_noop("Reference number"),
            hint=gettext_noop("It stands in the emails about the form, and looks like 7K2QM-X9DR6."),
            autocomplete="off",
            most=40,
            width="md",
        ),
    )
)


@never_cache
@require_http_methods(["GET", "POST"])
def look_up(request: Visit) -> HttpResponse:
    """Ask for a reference number, and lead to what it opens. Source: ORG-1 (APP 0).

    Reading: numbers of another shape and numbers that nobody has get the same answer, and count the same.
    """
    form = LOOK_UP.filled(request)
    if form.ready:
        if not may_look_up(request.trail.address, at=request.at):
            form = form.faulted(TOO_MANY_LOOKUPS())
            return show(request, "web/organization_form/look_up.html", form, status=429)
        try:
            return redirect("form-status", form_by_reference(form["reference"], at=request.at).reference)
        except NotFound:
            form = form.faulted(REFERENCE_UNKNOWN())
    return show(request, "web/organization_form/look_up.html", form)


@never_cache
@require_GET
def status(request: Visit, reference: str) -> HttpResponse:
    """Show a form's status, who is next, and the help desk's questions with their answers. Source: ORG-1 (APP 0)."""
    form_status = form_by_reference(reference, at=request.at)
    if form_status.reference != reference:
        return redirect("form-status", form_status.reference)
    return show(request, "web/organization_form/status.html", form_status=form_status)


@never_cache
@require_GET
def sent(request: Visit, reference: str) -> HttpResponse:
    """Give the reference number, and say what happens next. Source: ORG-1 (APP 0)."""
    return show(request, "web/organization_form/sent.html", form_status=form_by_reference(reference, at=request.at))
