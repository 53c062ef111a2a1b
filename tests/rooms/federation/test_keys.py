"""Keys that sign: made once, rotated, served as long as somebody may need them; and what isn't accepted."""

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.contracts.oidc.application import Application, code_for, register, somebody_signed_in
from vestibule.federation import keys
from vestibule.federation.actions import ensure_signing_key, rotate_signing_key
from vestibule.federation.models import AuthorizationCode, SigningKey
from vestibule.federation.upkeep import CODES_KEPT, sweep
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

pytestmark = pytest.mark.django_db


def in_base64(part: bytes) -> str:
    """Return bytes as tokens write them."""
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def signed_with_the_public_key(public: dict[str, Any]) -> str:
    """Return the old trick: a token whose HS256 "secret" is the public key that everybody knows."""
    head = in_base64(json.dumps({"alg": "HS256", "kid": public["kid"]}).encode())
    body = in_base64(json.dumps({"sub": "ann"}).encode())
    secret = ECKey.import_key(public).as_pem()
    return f"{head}.{body}.{in_base64(hmac.digest(secret, f'{head}.{body}'.encode(), 'sha256'))}"


def test_the_first_key_is_made_once(at: datetime) -> None:
    """Source: FED-1."""
    for _ in range(3):
        ensure_signing_key(at=at)
    assert SigningKey.objects.count() == 1
    assert Entry.objects.filter(fact="federation.signing_key_made").count() == 1


def test_a_private_key_stands_sealed_and_is_never_served(at: datetime) -> None:
    """Source: FED-1."""
    ensure_signing_key(at=at)
    sealed = SigningKey.objects.values_list("private_pem", flat=True).get()
    assert b"PRIVATE KEY" not in bytes(sealed)
    served = keys.key_set(at=at)["keys"]
    assert [set(key) & {"d", "p", "q", "k"} for key in served] == [set()]


def test_a_retired_key_is_served_for_a_day_and_no_longer(at: datetime) -> None:
    """Source: FED-1."""
    ensure_signing_key(at=at)
    old = keys.signed({"sub": "ann"}, kind="JWT")
    rotate_signing_key(by=OPERATOR, at=at)
    new = keys.signed({"sub": "ann"}, kind="JWT")

    last_moment = at + keys.SERVED_AFTER_RETIREMENT - timedelta(seconds=1)
    for token in (old, new):
        assert keys.opened(token, at=last_moment) == {"sub": "ann"}
    assert len(keys.key_set(at=last_moment)["keys"]) == 2
    over = at + keys.SERVED_AFTER_RETIREMENT
    assert keys.opened(old, at=over) is None
    assert keys.opened(new, at=over) == {"sub": "ann"}


def test_applications_follow_a_rotation_by_themselves(client: Browser) -> None:
    """Source: FED-1."""
    register()
    spot = Application()
    somebody_signed_in(client)
    spot.reads(spot.redeems(code_for(spot, client)))
    rotate_signing_key(by=OPERATOR, at=clock.now())
    assert spot.reads(spot.redeems(code_for(spot, client)))["name"] == "Ann Archer"


def test_tokens_that_arent_ours_or_not_of_our_algorithm_are_nothing(at: datetime) -> None:
    """Source: FED-1."""
    ensure_signing_key(at=at)
    public = keys.key_set(at=at)["keys"][0]
    genuine = keys.signed({"sub": "ann"}, kind="JWT")
    head, body, signature = genuine.split(".")
    none = in_base64(json.dumps({"alg": "none", "kid": public["kid"]}).encode())
    foreign = ECKey.generate_key("P-256", {"kid": public["kid"]})

    assert keys.opened(genuine, at=at) == {"sub": "ann"}
    for forged in (
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{body}x.{signature}",
        f"{head}.{body}.",
        signed_with_the_public_key(public),
        jwt.encode({"alg": "ES256", "kid": public["kid"]}, {"sub": "ann"}, foreign),
        keys.signed({"sub": "ann", "padding": "x" * 9000}, kind="JWT"),
        "",
        "a.b.c",
        "é" * 50,
    ):
        assert keys.opened(forged, at=at) is None


def test_old_codes_are_swept_and_young_ones_stay(client: Browser) -> None:
    """Source: FED-1."""
    register()
    spot = Application()
    somebody_signed_in(client)
    tokens = spot.redeems(code_for(spot, client))
    sweep(at=clock.now() + CODES_KEPT - timedelta(minutes=1))
    assert spot.asks_who(tokens).status_code == 200
    sweep(at=clock.now() + CODES_KEPT)
    assert AuthorizationCode.objects.count() == 0
    assert spot.asks_who(tokens).status_code == 401
