"""SPOT as a relying party: whom it lets in, what it refuses, and how fast it lets go. Through HTTP, as a program."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.contracts.spot.conftest import Browser, Spot
from tests.contracts.spot.provider import LOGOUT_EVENT, ROLES, Provider


def unsigned(provider: Provider, claims: dict[str, Any], kind: str = "JWT") -> str:
    """Return a token that says it needs no signature."""
    parts = ({"alg": "none", "kid": "one", "typ": kind}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def by_secret(provider: Provider, claims: dict[str, Any], kind: str = "JWT") -> str:
    """Return a token signed by HS256, which the provider's own metadata offers."""
    return jwt.encode({"alg": "HS256", "kid": "one", "typ": kind}, claims, OctKey.import_key("s" * 40), ["HS256"])


def by_a_stranger(provider: Provider, claims: dict[str, Any], kind: str = "JWT") -> str:
    """Return a token signed by a stranger's key under the provider's name for its own."""
    return provider.signed(claims, kind=kind, key=ECKey.generate_key("P-256"))


pytestmark = [pytest.mark.programs, pytest.mark.xdist_group("spot"), pytest.mark.once]  # SPOT keeps its own few rows

FORGERIES = [unsigned, by_secret, by_a_stranger]
Forge = Callable[..., str]


def logout(spot: Spot, token: str) -> requests.Response:
    """Knock at the back-channel door."""
    return requests.post(f"{spot.address}/backchannel-logout", data={"logout_token": token}, timeout=30)


def test_whoever_the_provider_vouches_for_sees_name_organization_and_role(browser: Browser) -> None:
    """Source: SPT-1, SPT-2."""
    assert browser.at("/home").headers["Location"] == "/"
    assert browser.signs_in().headers["Location"] == "/home"
    home = browser.at("/home").text
    for words in ("Ann Archer", "Sunshine Family Practice", "End User", "Switch organization", "Sign Out"):
        assert words in home
    assert browser.at("/").headers["Location"] == "/home"


def test_the_home_screen_says_until_when_one_must_sign_in_and_be_certified(browser: Browser) -> None:
    """Source: SPT-2, LIF-1, LIF-3 (APP 0)."""
    browser.signs_in()
    home = browser.reads()
    assert "Sign in to SPOT again by December 24, 2026" in home
    assert "To be certified by November 24, 2027" in home
    assert "An approver of your organization certifies your role once a year." in home
    assert "Announcements There are no announcements." in home


def test_what_a_role_opens_is_said_for_the_role_in_which_one_looks(browser: Browser) -> None:
    """Source: SPT-2. A certification that is overdue says so."""
    browser.signs_in()
    assert "My Approvals" not in browser.reads()
    browser.switches("Harbor Billing Services: Approver")
    home = browser.reads()
    assert "My Approvals" in home
    assert "Certification was due by February 29, 2020" in home
    assert "The SPOT Help Desk certifies your role once a year." in home


@pytest.mark.parametrize("day", [None, 7, "soon", "2026-02-30", ["2026-12-24"], "<b>"])
def test_a_day_that_the_provider_does_not_tell_is_left_out(browser: Browser, spot: Spot, day: object) -> None:
    """Source: SPT-2. The rest of the home screen stands."""
    spot.provider.claims["sign_in_by"] = day
    spot.provider.claims["roles"] = [{**ROLES[0], "certify_by": day, "role_kind": "of its own"}]
    browser.signs_in()
    home = browser.reads()
    assert "Sunshine Family Practice" in home
    assert "again by" not in home
    assert "certified by" not in home
    assert "<b>" not in home


