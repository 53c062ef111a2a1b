"""My Profile: what is held about oneself, and where one is signed in."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.queries import credential_by_person, person_card
from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import end_session
from vestibule.signin.queries import devices, live_sessions, visible_session
from vestibule.web.forms import show
from vestibule.web.visit import Visit, signed_in


@signed_in
@require_GET
def profile(request: Visit) -> HttpResponse:
    """Show one's own account, ways to verify, and sessions. Source: ACC-13, SIG-7 (APP 7)."""
    return show(
        request,
        "web/portal/profile.html",
        person=person_card(request.person_id),
        terms_version=credential_by_person(request.person_id).terms_version,
        devices=devices(request.person_id),
        sessions=live_sessions(request.person_id, at=request.at),
    )


@signed_in
@require_POST
def end_other_session(request: Visit, session_id: UUID) -> HttpResponse:
    """Sign out in another browser. Source: SIG-7. Reading: one that is over by now is signed out as well."""
    session = visible_session(session_id, to=request.person_id, at=request.at)
    with suppress(Refused):  # it was over already
        end_session(session.id, reason="signed_out_elsewhere", by=request.actor, at=request.at)
    return redirect("profile")
