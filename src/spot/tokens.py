"""Judging what the identity provider signed: pure, with keys, algorithm and time as arguments."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["ES256"]
LONGEST = 16 * 1024  # some fifty roles, each with its organization
SKEW = timedelta(seconds=60)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class NotGenuine(Exception):  # noqa: N818 - says what it is
    """A token that isn't what it should be."""


class UnknownKey(NotGenuine):
    """A token signed by a key that isn't in the set, which may be out of date."""


@dataclass(frozen=True)
class LogoutToken:
    """That a session is over: which one, and the token's own name, under which it is taken once."""

    sid: str
    jti: str
    expires_at: datetime


def verified(token: str, keys: KeySet, *, kind: str) -> dict[str, Any]:
    """Return the claims of a token of one kind, signed by one of these keys with our algorithm.

    Raises ``NotGenuine``. Length, keys and algorithm are ours to say, never the token's.
    """
    if len(token) > LONGEST:
        raise NotGenuine("too long")
    try:
        opened = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        raise UnknownKey("unknown key") from None
    except (JoseError, ValueError, TypeError) as fault:  # the library leaves a header of another shape to Python
        raise NotGenuine(type(fault).__name__) from None
    if str(opened.header.get("typ", "")).lower() != kind.lower():
        raise NotGenuine("of another kind")
    return opened.claims


def logout_token(claims: dict[str, Any], *, issuer: str, client_id: str, at: datetime) -> LogoutToken:
    """Judge what a logout token claims (OpenID Connect Back-Channel Logout 2.6). Raises ``NotGenuine``. Source: SPT-3.

    Reading: a logout token without a ``sid`` would end every session of a person; ours always has one.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
    sid, jti, events = claims.get("sid"), claims.get("jti"), claims.get("events")
    good = (
        claims.get("iss") == issuer
        and client_id in audiences
        and "nonce" not in claims
        and isinstance(events, dict)
        and isinstance(events.get(LOGOUT_EVENT), dict)
    )
    if not good:
        raise NotGenuine("not a logout token for us")
    if issued is None or expires is None or not issued - SKEW <= at < expires + SKEW:
        raise NotGenuine("too old, or not of our time")
    if not isinstance(sid, str) or not isinstance(jti, str) or not sid or not 0 < len(jti) <= 100:
        raise NotGenuine("without session or name")
    return LogoutToken(sid, jti, expires + SKEW)


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds < 1 << 34:
        return None
    return datetime.fromtimestamp(seconds, UTC)
