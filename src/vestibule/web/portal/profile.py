"""My Profile: what is held about oneself, and where one is signed in."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.accounts.policy.questions import QUESTIONS
from vestibule.accounts.queries import (
    credential_by_person,
    person_card,
    preferences_of,
    profile_of,
    question_of,
)
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.queries import has_gateway
from vestibule.proofing.queries import verify_again_of
from vestibule.signin.actions import end_session
from vestibule.signin.device_queries import devices
from vestibule.signin.policy.devices import APP, kinds_to_add, removing_faults
from vestibule.signin.queries import live_sessions, visible_session
from vestibule.signin.upkeep import begin_app
from vestibule.web.forms import show
from vestibule.web.portal.device_fields import ADD_DEVICE, WAYS, kind_choices
from vestibule.web.visit import Visit, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: Visit) -> HttpResponse:
    """Show one's own account, devices and sessions, and begin to add a device. Source: ACC-13, SIG-3, SIG-7 (APP 7)."""
    held = devices(request.person_id)
    kinds = kinds_to_add([device.kind for device in held], rulebook().sign_in, gateway=has_gateway())
    form = ADD_DEVICE.choosing(kind=kind_choices(kinds)).filled(request)
    if form.ready:
        return _begin(request, form["kind"])
    card = person_card(request.person_id)
    return show(
        request,
        "web/portal/profile.html",
        form,
        person=card,
        known=profile_of(request.person_id),
        question=QUESTIONS.get(question_of(request.person_id), ""),
        asks_question=rulebook().registration.security_question,
        preferences=preferences_of(request.person_id),
        again=verify_again_of(card.identity_changed_at, at=request.at),
        terms_version=credential_by_person(request.person_id).terms_version,
        devices=held,
        removable=[each.id for each in held if not removing_faults(each.kind, [device.kind for device in held])],
        kinds=kinds,
        sessions=live_sessions(request.person_id, at=request.at),
    )


def _begin(request: Visit, kind: str) -> HttpResponse:
    """Begin to add a device; where that isn't open just now, its page says why, or leads to what is asked for first."""
    if kind == APP:
        with suppress(Refused):
            begin_app(by=request.actor, at=request.at)
    return redirect(WAYS[kind].page)


@signed_in
@require_POST
def end_other_session(request: Visit, session_id: UUID) -> HttpResponse:
    """Sign out in another browser. Source: SIG-7. Reading: one that is over by now is signed out as well."""
    session = visible_session(session_id, to=request.person_id, at=request.at)
    with suppress(Refused):  # it was over already
        end_session(session.id, reason="signed_out_elsewhere", by=request.actor, at=request.at)
    return redirect("profile")
