"""Signing out: the session ends, and the browser forgets it."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token

from vestibule.kernel.reasons import Refused
from vestibule.signin.actions import end_session
from vestibule.web.cookies import drop_cookie
from vestibule.web.visit import Visit


def leave(request: Visit) -> None:
    """End this browser's session. Source: SIG-7.

    Reading: signing out twice, or after the session has run out, is no mistake.
    """
    if request.live is not None:
        with suppress(Refused):  # another window was first
            end_session(request.live.id, reason="signed_out", by=request.actor, at=request.at)
    request.live = None
    rotate_token(request)


def forgotten(response: HttpResponse) -> HttpResponse:
    """Let the browser forget its session, a sign-in not completed, what was being typed, and an opened invitation."""
    kept = (settings.SESSION_COOKIE, settings.SIGN_IN_COOKIE, settings.PARKED_COOKIE, settings.INVITATION_COOKIE)
    for name in kept:
        drop_cookie(response, name)
    return response
