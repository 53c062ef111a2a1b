"""Signing out at the wish of an application, and telling applications that a session is over."""

from typing import Any

import pytest
import requests
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.contracts.oidc.application import (
    AFTER_SIGN_OUT,
    LOGOUT_DOOR,
    ORIGIN,
    Application,
    code_for,
    register,
    somebody_signed_in,
)
from tests.rooms.signin.people import is_in
from vestibule.access.actions import end_grant
from vestibule.access.queries import active_grants
from vestibule.federation.jobs import NotTaken, deliver
from vestibule.jobs.models import Job
from vestibule.journal.models import OutboundEvent
from vestibule.journal.outbound import DELIVER
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.signin.actions import end_all_sessions

pytestmark = pytest.mark.django_db


class _Door(list[dict[str, Any]]):
    """What came to SPOT's back-channel door; ``status`` is what it answers, 0 for nothing at all."""

    status = 200


@pytest.fixture
def spot() -> Application:
    """Return SPOT, registered."""
    register()
    return Application()


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> _Door:
    """Stand at SPOT's back-channel door; set ``door.status`` to what it answers."""
    taken, ordinary = _Door(), requests.Session.post

    def post(session: requests.Session, address: str, **options: Any) -> requests.Response:
        if address != LOGOUT_DOOR:
            return ordinary(session, address, **options)
        taken.append({"address": address, **options})
        if taken.status == 0:
            raise requests.ConnectionError
        answer = requests.Response()
        answer.status_code = taken.status
        return answer

    monkeypatch.setattr(requests.Session, "post", post)
    return taken


def run_deliveries() -> None:
    """Do what the worker does with the jobs that wait."""
    for job in Job.objects.filter(kind=DELIVER):
        deliver(at=clock.now(), **job.arguments)
        job.delete()


def entered(spot: Application, browser: Browser) -> dict[str, Any]:
    """Sign in to SPOT and return its tokens."""
    somebody_signed_in(browser)
    return spot.redeems(code_for(spot, browser))


def farewell(spot: Application, **parameters: str) -> str:
    """Return where Authlib's client sends somebody who signs out."""
    return str(spot.authlib.create_logout_url(**parameters)["url"])


@pytest.mark.said
def test_a_get_ends_nothing_and_a_button_does(client: Browser, spot: Application) -> None:
    """Source: FED-1, SIG-7."""
    tokens = entered(spot, client)
    address = farewell(spot, id_token_hint=tokens["id_token"], post_logout_redirect_uri=AFTER_SIGN_OUT, state="after")
    asked = client.get(address)
    assert asked.status_code == 200
    assert asked.content.count(b"Sign Out</button>") == 1
    assert is_in(client)

    gone = client.post("/oidc/end-session/confirm", asked.context["sent"])
    assert gone["Location"] == f"{AFTER_SIGN_OUT}?state=after"
    assert not is_in(client)


@pytest.mark.said
def test_only_the_hint_of_this_very_session_presses_its_button_itself(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    tokens = entered(spot, client)
    own = client.get(farewell(spot, id_token_hint=tokens["id_token"]))
    assert own.context["at_once"] is True
    assert client.get(farewell(spot)).context["at_once"] is False
    assert client.get(farewell(spot, id_token_hint="e30.e30.e30")).context["at_once"] is False


@pytest.mark.said
def test_a_form_of_another_site_ends_nothing(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    careful = Browser(enforce_csrf_checks=True)
    entered(spot, client)
    careful.cookies = client.cookies
    assert careful.post("/oidc/end-session/confirm").status_code == 403
    assert is_in(client)


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://spot.example",
        "https://spot.example//",
        "https://spot.example/?next=https://evil.example",
        "https://spot.example@evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
    ],
)
def test_signing_out_leads_to_no_address_that_isnt_registered(client: Browser, spot: Application, address: str) -> None:
    """Source: FED-1."""
    tokens = entered(spot, client)
    wish = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": address}
    response = client.post("/oidc/end-session/confirm", wish)
    assert response.status_code == 200
    assert b"You are signed out" in response.content
    assert b"Sign Out</button>" not in response.content
    nobody = Browser().get("/oidc/end-session", wish)
    assert nobody.status_code == 200
    assert "Location" not in nobody


