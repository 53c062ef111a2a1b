"""Following an invitation: who isn't signed in is led to register or sign in, and finds it again afterwards."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.access.actions import use_invitation
from vestibule.access.invitations import InvitationCard, invitation_by
from vestibule.access.queries import draft_of
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.web.cookies import drop_cookie, keep_cookie
from vestibule.web.forms import Filled, Form, show
from vestibule.web.visit import Visit

NOTHING = Form(())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Visit, token: str) -> HttpResponse:
    """Say who invites to what; by the button the role request is filled in. Source: ROL-12.

    Reading: opening the link changes nothing, for mail programs do that too. The browser keeps it in a cookie until it
    is followed, through registration and the first sign-in.
    """
    try:
        invited = invitation_by(token, at=request.at)
        if request.method == "POST":
            return _used(request, token, invited)
    except NotFound:
        response = show(request, "web/invitation/closed.html", status=404)
        if request.COOKIES.get(settings.INVITATION_COOKIE) == token:
            drop_cookie(response, settings.INVITATION_COOKIE)
        return response
    return _page(request, token, invited)


def invited_here(request: Visit) -> tuple[str, InvitationCard] | None:
    """Return the invitation that was opened in this browser, while it is open, for the self-service page."""
    token = request.COOKIES.get(settings.INVITATION_COOKIE, "")
    try:
        return (token, invitation_by(token, at=request.at)) if token else None
    except NotFound:
        return None


def _used(request: Visit, token: str, invited: InvitationCard) -> HttpResponse:
    if request.live is None:
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")
    try:
        use_invitation(token, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, token, invited, NOTHING.blank().refused(refused))
    response = redirect("role-request")
    drop_cookie(response, settings.INVITATION_COOKIE)
    return response


def _page(request: Visit, token: str, invited: InvitationCard, form: Filled | None = None) -> HttpResponse:
    """Show the invitation. The frame's address to send on leads elsewhere: the link is a secret."""
    response = show(
        request,
        "web/invitation/invitation.html",
        form,
        invited=invited,
        draft=draft_of(request.live.person_id) if request.live else None,
        next=request.path,
        page_address=settings.ORIGIN,
    )
    keep_cookie(response, settings.INVITATION_COOKIE, token)
    return response
