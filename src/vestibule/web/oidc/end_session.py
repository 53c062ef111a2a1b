"""Signing out at the wish of an application: a page asks, a button does it."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.federation.queries import ClientCard, Hint, client_card, hint
from vestibule.kernel.reasons import NotFound
from vestibule.web.leaving import forgotten, leave
from vestibule.web.oidc.answers import as_get, with_query
from vestibule.web.visit import Visit

_PARAMETERS = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@dataclass(frozen=True)
class _Wish:
    """Which application wants somebody signed out, whom its hint names, and where it wants them to go then."""

    client: ClientCard | None
    hinted: Hint | None
    return_to: str | None


@csrf_exempt  # a POST is answered with the same request as a GET, and changes nothing
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: Visit) -> HttpResponse:
    """Ask whoever is here whether to sign out; a GET ends no session (RP-Initiated Logout 2). Source: FED-1.

    Reading: with an ID token of this very session in its hand the application asks for its own person, so the page
    presses its button itself, where scripts run. In every other case a person has to press it.
    """
    if request.method == "POST":
        return as_get(request)
    wish = _read(request.GET, request)
    if request.live is None:
        return _done(request, wish)
    own = wish.hinted is not None and wish.hinted.session_id == request.live.id
    return render(
        request,
        "web/oidc/sign_out.html",
        {
            "client": wish.client,
            "sent": {name: request.GET.get(name, "") for name in _PARAMETERS},
            "at_once": own,
            "leaving": True,  # the frame's own Sign Out would not lead back to the application
        },
    )


@require_POST
def confirm(request: Visit) -> HttpResponse:
    """End the session, and with it that of every application it reached. Source: FED-1, SIG-7, SPT-3."""
    leave(request)
    return forgotten(_done(request, _read(request.POST, request)))


def _done(request: Visit, wish: _Wish) -> HttpResponse:
    if wish.return_to is not None:
        return HttpResponseRedirect(wish.return_to)
    return render(request, "web/oidc/signed_out.html", {"client": wish.client})


def _read(sent: QueryDict, request: Visit) -> _Wish:
    """Read the wish; an address that isn't registered letter by letter, or nobody's, leads nowhere."""
    hinted = hint(sent.get("id_token_hint", ""), at=request.at)
    client = hinted.client if hinted else _named(sent.get("client_id", ""))
    if client is not None and sent.get("client_id") not in {None, "", client.client_id}:
        client = None
    address = sent.get("post_logout_redirect_uri", "")
    if client is None or address not in client.post_logout_redirect_uris:
        return _Wish(client, hinted, None)
    state = sent.get("state", "")
    return _Wish(client, hinted, with_query(address, {"state": state} if state else {}))


def _named(client_id: str) -> ClientCard | None:
    try:
        return client_card(client_id)
    except NotFound:
        return None
