"""My Profile: what happened to one's account, and "This was not me"."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vestibule.desk.own_history import own_history
from vestibule.desk.story import MOST_PAGES
from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import disown_session, end_all_sessions
from vestibule.signin.device_queries import devices
from vestibule.storage.pages import page_number
from vestibule.web.forms import Filled, Form, show
from vestibule.web.visit import Visit, signed_in

NOTHING = Form(())


@signed_in
@require_GET
def history(request: Visit) -> HttpResponse:
    """Tell what happened to one's account, the newest first. Source: ACC-13, SIG-7, AUD-1."""
    return _page(request)


@signed_in
@require_POST
def not_me(request: Visit, session_id: UUID) -> HttpResponse:
    """Take a sign-in for somebody else's: the others end, a new password is asked for. Source: SIG-7, ACC-13."""
    try:
        disown_session(session_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, NOTHING.blank().refused(refused))
    return redirect(f"{reverse('history')}?not_me")


@signed_in
@require_POST
def end_other_sessions(request: Visit) -> HttpResponse:
    """Sign out everywhere but here. Source: SIG-7."""
    end_all_sessions(
        request.person_id, reason="signed_out_elsewhere", but=request.session_id, by=request.actor, at=request.at
    )
    return redirect(f"{reverse('profile')}?elsewhere")


def _page(request: Visit, form: Filled | None = None) -> HttpResponse:
    number = min(max(page_number(request.GET.get("page", "")), 1), MOST_PAGES)
    return show(
        request,
        "web/profile/history.html",
        form,
        told=own_history(request.person_id, page=number),
        devices=devices(request.person_id),
        page_path=reverse("history"),
    )
