"""Showing once more that it is oneself, before devices are changed."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import prove_again, send_proof
from vestibule.signin.device_queries import DeviceCard, devices, is_fresh, usable_devices
from vestibule.signin.policy.devices import NOT_FRESH, proving_kinds
from vestibule.web.cookies import keep_cookie
from vestibule.web.forms import Filled, show
from vestibule.web.portal.code_pages import CodeAsked, code_page
from vestibule.web.portal.device_fields import CODE, DEVICE, device_choices, shown_factor
from vestibule.web.visit import Visit, own_path, signed_in


def prove_first(request: Visit) -> HttpResponse:
    """Lead away to show a second factor, and back to this page. Source: SIG-4."""
    return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': request.get_full_path()})}")


def is_fresh_here(request: Visit) -> bool:
    """Say whether a second factor was shown just now in this session; an action judges it again. Source: SIG-4."""
    return is_fresh(request.person_id, session_id=request.session_id, at=request.at)


def is_stale(refused: Refused) -> bool:
    """Say whether a second factor has to be shown first. Source: SIG-4."""
    return any(reason.code == NOT_FRESH.code for reason in refused.reasons)


def on_the_way(page: str, request: Visit) -> str:
    """Return the address of a page, with the way back that this one was given."""
    back = _next(request)
    return f"{reverse(page)}?{urlencode({'next': back})}" if back else reverse(page)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: Visit) -> HttpResponse:
    """Ask with which of several devices one shows that it is oneself. Source: SIG-4, SIG-3."""
    held = _proving(request)
    if not held:
        raise NotFound("device")
    if len(held) == 1:
        return redirect(_with(held[0].id, request))
    choices = device_choices(held, person_card(request.person_id).email)
    form = DEVICE.choosing(device=choices).filled(request, initial={"device": held[0].id})
    if form.ready:
        return redirect(_with(UUID(form["device"]), request))
    return show(request, "web/sign_in/choose_device.html", form, proving=True, devices=devices(request.person_id))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def prove(request: Visit, device_id: UUID) -> HttpResponse:
    """Take a code of one of one's devices, and go on where one was; the session has a new token then. Source: SIG-4."""
    held = _proving(request)
    device = next((each for each in held if each.id == device_id), None)
    if device is None:
        raise NotFound("device")
    if request.method == "GET":
        return _page(request, device, CODE.blank(), several=len(held) > 1)

    form = CODE.blank() if request.POST.get("move") == "send" else shown_factor(request)
    try:
        if not form.sent:
            send_proof(device_id, by=request.actor, at=request.at)
            return redirect(_with(device_id, request))
        if form.ready:
            proven = prove_again(form["code"], device_id=device_id, by=request.actor, at=request.at)
            if proven.session_token:
                return _go_on(request, proven.session_token)
            form = form.faulted(*proven.reasons)
    except Refused as refused:
        form = form.refused(refused)
    return _page(request, device, form, several=len(held) > 1)


def _proving(request: Visit) -> list[DeviceCard]:
    """Return the devices of the person that prove enough, the last used first."""
    held = usable_devices(request.person_id)
    kinds = proving_kinds({device.kind for device in held}, rulebook().sign_in)
    return [device for device in held if device.kind in kinds]


def _go_on(request: Visit, session_token: str) -> HttpResponse:
    response = HttpResponseRedirect(_next(request) or reverse("profile"))
    keep_cookie(response, settings.SESSION_COOKIE, session_token)
    rotate_token(request)
    return response


def _page(request: Visit, device: DeviceCard, form: Filled, *, several: bool) -> HttpResponse:
    asked = CodeAsked(request.person_id, request.session_id, device.kind, device)
    return code_page(request, asked, form, several=several, proving=True, devices=devices(request.person_id))


def _next(request: Visit) -> str:
    return own_path(request.GET.get("next", ""))


def _with(device_id: UUID, request: Visit) -> str:
    back = _next(request)
    page = reverse("prove-with", args=[device_id])
    return f"{page}?{urlencode({'next': back})}" if back else page
