"""The second stage of a sign-in: which device, then its code; and after the first time, setting up more of them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
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
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import SignInRules, rulebook
from vestibule.kernel.secrets import new_token
from vestibule.notices.queries import has_gateway
from vestibule.signin.actions import Browser, Entered, enter_code, send_code
from vestibule.signin.device_queries import DeviceCard, devices, usable_devices
from vestibule.signin.losses import address_to_prove
from vestibule.signin.policy.devices import APP, RECOVERY, kinds_to_add
from vestibule.signin.queries import JourneyCard, open_journey
from vestibule.signin.upkeep import choose_device
from vestibule.web.cookies import drop_cookie, keep_cookie
from vestibule.web.forms import Filled, show
from vestibule.web.portal.code_pages import CodeAsked, code_page
from vestibule.web.portal.device_fields import CODE, DEVICE, WAYS, device_choices, shown_factor
from vestibule.web.preferences import nothing_chosen, take_over
from vestibule.web.stencil import Frame, Stencil, a_hole, cut, frame_of, nobody
from vestibule.web.visit import Visit, own_path, signed_in

BROWSER_KNOWN_FOR = timedelta(days=365)
BLANK_CODE = CODE.blank()
NOBODYS, _DEVICE = UUID(int=0), a_hole()


@never_cache  # it names devices before anybody is signed in
@require_http_methods(["GET", "POST"])
def choose(request: Visit) -> HttpResponse:
    """Ask with which of several devices one verifies, the last used first. Source: SIG-1, SIG-3 (ADD 2-5)."""
    token = request.COOKIES.get(settings.SIGN_IN_COOKIE, "")
    journey = open_journey(token, at=request.at)
    if journey is None:
        return _over(request, token)
    held = usable_devices(journey.person_id)
    if not _others(held, journey):
        return redirect("verify-email")

    form = DEVICE.choosing(device=device_choices(held, person_card(journey.person_id).email)).filled(
        request, initial={"device": journey.device_id or held[0].id}
    )
    if form.ready:
        try:
            choose_device(token, UUID(form["device"]), at=request.at)
        except Refused:
            return _over(request, token)
        return redirect("verify-email")
    return show(request, "web/sign_in/choose_device.html", form)


@never_cache  # it names an address before anybody is signed in
@require_http_methods(["GET", "POST"])
def verify(request: Visit) -> HttpResponse:
    """Take the code of the chosen device; send one first, where we do. Source: SIG-1, SIG-2, SIG-3 (APP 6).

    Without the cookie of a sign-in whose password was right there is nothing here: one begins at the beginning.
    """
    token = request.COOKIES.get(settings.SIGN_IN_COOKIE, "")
    if request.method == "GET":
        return _page(request, token, BLANK_CODE)
    if request.POST.get("move") == "send":
        return _send(request, token)
    return _enter(request, token, shown_factor(request))


@signed_in
@require_http_methods(["GET", "POST"])
def mfa_setup(request: Visit) -> HttpResponse:
    """Offer more ways to verify after the first sign-in; it can be put off. Source: SIG-2, SIG-3 (APP 7, EU 6)."""
    asked = request.POST if request.method == "POST" else request.GET
    next_path = own_path(asked.get("next", ""))
    if request.method == "POST":
        return redirect(next_path or "home")
    held = devices(request.person_id)
    kinds = kinds_to_add([device.kind for device in held], rulebook().sign_in, gateway=has_gateway())
    return show(
        request,
        "web/sign_in/mfa_setup.html",
        devices=held,
        ways=[WAYS[kind] for kind in kinds],
        next=next_path,
        back=urlencode({"next": f"{reverse('mfa-setup')}?{urlencode({'next': next_path})}"}),
    )


def _send(request: Visit, token: str) -> HttpResponse:
    try:
        send_code(token, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, token, CODE.blank().refused(refused))
    return redirect("verify-email")


def _enter(request: Visit, token: str, form: Filled) -> HttpResponse:
    if not form.ready:
        return _page(request, token, form)
    browser = browser_of(request)
    try:
        entered = enter_code(token, form["code"], browser=browser, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, token, form.refused(refused))
    if entered.reasons:
        return _page(request, token, form.faulted(*entered.reasons))
    return let_in(request, entered, browser)


def browser_of(request: Visit) -> Browser:
    """Return in which browser somebody signs in."""
    return Browser(
        token=request.COOKIES.get(settings.BROWSER_COOKIE) or new_token(),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        old_session_id=request.live.id if request.live else None,
    )


def let_in(request: Visit, entered: Entered, browser: Browser) -> HttpResponse:
    """Hand out the new session, with a CSRF token of its own, and go to where the person was going."""
    onward = own_path(entered.next_path) or reverse("home")
    if entered.first_time:
        onward = f"{reverse('mfa-setup')}?{urlencode({'next': onward})}"
    if entered.kind == RECOVERY:
        onward = f"{reverse('code-used')}?{urlencode({'next': onward})}"
    response = HttpResponseRedirect(onward)
    keep_cookie(response, settings.SESSION_COOKIE, entered.session_token)
    keep_cookie(response, settings.BROWSER_COOKIE, browser.token, lasts=BROWSER_KNOWN_FOR)
    if entered.preferences and nothing_chosen(request):
        take_over(request, response, entered.preferences)
    drop_cookie(response, settings.SIGN_IN_COOKIE)
    rotate_token(request)
    return response


def _over(request: Visit, token: str) -> HttpResponse:
    over = f"{reverse('sign-in')}?late" if token else reverse("sign-in")
    return HttpResponseRedirect(reverse("home") if request.live else over)


def _page(request: Visit, token: str, form: Filled) -> HttpResponse:
    journey = open_journey(token, at=request.at)
    if journey is None:
        return _over(request, token)
    if not journey.factor:
        return redirect("choose-device")
    held = usable_devices(journey.person_id)
    device = next((each for each in held if each.id == journey.device_id), None)
    new_email = address_to_prove(journey.loss_id) if journey.loss_id else ""
    asked = CodeAsked(journey.person_id, journey.id, journey.factor, device, new_email)
    several = _others(held, journey)
    if journey.factor == APP and device and form is BLANK_CODE and request.live is None and not request.GET:
        return _asked_of_app(request, device, several=several)
    return code_page(request, asked, form, several=several)


def _asked_of_app(request: Visit, device: DeviceCard, *, several: bool) -> HttpResponse:
    """Ask who isn't signed in for the code of an app: the same page for all but for its device's name."""
    page = _page_of_app(frame_of(request), rulebook().sign_in, named=bool(device.name), several=several)
    return HttpResponse(page.filled_for(request, {_DEVICE: device.name}))


@lru_cache(maxsize=64)
def _page_of_app(frame: Frame, _rules: SignInRules, *, named: bool, several: bool) -> Stencil:
    device = DeviceCard(NOBODYS, APP, _DEVICE if named else "", added_at=frame.day, last_used_at=None)
    asked = CodeAsked(NOBODYS, NOBODYS, APP, device)
    page = code_page(nobody(reverse("verify-email"), frame), asked, BLANK_CODE, several=several)
    return cut(page.content, _DEVICE)


def _others(held: Sequence[DeviceCard], journey: JourneyCard) -> bool:
    """Say whether a sign-in could go on with another device than it does."""
    return any(device.id != journey.device_id for device in held)
