"""Adding a telephone to one's devices: its number, then the code that went there by text message or call."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.queries import has_gateway
from vestibule.signin.actions import add_telephone, send_to_new_telephone
from vestibule.signin.device_queries import devices, telephone_setup
from vestibule.signin.policy.devices import SETUP_OVER, VOICE
from vestibule.web.forms import Filled, show
from vestibule.web.portal.device_fields import CODE, NEW_TELEPHONE, WAYS
from vestibule.web.portal.proving import is_fresh_here, is_stale, on_the_way, prove_first
from vestibule.web.visit import Visit, signed_in


@never_cache  # it names the end of a number
@signed_in
@require_http_methods(["GET", "POST"])
def new_phone(request: Visit, kind: str) -> HttpResponse:
    """Ask for a number, send a code there, and take it; sent again as often as the rules allow.

    Source: SIG-3, SIG-4 (APP 7, EU 6).
    """
    if not has_gateway():
        raise NotFound("device")
    move = request.POST.get("move", "")
    if move in {"send", "again"}:
        return _send(request, kind, NEW_TELEPHONE.read(request.POST) if move == "send" else None)
    if move == "verify":
        return _verify(request, kind, CODE.read(request.POST))
    return _page(request, kind)


def _send(request: Visit, kind: str, form: Filled | None) -> HttpResponse:
    if form and not form.ready:
        return _page(request, kind, number=form)
    try:
        send_to_new_telephone(kind, form["telephone"] if form else "", by=request.actor, at=request.at)
    except Refused as refused:
        if is_stale(refused):
            return prove_first(request)
        if form:
            return _page(request, kind, number=form.refused(refused))
        return _page(request, kind, code=CODE.blank().refused(refused))
    return redirect(on_the_way(WAYS[kind].page, request))


def _verify(request: Visit, kind: str, form: Filled) -> HttpResponse:
    if form.ready:
        try:
            tried = add_telephone(kind, form["code"], by=request.actor, at=request.at)
        except Refused as refused:
            return _page(request, kind, code=form.refused(refused))
        if not tried.reasons:
            return redirect(on_the_way("device-added", request))
        form = form.faulted(*tried.reasons)
    return _page(request, kind, code=form)


def _page(request: Visit, kind: str, *, number: Filled | None = None, code: Filled | None = None) -> HttpResponse:
    """Ask for the code where one is on its way, else for the number; first the fresh factor, where it is asked for."""
    begun = telephone_setup(request.person_id, kind, session_id=request.session_id, at=request.at)
    anew = number is not None or "another" in request.GET
    if (anew or begun is None) and not is_fresh_here(request):
        return prove_first(request)
    held, rules = devices(request.person_id), rulebook().sign_in
    if begun is None or anew:
        over = [SETUP_OVER(minutes=rules.setup_minutes)] if code else []
        form = number or NEW_TELEPHONE.blank().faulted(*over)
        return show(request, "web/profile/new_phone.html", form, by_call=kind == VOICE, devices=held)
    return show(
        request,
        "web/profile/new_phone_code.html",
        code or CODE.blank(),
        begun=begun,
        another=f"?{urlencode({**request.GET.dict(), 'another': ''})}",
        by_call=kind == VOICE,
        devices=held,
        rules=rules,
    )
