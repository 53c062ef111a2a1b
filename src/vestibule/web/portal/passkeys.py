"""Passkeys and security keys: one set up, what a browser is to ask one for, and signing in with one alone."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions import Alone, add_passkey, sign_in_alone
from vestibule.signin.ceremonies import ask_alone, ask_at_the_door, ask_for_new_passkey, ask_for_proof, ask_in_recovery
from vestibule.signin.device_queries import devices
from vestibule.signin.policy.devices import NOT_FRESH
from vestibule.web.cookies import drop_cookie, keep_cookie
from vestibule.web.forms import Filled, show
from vestibule.web.portal.device_fields import NEW_PASSKEY, passkey_sent
from vestibule.web.portal.devices import ISSUER
from vestibule.web.portal.proving import is_fresh_here, on_the_way, prove_first
from vestibule.web.portal.sign_in import SIGN_IN, sign_in_page
from vestibule.web.portal.verify import browser_of, let_in
from vestibule.web.visit import Visit, own_path, signed_in


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new_passkey(request: Visit) -> HttpResponse:
    """Set up a passkey or security key, which the browser makes. Source: SIG-3, SIG-4 (APP 7, EU 6)."""
    if request.method == "GET" or request.POST.get("move") == "setup":
        if not is_fresh_here(request):
            return prove_first(request)
        return _new_page(request, NEW_PASSKEY.blank())
    form = NEW_PASSKEY.read(request.POST)
    try:
        if not form.ready:
            return _new_page(request, form)
        add_passkey(passkey_sent(request), name=form["name"], by=request.actor, at=request.at)
    except Refused as refused:
        return _new_page(request, form.refused(refused))
    return redirect(on_the_way("device-added", request))


@never_cache
@signed_in
@require_POST
def ask_new(request: Visit) -> HttpResponse:
    """Tell the browser what it needs to make a passkey. Source: SIG-3, SIG-4."""
    return _asked(lambda: ask_for_new_passkey(name=ISSUER, by=request.actor, at=request.at))


@never_cache
@require_POST
def ask_door(request: Visit) -> HttpResponse:
    """Tell the browser what it needs to show the passkey of a sign-in. Source: SIG-1, SIG-3."""
    token = request.COOKIES.get(settings.SIGN_IN_COOKIE, "")
    return _asked(lambda: ask_at_the_door(token, at=request.at))


@never_cache
@require_POST
def ask_recovery(request: Visit) -> HttpResponse:
    """Tell the browser what it needs to show a passkey on the way to a new password. Source: SIG-5, SIG-3."""
    token = request.COOKIES.get(settings.RECOVERY_COOKIE, "")
    return _asked(lambda: ask_in_recovery(token, at=request.at))


@never_cache
@signed_in
@require_POST
def ask_proof(request: Visit, device_id: UUID) -> HttpResponse:
    """Tell the browser what it needs to show a passkey before devices are changed. Source: SIG-4."""
    return _asked(lambda: ask_for_proof(device_id, by=request.actor, at=request.at))


@never_cache
@require_POST
def ask_only(request: Visit) -> HttpResponse:
    """Tell the browser what it needs to sign in with a passkey alone, and bind it to this browser. Source: SIG-1."""
    place = new_token()
    answer = _asked(lambda: ask_alone(place, by=request.actor, at=request.at))
    if answer.status_code == 200:
        keep_cookie(answer, settings.PASSKEY_COOKIE, place)
    return answer


@never_cache
@require_POST
def only(request: Visit) -> HttpResponse:
    """Sign in with a passkey and the terms box, where the profile allows it. Source: SIG-1, SIG-3, SIG-5, ACC-11."""
    place = request.COOKIES.get(settings.PASSKEY_COOKIE, "")
    alone = Alone(
        place,
        own_path(request.POST.get("next", "")),
        agreed="terms" in request.POST,
        terms_shown=request.POST.get("terms_shown", ""),
    )
    browser = browser_of(request)
    try:
        entered = sign_in_alone(passkey_sent(request), alone, browser=browser, by=request.actor, at=request.at)
    except Refused as refused:
        return sign_in_page(request, SIGN_IN.blank(_kept(request)).refused(refused))
    if entered.reasons:
        return sign_in_page(request, SIGN_IN.blank(_kept(request)).faulted(*entered.reasons))
    response = let_in(request, entered, browser)
    drop_cookie(response, settings.PASSKEY_COOKIE)
    return response


def _kept(request: Visit) -> dict[str, object]:
    return {"user_id": request.POST.get("user_id", "")[:100], "terms": "yes" if "terms" in request.POST else ""}


def _asked(ask: Callable[[], str]) -> HttpResponse:
    """Answer with what the browser needs; where there is nothing to ask, the page that is sent then says why."""
    try:
        return HttpResponse(ask(), content_type="application/json")
    except (Refused, NotFound):
        return HttpResponse("{}", content_type="application/json", status=409)


def _new_page(request: Visit, form: Filled) -> HttpResponse:
    if any(fault.code == NOT_FRESH.code for fault in form.faults):
        return prove_first(request)
    minutes = rulebook().sign_in.passkey_minutes
    return show(request, "web/profile/new_passkey.html", form, devices=devices(request.person_id), minutes=minutes)
