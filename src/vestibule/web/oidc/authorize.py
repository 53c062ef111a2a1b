"""The authorization endpoint: who asks, who is here, may they enter; then back to the application with a code."""

from contextlib import suppress
from dataclasses import fields
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vestibule.access.queries import Admission, admission
from vestibule.federation import actions
from vestibule.federation.policy.authorization import (
    NOT_ADMITTED,
    OTHER_PERSON,
    REPEATED,
    SIGN_IN_NEEDED,
    UNKNOWN_CLIENT,
    AuthorizationRequest,
    must_sign_in_again,
    redirect_faults,
    request_faults,
)
from vestibule.federation.queries import ClientCard, client_card, hint
from vestibule.journal.spine import protocol_step
from vestibule.kernel.reasons import NotFound, Reason, Refused
from vestibule.signin.queries import LiveSession
from vestibule.web.oidc.answers import as_get, repeated, returned, returned_error
from vestibule.web.oidc.freshness import fresh_since, marked
from vestibule.web.visit import Visit


@csrf_exempt  # a POST is answered with the same request as a GET, and changes nothing
@require_http_methods(["GET", "POST"])  # no HEAD: whoever only looks gets no code
def authorize(request: Visit) -> HttpResponse:
    """Answer an application's request for a code. Source: FED-1, SPT-1.

    Reading: as long as client and address aren't known, what is wrong is said here; after that, to the application.
    """
    if request.method == "POST":
        return as_get(request)
    asked = _read(request.GET)
    try:
        client = client_card(asked.client_id)
    except NotFound:
        return _refused(request, UNKNOWN_CLIENT())
    twice = repeated(request.GET)
    faults = redirect_faults(asked.redirect_uri, list(client.redirect_uris))
    if faults or twice & {"client_id", "redirect_uri"}:
        return _refused(request, faults[0] if faults else REPEATED())
    faults = [REPEATED()] if twice else request_faults(asked)
    if faults:
        return returned_error(asked.redirect_uri, asked.state, faults[0])
    return _judged(request, client, asked)


def _judged(request: Visit, client: ClientCard, asked: AuthorizationRequest) -> HttpResponse:
    """Judge who is here, and how fresh; then whether they may enter."""
    live = request.live
    query = request.META.get("QUERY_STRING", "")
    if live is None or must_sign_in_again(
        asked, live.started_at, fresh_since=fresh_since(query, at=request.at), at=request.at
    ):
        if "none" in asked.prompts:
            return returned_error(asked.redirect_uri, asked.state, SIGN_IN_NEEDED())
        return _to_sign_in(query, request)
    if asked.id_token_hint:
        hinted = hint(asked.id_token_hint, at=request.at)
        if hinted is None or hinted.person_id != live.person_id:
            return returned_error(asked.redirect_uri, asked.state, OTHER_PERSON())
    return _at_the_door(request, client, asked, live)


def _at_the_door(request: Visit, client: ClientCard, asked: AuthorizationRequest, live: LiveSession) -> HttpResponse:
    """Let the person through, or tell them why not yet. Source: FED-1."""
    standing = admission(live.person_id, client.application_key, at=request.at)
    with protocol_step():  # the protocol prescribes the GET; the code is worth nothing without its verifier
        if standing.admitted:
            code = actions.issue_code(client, asked, live, by=request.actor, at=request.at)
            return returned(asked.redirect_uri, asked.state, {"code": code})
        with suppress(Refused):  # it is on record already
            actions.refuse_admission(client, live.person_id, standing.standing, by=request.actor, at=request.at)
    if "none" in asked.prompts:
        return returned_error(asked.redirect_uri, asked.state, NOT_ADMITTED())
    return _why_not_yet(request, client, standing)


def _why_not_yet(request: Visit, client: ClientCard, standing: Admission) -> HttpResponse:
    """Say why the person can't enter yet, whose turn it is, and what to do next. Source: FED-1, ROL-13."""
    shown = {"client": client, "standing": standing.standing, "asked": standing.request}
    return render(request, "web/oidc/door.html", shown, status=403)


def _to_sign_in(query: str, request: Visit) -> HttpResponse:
    """Send the person to sign in, anew if they are signed in already, and then back to this very request."""
    back = {"next": f"{reverse('oidc-authorize')}?{marked(query, at=request.at)}"}
    again = {"again": "1"} if request.live is not None else {}
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode(back | again)}")


def _refused(request: Visit, reason: Reason) -> HttpResponse:
    return render(request, "web/oidc/refused.html", {"reason": reason}, status=400)


def _read(sent: QueryDict) -> AuthorizationRequest:
    return AuthorizationRequest(**{each.name: sent.get(each.name, "") for each in fields(AuthorizationRequest)})
