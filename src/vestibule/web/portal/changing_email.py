"""My Profile: another email address, by a code that is sent there; nothing changes until it is entered."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.policy.emails import is_email
from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import change_own_email, send_to_new_email
from vestibule.signin.device_queries import devices, email_setup
from vestibule.signin.policy.undoing import EMAIL_SETUP_OVER
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.portal.device_fields import CODE
from vestibule.web.portal.proving import is_fresh_here, is_stale, prove_first
from vestibule.web.visit import Visit, signed_in

# The rules speak about length themselves, in their own words.
_ANY_LENGTH = 100_000

_EMAIL = Field(
    "email",
    gettext_noop("New email address"),
    Kind.EMAIL,
    hint=gettext_noop("We send a code there."),
    autocomplete="email",
    most=_ANY_LENGTH,
    width="lg",
)
_USER_ID = Field(
    "user_id",
    gettext_noop("New User ID"),
    hint=gettext_noop(
        "Your User ID is an email address, so it changes too. Leave this empty to sign in with the new address from "
        "then on, or choose another User ID."
    ),
    autocomplete="username",
    required=False,
    most=_ANY_LENGTH,
    width="lg",
)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def change(request: Visit) -> HttpResponse:
    """Ask for an address, send a code there, and take it; sent again as often as the rules allow.

    Source: ACC-13, ACC-2, SIG-4 (APP 7). Reading: whether the address is somebody's the page doesn't tell, not even to
    who is signed in.
    """
    move = request.POST.get("move", "")
    if move in {"send", "again"}:
        return _send(request, _form(request).read(request.POST) if move == "send" else None)
    if move == "verify":
        return _verify(request, CODE.read(request.POST))
    return _page(request)


def _send(request: Visit, form: Filled | None) -> HttpResponse:
    if form and not form.ready:
        return _page(request, address=form)
    typed, user_id = (form["email"], form.values.get("user_id", "")) if form else ("", "")
    try:
        send_to_new_email(typed, user_id=user_id, by=request.actor, at=request.at)
    except Refused as refused:
        if is_stale(refused):
            return prove_first(request)
        if form:
            return _page(request, address=form.refused(refused))
        return _page(request, code=CODE.blank().refused(refused))
    return redirect("change-email")


def _verify(request: Visit, form: Filled) -> HttpResponse:
    if form.ready:
        try:
            tried = change_own_email(form["code"], by=request.actor, at=request.at)
        except Refused as refused:
            return _page(request, code=form.refused(refused))
        if not tried.reasons:
            return redirect(f"{reverse('profile')}?changed")
        form = form.faulted(*tried.reasons)
    return _page(request, code=form)


def _page(request: Visit, *, address: Filled | None = None, code: Filled | None = None) -> HttpResponse:
    """Ask for the code where one is on its way, else for the address; first the fresh factor, where it is asked for."""
    begun = email_setup(request.person_id, session_id=request.session_id, at=request.at)
    anew = address is not None or "another" in request.GET or not begun
    if anew and not is_fresh_here(request):
        return prove_first(request)
    held, rules = devices(request.person_id), rulebook().sign_in
    if not anew:
        form = code or CODE.blank()
        return show(request, "web/profile/new_address_code.html", form, begun=begun, devices=held, rules=rules)
    over = [EMAIL_SETUP_OVER(minutes=rules.setup_minutes)] if code else []
    form = address or _form(request).blank(request.parked).faulted(*over)
    return show(
        request,
        "web/profile/new_address.html",
        form,
        person=person_card(request.person_id),
        devices=held,
        rules=rules,
    )


def _form(request: Visit) -> Form:
    """Ask for the User ID too where it is an address. Source: ACC-2."""
    named = is_email(person_card(request.person_id).user_id)
    return Form((_EMAIL, _USER_ID) if named else (_EMAIL,))
