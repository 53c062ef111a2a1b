"""The rules of signing in, at their borders."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.people import AT
from vestibule.kernel.rulebook import SignInRules
from vestibule.signin.lifecycle import CODE, JOURNEY, SESSION
from vestibule.signin.policy.codes import CodeInHand, code_faults, folded_code
from vestibule.signin.policy.entering import form_faults, session_is_over, standing_faults
from vestibule.web.visit import own_path

RULES = SignInRules()
GOOD = CodeInHand(tries=0, expires_at=AT + timedelta(minutes=30), minutes=30)


def codes(reasons) -> list[str]:
    """Return the codes of reasons."""
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("text", "code", "at", "why_not"),
    [
        ("123456", GOOD, AT, []),
        ("123456", GOOD, AT + timedelta(minutes=30, microseconds=-1), []),
        ("123456", GOOD, AT + timedelta(minutes=30), ["signin.code_late"]),
        ("123456", CodeInHand(4, GOOD.expires_at, 30), AT, []),
        ("123456", CodeInHand(5, GOOD.expires_at, 30), AT, ["signin.code_spent"]),
        ("123456", None, AT, ["signin.code_not_sent"]),
        ("12345", GOOD, AT, ["signin.not_a_code"]),
        ("1234567", GOOD, AT, ["signin.not_a_code"]),
        ("12345٤", GOOD, AT, ["signin.not_a_code"]),
    ],
)
def test_a_code_is_judged_when_it_is_used(text, code, at, why_not):
    """Source: SIG-2."""
    assert codes(code_faults(text, code, rules=RULES, at=at)) == why_not


@given(some.text(max_size=30))
def test_a_folded_code_of_digits_only_is_ascii(text):
    """Source: SIG-2."""
    folded = folded_code(text)
    assert folded_code(folded) == folded
    if all(sign.isdecimal() or sign.isspace() for sign in text):
        assert folded.isascii()


@pytest.mark.parametrize(
    ("idle", "old", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(minutes=30, microseconds=-1), timedelta(hours=1), False),
        (timedelta(minutes=30), timedelta(hours=1), True),
        (timedelta(0), timedelta(hours=12, microseconds=-1), False),
        (timedelta(0), timedelta(hours=12), True),
    ],
)
def test_a_session_is_over_when_idle_or_too_old(idle, old, over):
    """Source: SIG-7."""
    assert session_is_over(AT - old, AT - idle, rules=RULES, at=AT) is over


@pytest.mark.parametrize(
    ("state", "why_not"),
    [
        ("active", []),
        ("unverified", []),
        ("held", ["signin.held"]),
        ("disabled", ["signin.wrong"]),
        ("lapsed", ["signin.wrong"]),
        ("invited", ["signin.wrong"]),
        ("anything new", ["signin.wrong"]),
    ],
)
def test_who_may_sign_in(state, why_not):
    """Source: SIG-5, ACC-2."""
    assert codes(standing_faults(state, RULES)) == why_not


def test_a_form_is_tried_only_when_it_is_whole():
    """Source: SIG-1, ACC-11."""
    assert codes(form_faults("ann.archer", "x", agreed=True)) == []
    assert codes(form_faults(" ", "", agreed=False)) == ["signin.empty", "signin.empty", "signin.terms_not_agreed"]
    assert codes(form_faults("u" * 256, "p" * 256, agreed=True)) == []
    assert codes(form_faults("u" * 257, "p" * 257, agreed=True)) == ["signin.too_long", "signin.too_long"]


def test_what_is_over_moves_no_more():
    """Source: SIG-1, SIG-2, SIG-7."""
    assert [JOURNEY.allows(state, "verify") for state in ("code", "in", "over")] == [True, False, False]
    assert [CODE.allows(state, "use") for state in ("open", "used", "dead")] == [True, False, False]
    assert [SESSION.allows(state, "end") for state in ("live", "ended")] == [True, False]


@given(some.text(max_size=40))
def test_an_own_address_is_never_another_site(text):
    """Source: SIG-1. What browsers make of it begins with one slash, and no second one or backslash follows."""
    path = own_path(text) or own_path(f"/{text}")
    if path:
        assert path[0] == "/"
        assert path[1:2] not in {"/", "\\"}
        assert not set(path) & {"\\", "\t", "\r", "\n", "\0"}


@pytest.mark.parametrize("path", ["/", "/home", "/oidc/authorize?client_id=spot&state=a%2Fb&redirect_uri=http://x/"])
def test_an_own_address_stays_as_it_is(path):
    """Source: SIG-1, FED-1."""
    assert own_path(path) == path
