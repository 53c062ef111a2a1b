"""The keys that sign what applications are told: parsed once, kept in memory by their id."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from vestibule.federation.models import SigningKey
from vestibule.kernel.later import later

if TYPE_CHECKING:
    from joserfc import errors, jwk, jwt
else:
    errors, jwk, jwt = map(later, ("joserfc.errors", "joserfc.jwk", "joserfc.jwt"))

ALGORITHM = "ES256"
LONGEST_TOKEN = 8192
# Longer than the longest session, so that a session's ID token is still a hint when it ends (SIG-7: 12 hours).
SERVED_AFTER_RETIREMENT = timedelta(hours=24)

_parsed: "dict[str, jwk.ECKey]" = {}


def generated_key() -> "jwk.ECKey":
    """Make a new key with a random name, which stands in facts and so is no thumbprint (one may begin with ``_``)."""
    named: jwk.KeyParameters = {"kid": token_hex(8), "use": "sig", "alg": ALGORITHM}
    return jwk.ECKey.generate_key("P-256", named, private=True)


def signed(claims: dict[str, Any], *, kind: str) -> str:
    """Sign claims with the active key; ``kind`` is the header's ``typ``, so that no token passes for another kind."""
    key = _parsed_key(SigningKey.objects.defer("private_pem").get(state="active").kid)
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": kind}, claims, key, algorithms=[ALGORITHM])


def opened(token: str, *, at: datetime) -> dict[str, Any] | None:
    """Return the claims of a token that one of our served keys signed; whether it is still good, the caller judges.

    Length, algorithm and keys are ours to say, never the token's.
    """
    keys = [jwk.ECKey.import_key(row.public_jwk) for row in served_keys(at=at)]
    if not keys or len(token) > LONGEST_TOKEN:
        return None
    try:
        return jwt.decode(token, jwk.KeySet(list(keys)), algorithms=[ALGORITHM]).claims
    except (errors.JoseError, ValueError, TypeError):  # the library leaves a header of another shape to Python
        return None


def served_keys(*, at: datetime) -> list[SigningKey]:
    """Return the keys that applications may still meet: the active one first, then those retired lately."""
    rows = SigningKey.objects.defer("private_pem").order_by("retired_at", "kid")
    return [row for row in rows if row.retired_at is None or at < row.retired_at + SERVED_AFTER_RETIREMENT]


def key_set(*, at: datetime) -> dict[str, Any]:
    """Return the public keys as a JWK set (RFC 7517)."""
    return {"keys": [row.public_jwk for row in served_keys(at=at)]}


def _parsed_key(kid: str) -> "jwk.ECKey":
    if kid not in _parsed:
        pem = SigningKey.objects.get(kid=kid).private_pem
        _parsed[kid] = jwk.ECKey.import_key(pem, {"kid": kid, "use": "sig", "alg": ALGORITHM})
    return _parsed[kid]
