"""Recovery codes: made in the profile and shown once; and what to do after one was used."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import make_recovery_codes
from vestibule.signin.device_queries import devices, is_fresh
from vestibule.signin.policy.devices import RECOVERY
from vestibule.signin.policy.recovery_codes import grouped_code
from vestibule.web.forms import show
from vestibule.web.portal.proving import prove_first
from vestibule.web.visit import Visit, own_path, signed_in


@never_cache  # it shows secrets
@signed_in
@require_http_methods(["GET", "POST"])
def recovery_codes(request: Visit) -> HttpResponse:
    """Make ten recovery codes, and show them this once. Source: SIG-3, SIG-4, SIG-8 (APP 7, EU 6).

    Reading: they stand in the answer to the form itself, for nowhere could they be read again.
    """
    if request.POST.get("move") != "make":
        if not is_fresh(request.person_id, session_id=request.session_id, at=request.at):
            return prove_first(request)
        return _page(request, "web/profile/begin_recovery_codes.html")
    try:
        texts = make_recovery_codes(by=request.actor, at=request.at)
    except Refused:  # the last factor shown is no longer fresh
        return prove_first(request)
    return _page(request, "web/profile/new_recovery_codes.html", codes=[grouped_code(text) for text in texts])


@signed_in
@require_GET
def code_used(request: Visit) -> HttpResponse:
    """Say how many recovery codes are left, and what to do about a lost device. Source: SIG-8."""
    if not any(device.kind == RECOVERY for device in devices(request.person_id)):
        return redirect("profile")
    return _page(request, "web/sign_in/code_used.html")


def _page(request: Visit, template: str, codes: Sequence[str] = ()) -> HttpResponse:
    held = devices(request.person_id)
    left = next((device.left for device in held if device.kind == RECOVERY), None)
    onward = own_path(request.GET.get("next", ""))
    return show(request, template, devices=held, left=left, next=onward, codes=codes)