def test_a_provider_that_tells_no_days_at_all_is_enough(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2. One that runs an older release, say."""
    del spot.provider.claims["sign_in_by"]
    spot.provider.claims["roles"] = [{"role_name": "End User", "organization": None}]
    browser.signs_in()
    assert "Keep your access" in browser.reads()


def test_the_days_are_as_new_as_the_providers_last_word(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3."""
    browser.signs_in()
    spot.minutes_pass(0.8)
    spot.provider.claims["sign_in_by"] = "2026-12-25"
    assert "again by December 25, 2026" in browser.reads()


def test_spot_asks_for_pkce_state_and_nonce_anew_each_time(browser: Browser) -> None:
    """Source: SPT-1, FED-1."""
    first, second = browser.departs(), browser.departs()
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 20


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_id_token_lets_nobody_in(browser: Browser, spot: Spot, forge: Forge) -> None:
    """Source: SPT-1."""
    browser.departs()
    spot.provider.id_token = forge(spot.provider, spot.provider.honest_claims())
    assert browser.comes_back().status_code == 400
    assert not browser.is_in()


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "http://localhost:1"},
        {"aud": "other"},
        {"aud": ["other", "spot"], "azp": "other"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"iat": None},
        {"sid": None},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"at_hash": None},
        {"padding": "x" * 15_000},
    ],
)
def test_an_id_token_for_something_else_lets_nobody_in(browser: Browser, spot: Spot, changed: dict[str, Any]) -> None:
    """Source: SPT-1."""
    browser.departs()
    claims = {**spot.provider.honest_claims(), **changed}
    spot.provider.id_token = spot.provider.signed({name: value for name, value in claims.items() if value is not None})
    assert browser.comes_back().status_code == 400
    assert not browser.is_in()


def test_a_return_is_good_once_and_for_its_own_browser(browser: Browser, spot: Spot) -> None:
    """Source: SPT-1."""
    browser.departs()
    with Browser(spot) as stranger:
        assert stranger.comes_back().status_code == 400
        assert not stranger.is_in()
    assert browser.comes_back(state="another").status_code == 400
    assert browser.comes_back(iss="http://elsewhere.example").status_code == 400
    browser.departs()
    assert browser.comes_back().headers["Location"] == "/home"
    assert browser.comes_back().status_code == 400


def test_a_refusal_of_the_provider_is_said_plainly(browser: Browser) -> None:
    """Source: SPT-1."""
    browser.departs()
    refused = browser.comes_back(error="access_denied")
    assert refused.status_code == 403
    assert "Role Request" in refused.text


def test_whoever_has_no_role_isnt_let_in(browser: Browser, spot: Spot) -> None:
    """Source: FED-1, SPT-3."""
    spot.provider.claims["roles"] = []
    assert browser.signs_in().status_code == 403
    assert not browser.is_in()


def test_a_get_changes_nothing_and_other_sites_forms_neither(browser: Browser, spot: Spot) -> None:
    """Source: SPT-1."""
    browser.signs_in()
    for path in ("/sign-out", "/sign-in", "/switch", "/backchannel-logout"):
        assert browser.at(path).status_code == 405
    for path in ("/sign-out", "/switch", "/sign-in"):
        assert browser.post(f"{spot.address}{path}", allow_redirects=False).status_code == 403
    assert browser.is_in()


