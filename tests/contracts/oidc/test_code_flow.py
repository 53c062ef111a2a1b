"""The code flow from end to end, with Authlib's client as the application."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from authlib.integrations.base_client import OAuthError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.contracts.oidc.application import (
    ORIGIN,
    RETURN,
    Application,
    answered,
    changed,
    code_for,
    register,
    somebody_signed_in,
    verifier,
)
from tests.people import AT, END_USER
from tests.rooms.signin.people import sign_in
from tests.timing import processor_seconds
from vestibule.access.models import ApplicationUse, RoleGrant
from vestibule.accounts.models import Person
from vestibule.federation.models import AccessToken, AuthorizationCode
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot() -> Application:
    """Return SPOT, registered."""
    register()
    return Application()


@pytest.fixture
def browser() -> Browser:
    """Return a browser that checks forms as a real one is checked."""
    return Browser()


@pytest.mark.said
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_who_has_a_role_comes_through_with_name_role_and_organization(browser: Browser, method: str) -> None:
    """Source: FED-1, SPT-1."""
    register()
    spot = Application(method=method)
    person_id = somebody_signed_in(browser)

    tokens = spot.redeems(code_for(spot, browser))
    claims = spot.reads(tokens)

    assert claims["iss"] == ORIGIN
    assert claims["sub"] == str(person_id)
    assert claims["aud"] == "spot"
    assert claims["name"] == "Ann Archer"
    assert claims["email"] == "ann.archer@example.com"
    assert claims["email_verified"] is True
    assert claims["roles"][0]["role_name"] == "FCSO – SPOT End User"
    assert claims["roles"][0]["organization"]["name"] == "Sunshine Family Practice"
    assert claims["amr"] == ["pwd", "otp", "mfa"]
    assert claims["acr"] == "urn:vestibule:acr:two-factors"
    assert {"sid", "auth_time", "exp", "iat", "at_hash"} <= set(claims)
    assert spot.asks_who(tokens).json() == {
        name: claims[name] for name in ("sub", "name", "email", "email_verified", "roles", "sign_in_by")
    }


@pytest.mark.said
def test_an_application_is_told_of_what_kind_a_role_is_and_the_days_that_keep_access(
    browser: Browser, spot: Application, travel: Callable[[datetime], Any]
) -> None:
    """Source: LIF-1, LIF-3, FED-1. Signed in late in the evening: the days are those of Jacksonville, not of UTC."""
    travel(datetime(2026, 3, 11, 3, 30, tzinfo=UTC))
    somebody_signed_in(browser)
    tokens = spot.redeems(code_for(spot, browser))
    claims = spot.reads(tokens)
    assert claims["sign_in_by"] == "2026-04-09"
    assert claims["roles"][0]["role_kind"] == "end_user"
    assert claims["roles"][0]["certify_by"] == "2027-03-10"


@pytest.mark.said
def test_each_sign_in_to_the_application_moves_its_day_on_and_knocking_alone_does_not(
    browser: Browser, spot: Application, travel: Callable[[datetime], Any]
) -> None:
    """Source: LIF-1. A code that is issued and never redeemed is no sign-in; asking who it is is none either."""
    travel(AT)
    somebody_signed_in(browser)
    tokens = spot.redeems(code_for(spot, browser))
    assert spot.reads(tokens)["sign_in_by"] == "2026-04-09"
    travel(AT + timedelta(days=2))
    sign_in(browser)
    code = code_for(spot, browser)
    assert ApplicationUse.objects.get().signed_in_at < AT + timedelta(days=1)
    tokens = spot.redeems(code)
    assert spot.reads(tokens)["sign_in_by"] == "2026-04-11"
    assert ApplicationUse.objects.get().signed_in_at > AT + timedelta(days=1)


def test_a_code_that_is_refused_or_comes_again_moves_no_clock(browser: Browser, spot: Application) -> None:
    """Source: LIF-1, FED-1."""
    person_id = somebody_signed_in(browser)
    code = code_for(spot, browser)
    Person.objects.filter(pk=person_id).update(state="disabled")
    with pytest.raises(OAuthError):
        spot.redeems(code)
    assert not ApplicationUse.objects.exists()
    Person.objects.filter(pk=person_id).update(state="active")
    spot.redeems(code)
    before = ApplicationUse.objects.get().signed_in_at
    with pytest.raises(OAuthError):
        spot.redeems(code)
    assert ApplicationUse.objects.get().signed_in_at == before


@pytest.mark.said
def test_only_what_was_asked_for_is_told(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    tokens = spot.redeems(code_for(spot, browser, scope="openid unheard_of"))
    assert tokens["scope"] == "openid"
    assert not {"name", "email", "roles", "sign_in_by"} & set(spot.reads(tokens))
    assert set(spot.asks_who(tokens).json()) == {"sub"}


@pytest.mark.said
def test_state_nonce_and_issuer_come_back_as_they_are(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    told = answered(browser.get(spot.asks(state="s p&c=1/~%C3%A9", nonce="n.o?n=ce")))
    assert told["state"] == "s p&c=1/~%C3%A9"
    assert told["iss"] == ORIGIN
    assert spot.reads(spot.redeems(told["code"]))["nonce"] == "n.o?n=ce"


@pytest.mark.said
def test_who_isnt_signed_in_signs_in_first_and_goes_on(browser: Browser, spot: Application) -> None:
    """Source: FED-1, SIG-1."""
    somebody_signed_in(Browser())
    response = browser.get(spot.asks())
    assert response.status_code == 302
    assert response["Location"].startswith("/?next=")

    onward = sign_in(browser, next=dict(parse_qsl(urlsplit(response["Location"]).query))["next"])
    assert onward["Location"].startswith("/oidc/authorize?")
    assert spot.reads(spot.redeems(answered(browser.get(onward["Location"]))["code"]))["name"] == "Ann Archer"


@pytest.mark.said
def test_a_sign_in_to_the_application_is_one_fact_and_a_mere_code_is_none(browser: Browser, spot: Application) -> None:
    """Source: LIF-1, SPT-1."""
    person_id = somebody_signed_in(browser)
    code = code_for(spot, browser)
    signed_in = Entry.objects.filter(fact="federation.signed_in_to_application", person_id=person_id)
    assert signed_in.count() == 0
    spot.redeems(code)
    assert signed_in.count() == 1


def test_answers_with_tokens_are_never_stored_on_the_way(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    response = browser.get(spot.asks())
    assert response["Cache-Control"] == "no-store"
    refused = browser.post("/oidc/token", {"grant_type": "authorization_code"})
    assert refused.status_code == 401
    assert refused["Cache-Control"] == "no-store"


@pytest.mark.alike
@pytest.mark.parametrize(
    ("without", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "consent"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "²"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "https://elsewhere.example/r"}, "request_uri_not_supported"),
        ({"nonce": "n" * 1025}, "invalid_request"),
    ],
)
def test_a_request_outside_the_rules_gets_an_error_and_no_code(
    browser: Browser, spot: Application, without: dict[str, str | None], error: str
) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    told = answered(browser.get(changed(spot.asks(state="kept"), **without)))
    assert told["error"] == error
    assert told["state"] == "kept"
    assert AuthorizationCode.objects.count() == 0


def test_a_parameter_sent_twice_is_refused(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    assert answered(browser.get(spot.asks() + "&scope=openid"))["error"] == "invalid_request"
    twice = browser.get(spot.asks() + f"&redirect_uri={RETURN}")
    assert twice.status_code == 400
    assert "Location" not in twice


@pytest.mark.alike
@pytest.mark.parametrize(
    "address",
    [
        f"{RETURN}/",
        f"{RETURN}?next=1",
        f"{RETURN}#",
        "https://spot.example/Callback",
        "https://SPOT.example/callback",
        "https://spot.example//callback",
        "https://spot.example/x/../callback",
        "https://spot.example:443/callback",
        "https://spot.example@evil.example/callback",
        "https://spot.example.evil.example/callback",
        "http://spot.example/callback",
        "//spot.example/callback",
        "javascript:alert(1)",
        f" {RETURN}",
        f"{RETURN}\n",
        "",
    ],
)
def test_an_address_that_isnt_registered_letter_by_letter_is_never_gone_to(
    browser: Browser, spot: Application, address: str
) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    response = browser.get(changed(spot.asks(), redirect_uri=address))
    assert response.status_code == 400
    assert "Location" not in response
    assert b"isn&#x27;t registered" in response.content


def test_whoever_only_looks_leaves_nothing_behind(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    assert browser.head(spot.asks()).status_code == 405
    assert AuthorizationCode.objects.count() == 0


def test_an_unknown_application_is_told_so_here(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    response = browser.get(changed(spot.asks(), client_id="nobody"))
    assert response.status_code == 400
    assert "Location" not in response


def test_a_request_by_post_is_the_same_request(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    asked = dict(parse_qsl(urlsplit(spot.asks()).query))
    response = Browser(enforce_csrf_checks=True).post("/oidc/authorize", asked)
    assert response.status_code == 303
    assert "code" in answered(browser.get(response["Location"]))


@pytest.mark.said
@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": verifier()},
        {"code_verifier": ""},
        {"redirect_uri": f"{RETURN}/"},
        {"code": "another"},
    ],
)
def test_what_doesnt_fit_the_code_gets_nothing_and_spoils_nothing(
    browser: Browser, spot: Application, wrong: dict[str, str]
) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    with pytest.raises(OAuthError, match="invalid_grant"):
        spot.redeems(wrong.get("code", code), **{name: value for name, value in wrong.items() if name != "code"})
    assert AccessToken.objects.count() == 0
    assert spot.redeems(code)["token_type"] == "Bearer"


def test_another_application_cant_redeem_the_code(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    register("other")
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    other = Application(client_id="other")
    other.sent = spot.sent
    with pytest.raises(OAuthError, match="invalid_grant"):
        other.redeems(code)
    assert spot.redeems(code)["id_token"]


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize("secret", ["wrong", "", "a-secret-of-forty-characters-or-so-for-spoT"])
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_wrong_secret_gets_nothing(browser: Browser, spot: Application, secret: str, method: str) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    thief = Application(secret=secret, method=method)
    thief.sent = spot.sent
    with pytest.raises(OAuthError, match="invalid_client"):
        thief.redeems(code)
    assert spot.redeems(code)["id_token"]


def test_a_late_code_is_worth_nothing(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    AuthorizationCode.objects.update(issued_at=clock.now() - timedelta(seconds=60))
    with pytest.raises(OAuthError, match="invalid_grant"):
        spot.redeems(code)


@pytest.mark.said
def test_a_code_that_comes_twice_loses_what_it_gave(browser: Browser, spot: Application) -> None:
    """Source: FED-1."""
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    tokens = spot.redeems(code)
    assert spot.asks_who(tokens).status_code == 200

    with pytest.raises(OAuthError, match="invalid_grant"):
        spot.redeems(code)

    assert spot.asks_who(tokens).status_code == 401
    assert Entry.objects.filter(fact="federation.code_reused").count() == 1


@pytest.mark.said
def test_a_code_of_a_session_that_has_ended_is_worth_nothing(browser: Browser, spot: Application) -> None:
    """Source: FED-1, SPT-3."""
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    browser.post("/sign-out")
    with pytest.raises(OAuthError, match="invalid_grant"):
        spot.redeems(code)


def test_other_grants_are_not_offered(spot: Application) -> None:
    """Source: FED-1."""
    with pytest.raises(OAuthError, match="unsupported_grant_type"):
        spot.authlib.fetch_access_token(grant_type="password", username="ann", password="x")


@pytest.mark.timed
@pytest.mark.parametrize(
    ("count", "name", "told"),
    [(20, "Sunshine Medical Group, LLC", True), (20, "\u5149" * 200, False), (21, "A", False), (2000, "A", False)],
)
def test_more_roles_than_an_address_should_hold_are_told_at_userinfo_alone(
    browser: Browser, spot: Application, count: int, name: str, told: bool
) -> None:
    """Source: FED-1, SPT-2. However many, with no query for each, and quickly."""
    person_id = somebody_signed_in(browser)
    (here,) = Organization.objects.all()
    known = {each.attname: getattr(here, each.attname) for each in Organization._meta.concrete_fields}
    places = [
        Organization(
            **{**known, "id": uuid4(), "tin_index": f"t{number}", "submitter_id": f"s{number}", "legal_name": name}
        )
        for number in range(count - 1)
    ]
    Organization.objects.bulk_create(places, batch_size=500)
    RoleGrant.objects.bulk_create(
        [RoleGrant(person_id=person_id, role_id=END_USER, organization=each, granted_at=AT) for each in places],
        batch_size=500,
    )
    code = code_for(spot, browser)
    with CaptureQueriesContext(connection) as asked:
        tokens = spot.redeems(code)
    assert ("roles" in spot.reads(tokens)) is told
    assert len(tokens["id_token"]) < 8 * 1024
    assert len(asked) < 40
    assert len(spot.asks_who(tokens).json()["roles"]) == count
    assert processor_seconds(spot.asks_who, tokens) < 0.3  # with what the test itself takes
