"""What holds where people reach us over TLS, which ends at a proxy that speaks plain http to us."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ORIGIN = "https://idm.example.org"


@pytest.fixture
def over_tls(settings) -> Client:
    """Return a browser of an installation whose origin is https; the proxy tells us nothing of it."""
    settings.ORIGIN, settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ORIGIN, ["idm.example.org"], [ORIGIN]
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.CSRF_COOKIE_SECURE = True
    return Client(enforce_csrf_checks=True, headers={"Host": "idm.example.org"})


def test_browsers_are_told_to_come_back_over_tls_only(over_tls: Client):
    """Source: SIG-7 (a session's cookie never travels in clear)."""
    assert over_tls.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("sender", "answer"),
    [
        ({"Origin": ORIGIN}, 422),
        ({"Referer": f"{ORIGIN}/"}, 422),
        ({}, 403),
        ({"Origin": "http://idm.example.org"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Referer": "https://evil.example/"}, 403),
    ],
)
def test_a_form_says_that_it_comes_from_our_own_page(over_tls: Client, sender: dict[str, str], answer: int):
    """Source: SIG-1 (signing in as somebody else is no deed of another site)."""
    over_tls.get("/")
    token = over_tls.cookies["vestibule-csrf"].value
    assert over_tls.post("/", {"csrfmiddlewaretoken": token}, headers=sender).status_code == answer
