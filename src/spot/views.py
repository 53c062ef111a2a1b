"""SPOT's pages and doors."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from spot import sessions
from spot.environment import environment
from spot.provider import SaidNo, Unreachable, provider
from spot.roles import SHOWN_AT_ONCE, page_number, page_of
from spot.tokens import NotGenuine
from spot.visit import Visit, asked_anew, members_only


@never_cache
@require_safe
def welcome(request: Visit) -> HttpResponse:
    """Show the start page; who is signed in already goes home, with the roles of this moment. Source: SPT-2.

    Reading: the mail of an approval leads here, so that a role is there as soon as one follows it.
    """
    token = request.COOKIES.get(environment().session_cookie, "")
    seen = sessions.member(token, at=request.at) if token else None
    if seen is None:
        return render(request, "spot/welcome.html")
    now = asked_anew(request, token, seen)
    return now if isinstance(now, HttpResponse) else HttpResponseRedirect("/home")


@require_POST
def sign_in(request: Visit) -> HttpResponse:
    """Send somebody to the identity provider. Source: SPT-1 (APP 17, EU 16)."""
    try:
        departure = provider().departure()
    except Unreachable:
        return render(request, "spot/unconfirmed.html", status=503)
    response = HttpResponseRedirect(departure.address)
    _set_cookie(response, environment().attempt_cookie, sessions.begin_attempt(departure, at=request.at))
    return response


@never_cache
@require_safe
def callback(request: Visit) -> HttpResponse:
    """Take somebody in who comes back from the identity provider, once. Source: SPT-1.

    Reading: the protocol prescribes the GET; it is worth nothing without this browser's attempt.
    """
    browser = request.COOKIES.get(environment().attempt_cookie, "")
    attempt = sessions.take_attempt(browser, request.GET.get("state", ""), at=request.at)
    if attempt is None or request.GET.get("iss", environment().issuer) != environment().issuer:
        return _refused(request, "begin_again")
    if "error" in request.GET or "code" not in request.GET:
        return _refused(request, "no_access" if request.GET.get("error") == "access_denied" else "not_signed_in")
    try:
        arrival = provider().arrival(request.GET["code"], attempt.nonce, attempt.verifier, at=request.at)
    except Unreachable:
        return render(request, "spot/unconfirmed.html", status=503)
    except SaidNo:
        return _refused(request, "not_signed_in")
    if not arrival.claims.get("roles"):
        return _refused(request, "no_access")
    _leave_before(request)
    response = HttpResponseRedirect("/home")
    _set_cookie(response, environment().session_cookie, sessions.begin(arrival, at=request.at))
    response.delete_cookie(environment().attempt_cookie)
    return response


@never_cache
@require_safe
@members_only
def home(request: Visit) -> HttpResponse:
    """Show who one is, in which role and organization, what it opens, and what keeps it open. Source: SPT-2."""
    return render(
        request,
        "spot/home.html",
        {
            "member": request.member,
            "today": localdate(request.at),
            "many": len(request.member.roles) > SHOWN_AT_ONCE,
        },
    )


@never_cache
@require_safe
@members_only
def organizations(request: Visit) -> HttpResponse:
    """List one's organizations and roles, a page at a time, or those with a name. Source: SPT-2."""
    typed = request.GET.get("name", "")[:200]
    page = page_of(request.member.roles, typed, page_number(request.GET.get("page", "")))
    query = f"{urlencode({'name': typed})}&" if typed else ""
    return render(
        request, "spot/organizations.html", {"member": request.member, "page": page, "typed": typed, "query": query}
    )


@require_POST
@members_only
def switch(request: Visit) -> HttpResponse:
    """Look at SPOT for another organization. Source: SPT-2.

    Reading: it is named by what it is, so that a page from before a role ended never leads into another one.
    """
    token = request.COOKIES.get(environment().session_cookie, "")
    if not sessions.choose(token, request.member, request.POST.get("organization", "")):
        return _refused(request, "no_such_organization")
    return HttpResponseRedirect("/home")


@require_POST
def sign_out(request: Visit) -> HttpResponse:
    """End the session here, and go to where the identity provider ends its own."""
    token = request.COOKIES.get(environment().session_cookie, "")
    seen = sessions.member(token, at=request.at) if token else None
    address = "/"
    if seen is not None:
        sessions.end(seen.session_id, at=request.at)
        address = provider().farewell(seen.id_token)
    response = HttpResponseRedirect(address)
    response.delete_cookie(environment().session_cookie)
    return response


@csrf_exempt  # the identity provider has no cookies; its signature is what counts
@require_POST
def backchannel_logout(request: Visit) -> HttpResponse:
    """End the sessions that the identity provider says are over (OpenID Connect Back-Channel Logout 2.5).

    Source: SPT-3.
    """
    try:
        said = provider().logout(request.POST.get("logout_token", ""), at=request.at)
    except (NotGenuine, Unreachable):
        taken = False
    else:
        taken = sessions.end_by(said, at=request.at)
    status, answer = (200, {}) if taken else (400, {"error": "invalid_request"})
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


@require_safe
def alive(request: Visit) -> HttpResponse:
    """Say that SPOT is alive."""
    return JsonResponse({"alive": True})


def _leave_before(request: Visit) -> None:
    """End what this browser was signed in with before, if anything."""
    token = request.COOKIES.get(environment().session_cookie, "")
    before = sessions.member(token, at=request.at) if token else None
    if before is not None:
        sessions.end(before.session_id, at=request.at)


def _refused(request: Visit, why: str) -> HttpResponse:
    return render(request, "spot/refused.html", {"why": why}, status=403 if why == "no_access" else 400)


def _set_cookie(response: HttpResponse, name: str, token: str) -> None:
    response.set_cookie(name, token, secure=environment().secure, httponly=True, samesite="Lax", path="/")
