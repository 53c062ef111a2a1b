"""The endpoints that programs use: a code becomes tokens, and a token says who somebody is at this moment."""

import base64
from urllib.parse import unquote_plus

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.federation import actions
from vestibule.federation.claims import entered
from vestibule.federation.queries import ClientCard, bearer, proven_client
from vestibule.kernel.actor import Actor, ActorKind
from vestibule.kernel.reasons import Refused
from vestibule.signin.upkeep import note_seen
from vestibule.web.oidc.answers import NOT_STORED, bearer_error, repeated, token_error
from vestibule.web.visit import Visit


@csrf_exempt  # applications have no cookies; they prove themselves by their secret
@require_POST
def token(request: Visit) -> HttpResponse:
    """Redeem a code. Source: FED-1."""
    if repeated(request.POST):
        return token_error("invalid_request", "A parameter was sent more than once.")
    client = _proven(request)
    if client is None:
        refused = token_error("invalid_client", "The application didn't prove itself.", status=401)
        refused["WWW-Authenticate"] = 'Basic realm="token"'
        return refused
    if request.POST.get("grant_type") != "authorization_code":
        return token_error("unsupported_grant_type", "Only authorization_code is offered.")

    actions.ensure_signing_key(at=request.at)
    sent = (request.POST.get(name, "") for name in ("code", "redirect_uri", "code_verifier"))
    program = Actor(ActorKind.PROGRAM, client.id, request.trail)
    try:
        given = actions.redeem_code(client, *sent, by=program, at=request.at)
    except Refused as refusal:
        return token_error("invalid_grant", str(refusal.reasons[0]))
    if given is None:
        return token_error("invalid_grant", "The code was used before; what it gave is revoked.")
    answer = {
        "access_token": given.access_token,
        "token_type": "Bearer",
        "expires_in": given.expires_in,
        "scope": given.scope,
        "id_token": given.id_token,
    }
    return JsonResponse(answer, headers=NOT_STORED)


@csrf_exempt  # the token in the header is what counts; cookies aren't looked at
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: Visit) -> HttpResponse:
    """Say who somebody is and holds at this moment, or that they are out. Source: SPT-3, FED-1.

    Reading: who works in an application isn't idle, so this keeps the session seen; its end stays where it was.
    """
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = bearer(shown.strip(), at=request.at) if kind.lower() == "bearer" else None
    if known is None:
        return bearer_error("invalid_token", "The token is unknown, revoked or too old.")
    try:
        now = entered(known.client, known.session_id, known.person_id, known.scope, at=request.at)
    except Refused as refusal:
        return bearer_error("invalid_token", str(refusal.reasons[0]))
    note_seen(now.live, at=request.at)
    return JsonResponse({"sub": str(known.person_id), **now.claims}, headers=NOT_STORED)


def _proven(request: Visit) -> ClientCard | None:
    """Return the application that proves itself in the header or in the form, but not in both (RFC 6749 2.3)."""
    header = request.headers.get("Authorization", "")
    in_form = "client_secret" in request.POST
    if bool(header) == in_form:
        return None
    client_id, secret = _basic(header) if header else (request.POST.get("client_id", ""), request.POST["client_secret"])
    if request.POST.get("client_id", client_id) != client_id:
        return None
    return proven_client(client_id, secret)


def _basic(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # no base64, or no UTF-8 inside
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)
