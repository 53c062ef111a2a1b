"""A request as Vestibule's views see it, and the decorators at their doors."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from vestibule.kernel.actor import Actor, Trail
from vestibule.signin.queries import LiveSession, lapse_of, parked_form
from vestibule.signin.upkeep import PARKED_FOR, drop_parked, park_form
from vestibule.web.cookies import drop_cookie, keep_cookie

# Never kept for later, whichever page asks for it.
_NOT_PARKED = re.compile(r"password|^code$|answer|ssn|^tin$|csrf|^move$")
_LONGEST_PATH = 4000


class Visit(HttpRequest):
    """A request after the middleware: the moment, who acts, from where, in which session, and what is brought back."""

    environ: dict[str, Any]  # every request of ours is WSGI
    at: datetime
    trail: Trail
    actor: Actor
    live: LiveSession | None
    parked: Mapping[str, str]  # what was being typed on this page when the session ran out: the form's ``initial``
    person_id: UUID  # the signed-in person, and
    session_id: UUID  # their session; only behind ``@signed_in``


View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Let only signed-in people through; others sign in first and come back to where they were going.

    What somebody sends whose session has run out meanwhile is kept, and brought back to the same person on the same
    page as ``request.parked``; it is never sent for them.
    """

    @wraps(view)
    def run(request: Visit, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.live is None:
            return _sign_in_first(request)
        token = request.COOKIES.get(settings.PARKED_COOKIE, "")
        request.person_id, request.session_id = request.live.person_id, request.live.id
        request.parked = _brought_back(request, token) if token else {}
        response = view(request, *args, **kwargs)
        if token and request.method == "POST":
            drop_parked(token, person_id=request.live.person_id, path=request.path)
            drop_cookie(response, settings.PARKED_COOKIE)
        return response

    return run


def own_path(text: str) -> str:
    """Return an address on this site, from its root; nothing for all that could lead elsewhere.

    Browsers read a backslash as a slash, leave out tabs and line ends, and take ``//`` for another host.
    """
    if not text.startswith("/") or len(text) > _LONGEST_PATH or not text.isprintable() or "\\" in text:
        return ""
    if text.startswith("//"):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else text


def page_of(request: HttpRequest) -> str:
    """Return the address of the page that somebody is at; of a form that was sent, the page on which it stood.

    The address that a form is sent to may answer to POST only.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    on_page = own_path(referer.removeprefix(settings.ORIGIN)) if referer.startswith(f"{settings.ORIGIN}/") else ""
    return on_page or request.path


def keep_typed(request: Visit, response: HttpResponse, person_id: UUID, page: str) -> None:
    """Keep what was sent from a page, to be brought back there to the same person in this browser. Source: SIG-7."""
    fields = {name: values for name, values in request.POST.lists() if not _NOT_PARKED.search(name)}
    if not fields:
        return
    token = park_form(person_id, urlsplit(page).path, fields, at=request.at)
    keep_cookie(response, settings.PARKED_COOKIE, token, lasts=PARKED_FOR)


def _sign_in_first(request: Visit) -> HttpResponse:
    back = page_of(request)
    response = HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': back})}")
    lapsed = lapse_of(request.COOKIES.get(settings.SESSION_COOKIE, ""), at=request.at)
    if request.method == "POST" and lapsed is not None:
        keep_typed(request, response, lapsed.person_id, back)
    return response


def _brought_back(request: Visit, token: str) -> dict[str, str]:
    parked = parked_form(token, person_id=request.person_id, path=request.path, at=request.at)
    return {name: values[-1] for name, values in parked.fields.items() if values} if parked else {}
