"""The rules of federation at their borders, without a database."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vestibule.federation.policy.authorization import (
    OAUTH_ERRORS,
    AuthorizationRequest,
    must_sign_in_again,
    redirect_faults,
    request_faults,
)
from vestibule.federation.policy.claims import ONE_FACTOR, TWO_FACTORS, acr_of, entry_faults, scoped
from vestibule.federation.policy.redemption import CODE_LIFETIME, CodeTerms, Redemption, challenge_of, code_faults

CLIENT = UUID(int=1)
VERIFIER = "v" * 43
GOOD = AuthorizationRequest(
    client_id="spot",
    redirect_uri="https://spot.example/callback",
    response_type="code",
    scope="openid",
    code_challenge="c" * 43,
    code_challenge_method="S256",
)


def test_a_good_request_has_no_fault() -> None:
    """Source: FED-1."""
    assert request_faults(GOOD) == []
    assert request_faults(replace(GOOD, prompt="login", max_age="0", response_mode="query")) == []


@pytest.mark.parametrize(
    ("challenge", "good"),
    [("c" * 42, False), ("c" * 43, True), ("c" * 44, False), ("c" * 42 + "=", False), ("c" * 42 + "é", False)],
)
def test_a_challenge_has_43_characters_of_base64url(challenge: str, good: bool) -> None:
    """Source: FED-1."""
    assert (request_faults(replace(GOOD, code_challenge=challenge)) == []) is good


@given(st.text(max_size=10).filter(lambda text: text != "S256"))
def test_no_other_method_than_s256_passes(method: str) -> None:
    """Source: FED-1."""
    assert request_faults(replace(GOOD, code_challenge_method=method))


@given(st.text(max_size=40))
def test_only_the_registered_address_itself_is_gone_to(address: str) -> None:
    """Source: FED-1."""
    registered = ["https://spot.example/callback"]
    assert (redirect_faults(address, registered) == []) is (address in registered)
    assert redirect_faults(registered[0] + (address or "/"), registered)


@given(st.builds(AuthorizationRequest, prompt=st.text(max_size=9), max_age=st.text(max_size=5), scope=st.text()))
def test_every_fault_of_a_request_has_an_oauth_error(asked: AuthorizationRequest) -> None:
    """Source: FED-1."""
    assert all(fault.code in OAUTH_ERRORS for fault in request_faults(asked))


@pytest.mark.parametrize(
    ("changed", "fresh_after", "again"),
    [
        ({}, None, False),
        ({"max_age": "60"}, None, False),
        ({"max_age": "59"}, None, True),
        ({"max_age": "0"}, None, True),
        ({"max_age": "0"}, 0, False),
        ({"max_age": "0"}, 1, True),
        ({"prompt": "login"}, None, True),
        ({"prompt": "login"}, 0, False),
        ({"prompt": "login"}, 1, True),
    ],
)
def test_how_fresh_a_sign_in_must_be(
    changed: dict[str, str], fresh_after: int | None, again: bool, at: datetime
) -> None:
    """Source: FED-1. The person signed in a minute ago; ``fresh_after`` is when they were sent for it."""
    signed_in_at = at - timedelta(seconds=60)
    since = None if fresh_after is None else signed_in_at + timedelta(seconds=fresh_after)
    assert must_sign_in_again(replace(GOOD, **changed), signed_in_at, fresh_since=since, at=at) is again


@pytest.mark.parametrize(
    ("seconds", "changed", "good"),
    [
        (0, {}, True),
        (59, {}, True),
        (60, {}, False),
        (0, {"client": uuid4()}, False),
        (0, {"redirect_uri": "https://spot.example/callback/"}, False),
        (0, {"verifier": "w" * 43}, False),
        (0, {"verifier": "v" * 42}, False),
        (0, {"verifier": ""}, False),
        (0, {"verifier": "é" * 43}, False),
    ],
)
def test_a_code_is_redeemed_with_all_that_it_was_bound_to(
    seconds: int, changed: dict[str, object], good: bool, at: datetime
) -> None:
    """Source: FED-1."""
    terms = CodeTerms(CLIENT, GOOD.redirect_uri, challenge_of(VERIFIER), at)
    shown = replace(Redemption(CLIENT, GOOD.redirect_uri, VERIFIER), **changed)  # type: ignore[arg-type]  # of one kind each
    late = at + timedelta(seconds=seconds)
    assert (code_faults(terms, shown, at=late) == []) is good
    assert timedelta(seconds=60) == CODE_LIFETIME


def test_the_challenge_is_that_of_the_standard() -> None:
    """Source: FED-1 (the example of RFC 7636, appendix B)."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("live", "state", "admitted", "inside"),
    [
        (True, "active", True, True),
        (False, "active", True, False),
        (True, "disabled", True, False),
        (True, "unverified", True, False),
        (True, "active", False, False),
    ],
)
def test_whoever_lacks_session_account_or_role_is_out(live: bool, state: str, admitted: bool, inside: bool) -> None:
    """Source: SPT-3."""
    assert (entry_faults(session_is_live=live, account_state=state, admitted=admitted) == []) is inside


def test_no_more_is_claimed_of_a_sign_in_than_was_done() -> None:
    """Source: FED-1."""
    assert acr_of(["pwd"]) == ONE_FACTOR
    assert acr_of(["pwd", "otp", "mfa"]) == TWO_FACTORS


def test_a_scope_opens_its_own_claims_only() -> None:
    """Source: FED-1."""
    known: dict[str, object] = {"name": "Ann", "email": "ann@example.com", "email_verified": True, "roles": []}
    assert scoped(known, "openid") == {}
    assert set(scoped(known, "openid email")) == {"email", "email_verified"}
    assert scoped(known, "openid profile email roles") == known
