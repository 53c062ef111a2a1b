"""The keys that sign what applications are told: parsed once, kept in memory by their id."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters, KeySet

from vestibule.federation.models import SigningKey

ALGORITHM = "ES256"
LONGEST_TOKEN = 8192
# Longer than the longest session, so that a session's ID token is still a hint when it ends (SIG-7: 12 hours).
SERVED_AFTER_RETIREMENT = timedelta(hours=24)

_parsed: dict[str, ECKey] = {}


def generated_key() -> ECKey:
    """Make a new key with a random name, which stands in facts and so is no thumbprint (one may begin with ``_``)."""
    named: KeyParameters = {"kid": token_hex(8), "use": "sig", "alg": ALGORITHM}
    return ECKey.generate_key("P-256", named, private=True)


def signed(claims: dict[str, Any], *, kind: str) -> str:
    """Sign claims with the active key; ``kind`` is the header's ``typ``, so that no token passes for another kind."""
    key = _parsed_key(SigningKey.objects.defer("private_pem").get(state="active").kid)
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": kind}, claims, key, algorithms=[ALGORITHM])


def opened(token: str, *, at: datetime) -> dict[str, Any] | None:
    """Return the claims of a token that one of our served keys signed; whether it is still good, the caller judges.

    Length, algorithm and keys are ours to say, never the token's.
    """
    keys = [ECKey.import_key(row.public_jwk) for row in served_keys(at=at)]
    if not keys or len(token) > LONGEST_TOKEN:
        return None
    try:
        return jwt.decode(token, KeySet(list(keys)), algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError):  # the library leaves a header of another shape to Python
        return None


def served_keys(*, at: datetime) -> list[SigningKey]:
    """Return the keys that applications may still meet: the active one first, then those retired lately."""
    rows = SigningKey.objects.defer("private_pem").order_by("retired_at", "kid")
    return [row for row in rows if row.retired_at is None or at < row.retired_at + SERVED_AFTER_RETIREMENT]


def key_set(*, at: datetime) -> dict[str, Any]:
    """Return the public keys as a JWK set (RFC 7517)."""
    return {"keys": [row.public_jwk for row in served_keys(at=at)]}


def _parsed_key(kid: str) -> ECKey:
    if kid not in _parsed:
        pem = SigningKey.objects.get(kid=kid).private_pem
        _parsed[kid] = ECKey.import_key(pem, {"kid": kid, "use": "sig", "alg": ALGORITHM})
    return _parsed[kid]
