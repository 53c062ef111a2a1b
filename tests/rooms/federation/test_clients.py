"""Registering applications: what may be declared, and that loading the same again does nothing."""

from dataclasses import replace
from datetime import datetime

import pytest

from vestibule.federation.actions import ClientTerms, load_client
from vestibule.federation.models import Client
from vestibule.federation.policy.clients import address_faults
from vestibule.federation.queries import client_origins, proven_client
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.reasons import Refused

TERMS = ClientTerms(
    name="SPOT",
    application_key="spot",
    redirect_uris=("https://spot.example/callback",),
    post_logout_redirect_uris=("https://spot.example/",),
    backchannel_logout_uri="https://spot.example/backchannel-logout",
)
SECRET = "x" * 40


def told() -> list[str]:
    """Return what is on record of applications."""
    return list(
        Entry.objects.filter(fact__startswith="federation.client").order_by("at").values_list("fact", flat=True)
    )


@pytest.mark.django_db
def test_loading_the_same_again_does_nothing(at: datetime) -> None:
    """Source: FED-1."""
    for _ in range(3):
        assert load_client("spot", TERMS, secret=SECRET, by=OPERATOR, at=at) is None
    assert told() == ["federation.client_registered"]


@pytest.mark.django_db
def test_what_differs_is_changed_and_the_rest_stays(at: datetime) -> None:
    """Source: FED-1."""
    load_client("spot", TERMS, secret=SECRET, by=OPERATOR, at=at)
    load_client("spot", replace(TERMS, name="SPOT of tomorrow"), by=OPERATOR, at=at)
    assert sorted(told()) == ["federation.client_changed", "federation.client_registered"]
    assert proven_client("spot", SECRET)
    assert Client.objects.get().name == "SPOT of tomorrow"


@pytest.mark.django_db
def test_a_secret_that_isnt_given_is_made_and_shown_once(at: datetime) -> None:
    """Source: FED-1."""
    secret = load_client("spot", TERMS, by=OPERATOR, at=at)
    assert secret
    assert len(secret) >= 40
    assert load_client("spot", TERMS, by=OPERATOR, at=at) is None
    assert proven_client("spot", secret)
    assert proven_client("spot", secret + "x") is None
    assert proven_client("nobody", secret) is None
    assert secret not in Client.objects.get().secret_digest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "secret", "why_not"),
    [
        (replace(TERMS, redirect_uris=()), SECRET, "federation.no_redirect"),
        (replace(TERMS, redirect_uris=("http://spot.example/cb",)), SECRET, "federation.address_unsafe"),
        (replace(TERMS, backchannel_logout_uri="http://10.0.0.1/"), SECRET, "federation.address_unsafe"),
        (TERMS, "short", "federation.secret_short"),
    ],
)
def test_an_unsafe_declaration_is_refused_whole(terms: ClientTerms, secret: str, why_not: str, at: datetime) -> None:
    """Source: FED-1."""
    with pytest.raises(Refused, match=why_not):
        load_client("spot", terms, secret=secret, by=OPERATOR, at=at)
    assert Client.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["https://spot.example/callback", "http://localhost:8001/callback", "http://127.0.0.1:9/cb?x=1"]
)
def test_addresses_that_may_be_registered(address: str) -> None:
    """Source: FED-1."""
    assert address_faults(address) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://spot.example/callback",
        "https://spot.example/callback#here",
        "https://ann:secret@spot.example/callback",
        "https:///callback",
        "javascript:alert(1)",
        "https://spot.example/ callback",
        "https://spot.example/\ncallback",
        "https://spöt.example/",
        "file:///etc/passwd",
        "",
    ],
)
def test_addresses_that_may_not_be_registered(address: str) -> None:
    """Source: FED-1."""
    assert [fault.code for fault in address_faults(address)] == ["federation.address_unsafe"]


@pytest.mark.django_db
def test_forms_may_lead_to_registered_applications_and_nowhere_else(at: datetime) -> None:
    """Source: FED-1."""
    load_client("spot", TERMS, by=OPERATOR, at=at)
    assert client_origins() == ["https://spot.example"]