def test_signing_out_ends_the_session_here_and_leads_to_the_providers(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, FED-1."""
    browser.signs_in()
    stolen = browser.cookies.get_dict()
    page = browser.at("/home").text
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    gone = browser.post(f"{spot.address}/sign-out", data={"csrfmiddlewaretoken": token}, allow_redirects=False)
    assert gone.headers["Location"].startswith(f"{spot.provider.issuer}/end?id_token_hint=")
    assert requests.get(f"{spot.address}/home", cookies=stolen, allow_redirects=False).status_code == 302


def test_a_logout_token_ends_its_session_and_no_other(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    token = spot.provider.signed(spot.provider.logout_claims(), kind="logout+jwt")
    spot.provider.speaks_true()
    with Browser(spot) as other:
        other.signs_in()
        assert logout(spot, token).status_code == 200
        assert not browser.is_in()
        assert other.is_in()


def test_a_logout_token_is_taken_once(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    token = spot.provider.signed(spot.provider.logout_claims(), kind="logout+jwt")
    with ThreadPoolExecutor(4) as pool:
        taken = sorted(answer.status_code for answer in pool.map(lambda _: logout(spot, token), range(4)))
    assert taken == [200, 400, 400, 400]
    browser.signs_in()
    assert logout(spot, token).status_code == 400
    assert browser.is_in()


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_logout_token_ends_nothing(browser: Browser, spot: Spot, forge: Forge) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    assert logout(spot, forge(spot.provider, spot.provider.logout_claims(), "logout+jwt")).status_code == 400
    assert browser.is_in()


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "http://localhost:1"},
        {"aud": "other"},
        {"aud": None},
        {"iat": 1, "exp": 2},
        {"exp": None},
        {"iat": 4_000_000_000, "exp": 4_000_000_100},
        {"events": {}},
        {"events": {LOGOUT_EVENT: "yes"}},
        {"events": None},
        {"nonce": "n"},
        {"sid": None},
        {"sid": 7},
        {"jti": None},
        {"jti": ""},
    ],
)
def test_a_logout_token_that_isnt_one_ends_nothing(browser: Browser, spot: Spot, changed: dict[str, Any]) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    claims = {name: value for name, value in {**spot.provider.logout_claims(), **changed}.items() if value is not None}
    assert logout(spot, spot.provider.signed(claims, kind="logout+jwt")).status_code == 400
    assert browser.is_in()


def test_an_id_token_is_no_logout_token(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    assert logout(spot, spot.provider.signed(spot.provider.logout_claims())).status_code == 400
    assert logout(spot, "").status_code == 400
    assert browser.is_in()


def test_the_provider_is_asked_again_before_a_minute_is_over(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    before = spot.provider.asked_who
    assert browser.is_in()
    assert spot.provider.asked_who == before
    spot.minutes_pass(0.8)
    assert browser.is_in()
    assert browser.is_in()
    assert spot.provider.asked_who == before + 1


@pytest.mark.parametrize("status", [401, 403])
def test_whoever_the_provider_doesnt_know_any_more_is_out(browser: Browser, spot: Spot, status: int) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    spot.minutes_pass(0.8)
    spot.provider.userinfo_status = status
    over = browser.at("/home")
    assert over.status_code == 403
    assert "Your session is over" in over.text
    spot.provider.userinfo_status = 200
    assert browser.at("/home").status_code == 302


def test_another_person_under_the_same_token_is_nobody(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    spot.minutes_pass(0.8)
    spot.provider.claims["sub"] = "bob"
    assert browser.at("/home").status_code == 403


def test_roles_are_as_new_as_the_providers_last_word(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3."""
    browser.signs_in()
    spot.minutes_pass(0.8)
    spot.provider.claims["roles"] = ROLES[1:]
    assert "Organization Harbor Billing Services" in browser.reads()
    assert browser.offered() == {}


def test_who_comes_to_the_front_page_has_the_roles_of_this_moment(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2. The mail of an approval leads there: nobody waits for a role that is theirs."""
    spot.provider.claims["roles"] = ROLES[:1]
    browser.signs_in()
    spot.provider.claims["roles"] = ROLES
    assert "Harbor Billing Services" not in browser.at("/home").text
    assert browser.at("/").headers["Location"] == "/home"
    assert "Harbor Billing Services" in browser.at("/home").text
    spot.provider.userinfo_status = 401
    assert browser.at("/").status_code == 403
    assert browser.at("/home").status_code == 302


def test_while_the_provider_is_silent_nobody_gets_on_and_nobody_is_signed_out(browser: Browser, spot: Spot) -> None:
    """Source: SPT-3."""
    browser.signs_in()
    spot.minutes_pass(0.8)
    spot.provider.silent = True
    assert browser.at("/home").status_code == 503
    spot.provider.silent = False
    assert browser.is_in()


def test_spots_database_alone_tells_nothing_of_a_person(browser: Browser, spot: Spot) -> None:
    """Source: SPT-1."""
    browser.signs_in()
    stored = spot.stored()
    for told in (b"Ann Archer", b"Sunshine", b"access_token", browser.cookies["spot-session"].encode()):
        assert told not in stored
