"""The contact's link: what the help desk asks, the answer, and taking the form back."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.organizations import actions, lifecycle
from vestibule.organizations.forms import FormStatus, form_of_contact
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit

ANSWER = Form(
    (
        Field(
            "answer",
            gettext_noop("Your answer"),
            Kind.AREA,
            hint=gettext_noop("Who has the reference number can read it: no Social Security numbers, no TINs."),
            most=4000,
        ),
    )
)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_form(request: Visit, token: str) -> HttpResponse:
    """Show the contact what the help desk asks, and take the answer. Source: ORG-1 (APP 0)."""
    try:
        form_status = form_of_contact(token, at=request.at)
    except NotFound:
        return _unknown(request)
    form = ANSWER.filled(request)
    if form.ready:
        try:
            actions.answer_form(token, form["answer"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect("answer-form", token)
    return _page(request, token, form_of_contact(token, at=request.at) if form.sent else form_status, form)


@never_cache
@require_POST
def withdraw_form(request: Visit, token: str) -> HttpResponse:
    """Take the form back, as its contact. Source: ORG-1."""
    try:
        actions.withdraw_form(token, by=request.actor, at=request.at)
    except NotFound:
        return _unknown(request)
    except Refused as refused:
        form = ANSWER.blank().refused(refused)
        return _page(request, token, form_of_contact(token, at=request.at), form)
    return redirect("answer-form", token)


def _page(request: Visit, token: str, form_status: FormStatus, form: Filled) -> HttpResponse:
    """Show the contact's page, or what has happened to a form that is over."""
    open_still = lifecycle.FORM.allows(form_status.status, "withdraw")
    return show(
        request,
        f"web/organization_form/{'answer' if open_still else 'closed'}.html",
        form if form.faults else ANSWER.blank(),
        status=None if open_still or not form.faults else 409,
        form_status=form_status,
        token=token,
        page_address=settings.ORIGIN,
        page_path=request.path.removesuffix("/withdraw"),
    )


def _unknown(request: Visit) -> HttpResponse:
    return show(request, "web/organization_form/link_unknown.html", status=404, page_address=settings.ORIGIN)
