"""What no browser and no application sends: it is refused in the same plain way, and breaks nothing."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.contracts.oidc.application import RETURN, register
from tests.people import AT

pytestmark = pytest.mark.django_db

DAMAGED = [
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\u202e",
    "\u200b",
    "\ufffe",
    "\U0010ffff",
    "é" * 300,
    "' OR 1=1 --",
    "{{7*7}}",
]
HEADS = [
    b'{"alg":"none"}',
    b'{"alg":["ES256"]}',
    b'{"alg":null}',
    b'{"alg":"ES256","kid":{}}',
    b'{"alg":"ES256","crit":5}',
    b'{"alg":"ES256","crit":["x"]}',
    b'{"alg":"HS256"}',
    b"[]",
    b"null",
    b"[" * 3000,
    b"\xff\xfe",
]


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment, with an application registered."""
    travel(AT)
    register()


@pytest.mark.parametrize("damaged", DAMAGED, ids=repr)
def test_damaged_words_are_refused_and_break_nothing(damaged: str):
    """Source: FED-1, ACC-1, SIG-1. On PostgreSQL a NUL can't be stored, nor even asked for."""
    good = {
        "client_id": "spot",
        "redirect_uri": RETURN,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": "a" * 43,
        "code_challenge_method": "S256",
    }
    browser = Client()
    answers = [
        *(browser.get("/oidc/authorize", {**good, name: damaged}) for name in [*good, "state", "nonce", "max_age"]),
        browser.get("/oidc/end-session", {"client_id": damaged, "state": damaged, "id_token_hint": damaged}),
        browser.post("/oidc/token", {"client_id": damaged, "client_secret": damaged, "code": damaged}),
        browser.post("/", {"user_id": damaged, "password": damaged, "terms": damaged}),
        browser.post("/register/personal", dict.fromkeys(["first_name", "email", "birth_date_year"], damaged)),
        browser.post("/register/contact", dict.fromkeys(["city", "state", "telephone", "zip_code"], damaged)),
        browser.post("/register/check", {"user_id": damaged, "password": damaged}),
        browser.get("/register/contact"),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def _tokens() -> Iterator[str]:
    for head in HEADS:
        for body in (b"{}", b"[]", b"x"):
            yield ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (head, body, b"x" * 64))
    yield from (".", "..", "é.é.é", "{}", "a.b.c.d.e", "a" * 100_000)


@pytest.mark.parametrize("token", list(_tokens()), ids=lambda token: token[:20])
def test_a_token_of_another_shape_names_nobody(token: str):
    """Source: FED-1."""
    answer = Client().get("/oidc/end-session", {"id_token_hint": token, "post_logout_redirect_uri": RETURN})
    assert answer.status_code == 200
    assert b"signed out" in answer.content.lower()


@pytest.mark.parametrize(
    "header",
    ["Basic é", "Basic", "Basic =", "Basic !", "Basic /zr/", "Basic AAA6AA==", "Bearer", "Bearer é", "Digest x", "é"],
)
def test_an_application_that_proves_itself_strangely_has_not_proven_itself(header: str):
    """Source: FED-1."""
    redeemed = Client().post("/oidc/token", {"grant_type": "authorization_code"}, headers={"Authorization": header})
    asked = Client().get("/oidc/userinfo", headers={"Authorization": header})
    assert (redeemed.status_code, redeemed.json()["error"]) == (401, "invalid_client")
    assert (asked.status_code, asked.json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize("state", ["a\x00b", "line\nbreak", "é"])
@pytest.mark.parametrize("name", ["state", "nonce"])
def test_state_and_nonce_are_printable(name: str, state: str):
    """Source: FED-1 (RFC 6749, appendix A.5)."""
    asked = {
        "client_id": "spot",
        "redirect_uri": RETURN,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": "a" * 43,
        "code_challenge_method": "S256",
        name: state,
    }
    answer = Client().get("/oidc/authorize", asked)
    assert answer["Location"].startswith(f"{RETURN}?error=invalid_request")


def test_too_many_fields_and_too_large_a_form_get_a_page():
    """Source: ACC-4."""
    for form in ({f"field-{number}": "x" for number in range(10_000)}, {"user_id": "x" * 5_000_000}):
        assert Client().post("/", form).status_code == 400


def test_a_file_that_nobody_asked_for_is_stored_nowhere(monkeypatch: pytest.MonkeyPatch):
    """Source: ACC-1. A stranger can't fill the disk or the memory."""
    kept: list[str] = []
    for kind in ("TemporaryUploadedFile", "InMemoryUploadedFile"):
        monkeypatch.setattr(f"django.core.files.uploadhandler.{kind}", lambda *_, **__: kept.append("a file"))
    for size in (100, 6_000_000):
        sent = SimpleUploadedFile("claims.pdf", b"x" * size)
        assert Client().post("/", {"user_id": "ann.archer", "file": sent}).status_code == 422
    assert kept == []
