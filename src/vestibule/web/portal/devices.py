"""Manage MFA and Recovery Devices: adding a device, and removing one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import add_app, add_email, remove_device, send_proof
from vestibule.signin.device_queries import code_is_sent, devices, is_fresh, setup_secret, visible_device
from vestibule.signin.factors.app import enrolment_address, grouped, qr_code
from vestibule.signin.policy.devices import SETUP_OVER
from vestibule.signin.upkeep import begin_app
from vestibule.web.forms import Filled, show
from vestibule.web.markup import drawing
from vestibule.web.portal.device_fields import CODE, NEW_APP, hinted
from vestibule.web.portal.proving import is_stale, on_the_way, prove_first
from vestibule.web.visit import Visit, own_path, signed_in

ISSUER = "Identity Management"  # under which an app lists the account


@never_cache  # it shows a secret
@signed_in
@require_http_methods(["GET", "POST"])
def new_app(request: Visit) -> HttpResponse:
    """Set up an authenticator app: its QR code and secret, then its first code. Source: SIG-3, SIG-4 (APP 7, EU 6)."""
    if request.method == "GET":
        return _app_page(request, NEW_APP.blank())
    try:
        if request.POST.get("move") == "setup":
            begin_app(by=request.actor, at=request.at)
            return redirect(on_the_way("add-app", request))
        form = NEW_APP.read(request.POST)
        if not form.ready:
            return _app_page(request, form)
        tried = add_app(form["code"], name=form["name"], by=request.actor, at=request.at)
    except Refused as refused:
        return _app_page(request, NEW_APP.read(request.POST), refused)
    return (
        _app_page(request, form.faulted(*tried.reasons))
        if tried.reasons
        else redirect(on_the_way("device-added", request))
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new_email(request: Visit) -> HttpResponse:
    """Add the account's address as a device once more, by a code mailed there. Source: SIG-3, SIG-4."""
    if request.method == "GET" or request.POST.get("move") == "setup":
        return _email_page(request, CODE.blank())
    try:
        if request.POST.get("move") == "send":
            send_proof(None, by=request.actor, at=request.at)
            return redirect(on_the_way("add-email", request))
        form = CODE.read(request.POST)
        if not form.ready:
            return _email_page(request, form)
        tried = add_email(form["code"], by=request.actor, at=request.at)
    except Refused as refused:
        return _email_page(request, CODE.blank(), refused)
    if tried.reasons:
        return _email_page(request, form.faulted(*tried.reasons))
    return redirect(on_the_way("device-added", request))


@signed_in
@require_http_methods(["GET", "POST"])
def added(request: Visit) -> HttpResponse:
    """Say that the device is set up, and lead back to where its owner was. Source: SIG-3 (APP 7, EU 6)."""
    if request.method == "POST":
        return redirect(own_path(request.GET.get("next", "")) or "profile")
    return show(request, "web/profile/device_added.html", devices=devices(request.person_id))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: Visit, device_id: UUID) -> HttpResponse:
    """Ask once more, then remove a device. Source: SIG-4."""
    device = visible_device(device_id, to=request.person_id)
    refused_form = None
    if request.method == "POST":
        try:
            remove_device(device_id, by=request.actor, at=request.at)
        except Refused as refused:
            if is_stale(refused):
                return prove_first(request)
            refused_form = Filled(CODE, {}, refused.reasons)
        else:
            return redirect(f"{reverse('profile')}?removed")
    elif not _is_fresh(request):
        return prove_first(request)
    held = devices(request.person_id)
    return show(request, "web/profile/remove_device.html", refused_form, device=device, devices=held)


def _app_page(request: Visit, form: Filled, refused: Refused | None = None) -> HttpResponse:
    """Show what is being set up in this session, or how one begins; first the fresh factor, where it is asked for."""
    secret = setup_secret(request.person_id, session_id=request.session_id, at=request.at)
    if (refused and is_stale(refused)) or not (secret or _is_fresh(request)):
        return prove_first(request)
    form = form.refused(refused) if refused else form
    held = devices(request.person_id)
    if not secret:
        over = (SETUP_OVER(minutes=rulebook().sign_in.setup_minutes),) if form.sent else ()
        begun = Filled(NEW_APP, {}, refused.reasons if refused else over)
        return show(request, "web/profile/begin_app.html", begun, devices=held)
    address = enrolment_address(secret, account=person_card(request.person_id).user_id, issuer=ISSUER)
    words = gettext("QR code for your authenticator app; the same key stands below in letters.")
    return show(
        request,
        "web/profile/new_app.html",
        form,
        drawn=drawing(qr_code(address), words),
        secret=grouped(secret),
        devices=held,
        rules=rulebook().sign_in,
    )


def _email_page(request: Visit, form: Filled, refused: Refused | None = None) -> HttpResponse:
    if (refused and is_stale(refused)) or not _is_fresh(request):
        return prove_first(request)
    return show(
        request,
        "web/profile/new_email.html",
        form.refused(refused) if refused else form,
        devices=devices(request.person_id),
        address=hinted(person_card(request.person_id).email),
        code_sent=code_is_sent(request.session_id),
        rules=rulebook().sign_in,
    )


def _is_fresh(request: Visit) -> bool:
    return is_fresh(request.person_id, session_id=request.session_id, at=request.at)
