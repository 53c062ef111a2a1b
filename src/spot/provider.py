"""The identity provider, through Authlib's client: where people sign in, and what it says of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from spot import tokens
from spot.environment import environment

SCOPE = "openid profile email roles announcements"
SECONDS = 5
LEEWAY = 60
_KEYS_FRESH_FOR = timedelta(seconds=30)


class Unreachable(Exception):  # noqa: N818 - says what it is
    """The identity provider didn't answer, or not as it should."""


class SaidNo(Exception):  # noqa: N818 - says what it is
    """The identity provider refused, or what it gave isn't genuine."""


@dataclass(frozen=True)
class Departure:
    """Somebody on their way to the provider, and what must match when they come back."""

    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Arrival:
    """Somebody who came back, as the provider describes them."""

    claims: dict[str, Any] = field(repr=False)
    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    good_for: timedelta


class Provider:
    """One identity provider; its addresses are asked for once, its keys when an unknown one shows up."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, origin: str) -> None:
        """Describe the provider, and ourselves to it."""
        self.issuer, self.client_id, self.origin = issuer, client_id, origin
        self.redirect_uri = f"{origin}/callback"
        self._keys: tuple[datetime, KeySet] | None = None
        self._client = OAuth().register(
            "idm",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": SCOPE,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic",
                "default_timeout": SECONDS,
            },
        )

    def departure(self) -> Departure:
        """Send somebody to sign in: state, nonce and PKCE verifier are new each time. Raises ``Unreachable``."""
        self._known()
        made = self._client.create_authorization_url(self.redirect_uri)
        return Departure(made["url"], made["state"], made["nonce"], made["code_verifier"])

    def arrival(self, code: str, nonce: str, verifier: str, *, at: datetime) -> Arrival:
        """Redeem a code and judge the ID token. Raises ``SaidNo`` or ``Unreachable``. Source: SPT-1."""
        self._known()
        try:
            given = self._client.fetch_access_token(
                redirect_uri=self.redirect_uri, code=code, code_verifier=verifier, grant_type="authorization_code"
            )
            id_token = given["id_token"]
            self._opened(id_token, kind="JWT", at=at)
            claims = self._client.parse_id_token(
                given,
                nonce=nonce,
                leeway=LEEWAY,
                claims_options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                    "sid": {"essential": True},
                    "at_hash": {"essential": True},
                },
            )
        except requests.RequestException as fault:
            raise Unreachable(type(fault).__name__) from None
        except (AuthlibBaseError, JoseError, tokens.NotGenuine, KeyError, ValueError) as fault:
            raise SaidNo(type(fault).__name__) from None
        claims = self._completed(claims, given["access_token"])
        good_for = timedelta(seconds=int(given.get("expires_in", 0)))
        return Arrival(dict(claims), given["access_token"], id_token, good_for)

    def _completed(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Return the claims with what no ID token holds: announcements, and roles where they are many. Source: SPT-2.

        Reading: nobody is kept out because nothing could be announced to them.
        """
        try:
            return {**claims, **self.described(access_token, str(claims["sub"]))}
        except Unreachable:
            if "roles" not in claims:
                raise
            return claims

    def described(self, access_token: str, subject: str) -> dict[str, Any]:
        """Ask who somebody is now. Raises ``SaidNo`` once they are out, or ``Unreachable``. Source: SPT-3."""
        self._known()
        try:
            claims = self._client.userinfo(token={"access_token": access_token, "token_type": "Bearer"})
        except requests.HTTPError as fault:
            if fault.response is not None and fault.response.status_code in {401, 403}:
                raise SaidNo("userinfo") from None
            raise Unreachable("userinfo") from None
        except (requests.RequestException, AuthlibBaseError, ValueError) as fault:
            raise Unreachable(type(fault).__name__) from None
        if claims.get("sub") != subject:
            raise SaidNo("another person")
        return dict(claims)

    def logout(self, token: str, *, at: datetime) -> tokens.LogoutToken:
        """Judge a logout token. Raises ``NotGenuine`` or ``Unreachable``. Source: SPT-3."""
        claims = self._opened(token, kind="logout+jwt", at=at)
        return tokens.logout_token(claims, issuer=self.issuer, client_id=self.client_id, at=at)

    def farewell(self, id_token: str) -> str:
        """Return where somebody goes who signs out here, so that they are signed out there as well."""
        try:
            address = self._known()["end_session_endpoint"]
        except (Unreachable, KeyError):
            return f"{self.origin}/"
        return f"{address}?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': f'{self.origin}/'})}"

    def _known(self) -> dict[str, Any]:
        """Return what the provider says of itself. Raises ``Unreachable``, also where it isn't the one we mean."""
        try:
            known: dict[str, Any] = self._client.load_server_metadata()
        except (requests.RequestException, ValueError) as fault:
            raise Unreachable(type(fault).__name__) from None
        if known.get("issuer") != self.issuer:
            raise Unreachable("another issuer")
        return known

    def _opened(self, token: str, *, kind: str, at: datetime) -> dict[str, Any]:
        """Return the claims of a genuine token; of one that an unknown key signed, with the keys of this moment."""
        try:
            return tokens.verified(token, self._key_set(at=at), kind=kind)
        except tokens.UnknownKey:
            return tokens.verified(token, self._key_set(at=at, refreshed=True), kind=kind)

    def _key_set(self, *, at: datetime, refreshed: bool = False) -> KeySet:
        """Return the provider's keys; an unknown key asks for them anew, but not more often than every 30 seconds."""
        if self._keys is not None:
            read_at, keys = self._keys
            if not refreshed or at - read_at < _KEYS_FRESH_FOR:
                return keys
        self._known()
        try:
            keys = KeySet.import_key_set(self._client.fetch_jwk_set(force=True))
        except (requests.RequestException, JoseError, ValueError) as fault:
            raise Unreachable(type(fault).__name__) from None
        self._keys = (at, keys)
        return keys


@lru_cache(maxsize=1)
def provider() -> Provider:
    """Return the identity provider of this installation."""
    env = environment()
    return Provider(env.issuer, env.client_id, env.client_secret, env.origin)
