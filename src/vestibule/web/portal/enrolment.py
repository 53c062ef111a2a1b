"""Enrolment: an invited person chooses User ID, password and security question by a link."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.accounts.passwords import Busy
from vestibule.accounts.queries import Enrolment, open_enrolment
from vestibule.accounts.submission import chosen_faults, submit_enrolment
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.web.forms import Filled, show
from vestibule.web.portal.registration import BUSY
from vestibule.web.portal.registration_forms import chosen_of, credentials_form, judged
from vestibule.web.portal.ticking import ticked
from vestibule.web.visit import Visit


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: Visit, token: str) -> HttpResponse:
    """Ask an invited person for User ID and password; the link works once. Source: ACC-3 to ACC-10 (APP 4)."""
    try:
        enrolment = open_enrolment(token, at=request.at)
        form = credentials_form(with_user_id=not enrolment.user_id).filled(request)
        return _submitted(request, token, enrolment, form) if form.sent else _show(request, form, enrolment)
    except NotFound:
        return show(request, "web/registration/link_closed.html", status=404)


@require_GET
def enrolled(request: Visit) -> HttpResponse:
    """Say that the account is set up."""
    return show(request, "web/registration/enrolled.html")


@never_cache
@require_POST
def check(request: Visit, token: str) -> JsonResponse:
    """Tell which rules a User ID and a password keep so far. Source: ACC-9."""
    try:
        enrolment = open_enrolment(token, at=request.at)
    except NotFound:
        return JsonResponse({}, status=404)
    return ticked(request, enrolment.personal, user_id=enrolment.user_id)


def _submitted(request: Visit, token: str, enrolment: Enrolment, form: Filled) -> HttpResponse:
    chosen = chosen_of(request, enrolment.user_id)
    form = judged(form, chosen_faults(chosen, enrolment.personal))
    if not form.ready:
        return _show(request, form, enrolment)
    try:
        submit_enrolment(token, enrolment, chosen, by=request.actor, at=request.at)
    except Refused as refused:
        return _show(request, form.refused(refused), enrolment)
    except Busy:
        return _show(request, form.faulted(BUSY()), enrolment, status=503)
    return redirect("enrolled")


def _show(request: Visit, form: Filled, enrolment: Enrolment, status: int | None = None) -> HttpResponse:
    """Show the form. The frame's address to send on leads elsewhere: the link is a secret."""
    return show(
        request,
        "web/registration/enrol.html",
        form,
        status,
        enrolment=enrolment,
        tick_address=f"{request.path}/check",
        page_address=settings.ORIGIN,
    )
