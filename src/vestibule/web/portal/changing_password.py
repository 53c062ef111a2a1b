"""Changing one's password in My Profile."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.accounts.passwords import Busy
from vestibule.accounts.policy.passwords import age_faults
from vestibule.accounts.queries import person_card, personal_of
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions.passwords import changing
from vestibule.signin.device_queries import devices, is_fresh
from vestibule.signin.policy.devices import NOT_FRESH
from vestibule.signin.recovery_stage import change_own_password, new_password_faults
from vestibule.web.cookies import keep_cookie
from vestibule.web.forms import Filled, show
from vestibule.web.portal.proving import prove_first
from vestibule.web.portal.registration import BUSY
from vestibule.web.portal.registration_forms import judged, new_password_form
from vestibule.web.portal.ticking import ticked
from vestibule.web.visit import Visit, signed_in


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def change(request: Visit) -> HttpResponse:
    """Ask for the current password and a new one, after a fresh second factor. Source: ACC-7, SIG-4, ACC-13 (APP 7).

    Reading: who may not change it yet is told when that is possible, before anything is asked.
    """
    if (again_at := _again_at(request)) is not None:
        status = 409 if request.method == "POST" else None
        return _page(request, None, status, again_at=again_at, hours=rulebook().password.least_age_hours)
    if not is_fresh(request.person_id, session_id=request.session_id, at=request.at):
        return prove_first(request)
    form = new_password_form(with_current=True).filled(request)
    if form.sent:
        form = judged(form, new_password_faults(person_card(request.person_id), *_typed(request)))
    return _changed(request, form) if form.ready else _page(request, form)


@never_cache
@signed_in
@require_POST
def check(request: Visit) -> JsonResponse:
    """Tell which rules a new password keeps so far. Source: ACC-9."""
    return ticked(request, personal_of(request.person_id), user_id=person_card(request.person_id).user_id)


def _changed(request: Visit, form: Filled) -> HttpResponse:
    current = request.POST.get("current_password", "")
    try:
        changed = change_own_password(current, *_typed(request), by=request.actor, at=request.at)
    except Refused as refused:
        if any(reason.code == NOT_FRESH.code for reason in refused.reasons):
            return prove_first(request)
        return _page(request, form.refused(refused))
    except Busy:
        return _page(request, form.faulted(BUSY()), 503)
    if not changed.session_token:
        return _page(request, form.faulted(*changed.reasons))
    response = redirect(f"{reverse('profile')}?password")
    keep_cookie(response, settings.SESSION_COOKIE, changed.session_token)
    rotate_token(request)
    return response


def _typed(request: Visit) -> tuple[str, str]:
    """Return the new password and its confirmation as they were sent."""
    return request.POST.get("password", ""), request.POST.get("confirm_password", "")


def _again_at(request: Visit) -> datetime | None:
    """Return when the password can be changed again, if it can't be now. Source: ACC-7."""
    rules = rulebook().password
    changed_at, occasion = changing(request.person_id, at=request.at)
    if changed_at is None or not age_faults(changed_at, at=request.at, occasion=occasion, rules=rules):
        return None
    return changed_at + timedelta(hours=rules.least_age_hours)


def _page(request: Visit, form: Filled | None, status: int | None = None, **context: object) -> HttpResponse:
    held = devices(request.person_id)
    tick_address = reverse("change-password-check")
    return show(
        request, "web/profile/change_password.html", form, status, devices=held, tick_address=tick_address, **context
    )