@pytest.mark.said
def test_an_address_leads_nowhere_for_nobodys_wish_or_anothers(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    tokens = entered(spot, client)
    register("other", post_logout_redirect_uris=("https://other.example/",))
    whose = {"post_logout_redirect_uri": AFTER_SIGN_OUT}
    assert "Location" not in Browser().get("/oidc/end-session", whose)
    mixed = {**whose, "client_id": "other", "id_token_hint": tokens["id_token"]}
    assert "Location" not in Browser().get("/oidc/end-session", mixed)
    assert Browser().get("/oidc/end-session", {**whose, "client_id": "spot"})["Location"] == AFTER_SIGN_OUT


@pytest.mark.said
def test_a_session_that_has_ended_is_told_to_the_application(client: Browser, spot: Application, door: _Door) -> None:
    """Source: FED-1, SPT-3."""
    sid = spot.reads(entered(spot, client))["sid"]
    client.post("/sign-out")
    assert OutboundEvent.objects.filter(client_id="spot", kind="logout", delivered_at=None).count() == 1

    run_deliveries()

    assert [each["address"] for each in door] == [LOGOUT_DOOR]
    assert door[0]["allow_redirects"] is False
    assert door[0]["timeout"]
    said = jwt.decode(
        door[0]["data"]["logout_token"], KeySet.import_key_set(spot.authlib.fetch_jwk_set()), algorithms=["ES256"]
    )
    assert said.header["typ"] == "logout+jwt"
    assert said.claims["iss"] == ORIGIN
    assert said.claims["aud"] == "spot"
    assert said.claims["sid"] == sid
    assert said.claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert {"jti", "iat", "exp"} <= set(said.claims)
    assert "nonce" not in said.claims
    assert OutboundEvent.objects.filter(kind="logout", delivered_at=None).count() == 0


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize("status", [0, 302, 400, 404, 500, 503])
def test_what_an_application_doesnt_take_is_tried_again(
    client: Browser, spot: Application, door: _Door, status: int
) -> None:
    """Source: FED-1, SPT-3. The queue repeats a job that raises."""
    entered(spot, client)
    client.post("/sign-out")
    door.status = status
    with pytest.raises(NotTaken):
        run_deliveries()
    assert OutboundEvent.objects.filter(kind="logout", delivered_at=None).count() == 1

    door.status = 200
    run_deliveries()
    assert OutboundEvent.objects.filter(kind="logout", delivered_at=None).count() == 0


def test_what_was_delivered_isnt_delivered_again(client: Browser, spot: Application, door: _Door) -> None:
    """Source: FED-1."""
    entered(spot, client)
    client.post("/sign-out")
    event = OutboundEvent.objects.get(kind="logout")
    for _ in range(2):
        deliver(at=clock.now(), event_id=str(event.pk))
    assert len(door) == 1


@pytest.mark.said
def test_a_session_that_never_entered_tells_nobody(client: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(client)
    client.post("/sign-out")
    assert OutboundEvent.objects.filter(kind="logout").count() == 0


@pytest.mark.said
def test_whoever_is_out_is_out_of_userinfo_too(client: Browser, spot: Application) -> None:
    """Source: SPT-3."""
    tokens = entered(spot, client)
    assert spot.asks_who(tokens).status_code == 200
    person_id = spot.asks_who(tokens).json()["sub"]

    end_all_sessions(person_id, reason="sharing", by=OPERATOR, at=clock.now())

    refused = spot.asks_who(tokens)
    assert refused.status_code == 401
    assert refused.json()["error"] == "invalid_token"
    assert "Bearer" in refused.headers["WWW-Authenticate"]


def test_whoever_loses_the_last_role_is_out_at_once(client: Browser, spot: Application, door: _Door) -> None:
    """Source: SPT-3, FED-1."""
    tokens = entered(spot, client)
    grant = active_grants(spot.asks_who(tokens).json()["sub"], "spot")[0]

    end_grant(grant.id, why="removed", by=OPERATOR, at=clock.now())
    run_deliveries()

    assert spot.asks_who(tokens).status_code == 401
    assert len(door) == 1


@pytest.mark.said
def test_userinfo_takes_nothing_but_a_live_token(spot: Application) -> None:
    """Source: FED-1."""
    for token in ("", "unknown", "x" * 5000):
        assert spot.asks_who({"access_token": token}).status_code == 401
    assert Browser().get("/oidc/userinfo").status_code == 401
