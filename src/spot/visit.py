"""A request as SPOT's views see it, and the decorator at their door."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from spot import clock, sessions
from spot.environment import environment
from spot.provider import SaidNo, Unreachable, provider


class Visit(HttpRequest):
    """A request with its moment; ``member`` is set behind ``@members_only``."""

    at: datetime
    member: sessions.Member


View = Callable[[Visit], HttpResponse]


def moment(handle: View) -> View:
    """Give every request its moment."""

    def run(request: Visit) -> HttpResponse:
        request.at = clock.now()
        return handle(request)

    return run


def members_only(view: View) -> View:
    """Let only people through who are signed in, and whom the provider still knows. Source: SPT-3.

    Reading: the provider is asked when its last word is 45 seconds old; while it can't be asked nobody gets on, and
    nobody is signed out for it.
    """

    @wraps(view)
    def run(request: Visit) -> HttpResponse:
        token = request.COOKIES.get(environment().session_cookie, "")
        seen = sessions.member(token, at=request.at) if token else None
        if seen is None:
            return HttpResponseRedirect("/")
        if request.at - seen.checked_at >= sessions.CHECKED_EVERY:
            now = asked_anew(request, token, seen)
            if isinstance(now, HttpResponse):
                return now
            seen = now
        request.member = seen
        return view(request)

    return run


def asked_anew(request: Visit, token: str, seen: sessions.Member) -> sessions.Member | HttpResponse:
    """Ask the provider who somebody is now; return them, or the page that says why they don't get on. Source: SPT-3."""
    try:
        claims = provider().described(seen.access_token, seen.subject)
    except Unreachable:
        return render(request, "spot/unconfirmed.html", status=503)
    except SaidNo:
        sessions.end(seen.session_id, at=request.at)
        return render(request, "spot/out.html", status=403)
    sessions.confirm(token, seen, claims, at=request.at)
    return sessions.member(token, at=request.at) or HttpResponseRedirect("/")
