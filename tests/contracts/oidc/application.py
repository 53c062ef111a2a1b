"""An application in a test: registered here, and speaking through Authlib's client, which knows nothing of our code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

import requests
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from django.test import Client as Browser
from requests.adapters import BaseAdapter

from tests.made_once import shipped_catalog
from tests.rooms.signin.people import a_person, sign_in
from vestibule.access.actions import apply_catalog, load_grant
from vestibule.federation.actions import ClientTerms, load_client
from vestibule.federation.queries import ClientCard, client_card
from vestibule.journal.models import OutboundEvent
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.secrets import new_token
from vestibule.organizations.actions import load_organization

ORIGIN = "http://testserver"
RETURN = "https://spot.example/callback"
AFTER_SIGN_OUT = "https://spot.example/"
LOGOUT_DOOR = "https://spot.example/backchannel-logout"
END_USER = "spot-end-user"
SECRET = "a-secret-of-forty-characters-or-so-for-spot"


class _Through(BaseAdapter):
    """Carries the application's requests into the pages, without a network and without anybody's cookies."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        headers = {name: value for name, value in request.headers.items() if name != "Content-Type"}
        given = Browser().generic(
            request.method or "GET",
            urlsplit(request.url or "").path,
            request.body or "",
            content_type=request.headers.get("Content-Type", ""),
            headers=headers,
            query_params=dict(parse_qsl(urlsplit(request.url or "").query)) or None,
        )
        answer = requests.Response()
        answer.status_code, answer._content, answer.url = given.status_code, given.content, str(request.url)
        answer.headers.update(given.headers)
        return answer

    def close(self) -> None:
        """Nothing is open."""


class _Session(OAuth2Session):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.mount(ORIGIN, _Through())


class _App(DjangoOAuth2App):  # type: ignore[misc]  # Authlib has no types
    client_cls = _Session


class _Registry(OAuth):  # type: ignore[misc]  # Authlib has no types
    oauth2_client_cls = _App


@dataclass
class Application:
    """An application with Authlib's client in its hands."""

    client_id: str = "spot"
    secret: str = SECRET
    method: str = "client_secret_basic"
    return_to: str = RETURN
    sent: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.authlib = _Registry().register(
            f"rp-{self.client_id}",
            client_id=self.client_id,
            client_secret=self.secret,
            server_metadata_url=f"{ORIGIN}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email roles",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": self.method,
            },
        )

    def asks(self, **more: str) -> str:
        """Return the address to which the application sends somebody."""
        self.sent = self.authlib.create_authorization_url(self.return_to, **more)
        return str(self.sent["url"])

    def redeems(self, code: str, **more: str) -> dict[str, Any]:
        """Redeem a code; Authlib raises what we answer as an error."""
        words = {"code_verifier": self.sent["code_verifier"], "redirect_uri": self.return_to, **more}
        return dict(self.authlib.fetch_access_token(code=code, grant_type="authorization_code", **words))

    def reads(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """Return the ID token's claims, verified by Authlib."""
        return dict(self.authlib.parse_id_token(tokens, nonce=self.sent["nonce"]))

    def asks_who(self, tokens: dict[str, Any]) -> requests.Response:
        """Ask at ``userinfo``."""
        return requests_get(f"{ORIGIN}/oidc/userinfo", tokens["access_token"])


def requests_get(address: str, access_token: str) -> requests.Response:
    """Get an address with a bearer token."""
    with requests.Session() as session:
        session.mount(ORIGIN, _Through())
        return session.get(address, headers={"Authorization": f"Bearer {access_token}"})


def register(client_id: str = "spot", **terms: Any) -> ClientCard:
    """Register an application with us."""
    known = {
        "name": "SPOT",
        "application_key": "spot",
        "redirect_uris": (RETURN,),
        "post_logout_redirect_uris": (AFTER_SIGN_OUT,),
        "backchannel_logout_uri": LOGOUT_DOOR,
    }
    apply_catalog(shipped_catalog(), by=OPERATOR, at=clock.now())
    load_client(client_id, ClientTerms(**(known | terms)), secret=SECRET, by=OPERATOR, at=clock.now())
    return client_card(client_id)


def an_organization() -> UUID:
    """Return an organization that the operator has loaded."""
    return load_organization(
        legal_name="Sunshine Family Practice",
        kind="provider_office",
        tin="59-3104277",
        submitter_id="SFP20417",
        npi="1234567893",
        ptan="K4821",
        address="418 Riverside Avenue",
        city="Jacksonville",
        state="FL",
        zip_code="32202",
        telephone="904-555-0110",
        by=OPERATOR,
        at=clock.now(),
    )


def somebody_signed_in(browser: Browser, *, admitted: bool = True) -> UUID:
    """Sign somebody in through the pages; with the end user's role unless told otherwise."""
    person_id = a_person(at=clock.now())
    if admitted:
        load_grant(
            person_id=person_id, role_key=END_USER, organization_id=an_organization(), by=OPERATOR, at=clock.now()
        )
    sign_in(browser)
    return person_id


def answered(response: Any) -> dict[str, str]:
    """Return what an application was told by a redirect to its registered address."""
    assert response.status_code == 302, response.content
    assert response["Location"].startswith(f"{RETURN}?")
    return dict(parse_qsl(urlsplit(response["Location"]).query))


def code_for(application: Application, browser: Browser, **more: str) -> str:
    """Go through the door and return the code that came back."""
    return answered(browser.get(application.asks(**more)))["code"]


def changed(address: str, **parameters: str | None) -> str:
    """Return an address with some of its parameters changed, or taken away where they are None."""
    parts = urlsplit(address)
    known = dict(parse_qsl(parts.query))
    known.update({name: value for name, value in parameters.items() if value is not None})
    kept = {name: value for name, value in known.items() if parameters.get(name, "") is not None}
    return f"{parts.path}?{urlencode(kept)}"


def verifier() -> str:
    """Return a PKCE verifier that nobody was told of."""
    return new_token()


def is_out_and_told_once(
    spot: Application, browser: Browser, falls_out: Callable[[], object], sweeps: Callable[..., object]
) -> None:
    """Who is in is out with the next question, and the application is told once, however often the sweep comes by."""
    tokens = spot.redeems(code_for(spot, browser))
    assert spot.asks_who(tokens).status_code == 200
    falls_out()
    assert spot.asks_who(tokens).status_code == 401
    for _ in range(2):
        sweeps(at=clock.now())
    assert OutboundEvent.objects.filter(kind="logout").count() == 1
