"""SPOT's own sessions: begun by a sign-in, checked against the provider, ended by it or by their owner.

What is known of a person is sealed under a key that only their cookie holds: SPOT's database alone tells nothing.
"""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction

from spot.models import SignInAttempt, SpotSession, UsedLogoutToken
from spot.provider import Arrival, Departure
from spot.tokens import LogoutToken

ATTEMPT_LIFETIME = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(hours=12)
# Asked for again before a minute is over, so that nobody stays longer than that (SPT-3).
CHECKED_EVERY = timedelta(seconds=45)
_NONCE = 12


@dataclass(frozen=True)
class HeldRole:
    """A role, and the organization in which it is held."""

    role_name: str
    organization_name: str
    role_kind: str = ""
    certify_by: date | None = None
    organization_id: str = ""

    def is_same(self, other: "HeldRole") -> bool:
        """Say whether it is this role in this organization, whatever they are called."""
        mine = (self.role_kind, self.role_name, self.organization_id or self.organization_name)
        return mine == (other.role_kind, other.role_name, other.organization_id or other.organization_name)


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in to SPOT."""

    session_id: UUID
    subject: str
    name: str = field(repr=False)
    roles: tuple[HeldRole, ...]
    sign_in_by: date | None
    chosen: int
    checked_at: datetime
    ends_at: datetime
    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    ended: bool = False  # the role in which they looked at SPOT until just now

    @property
    def role(self) -> HeldRole:
        """The role in which they look at SPOT at present."""
        return self.roles[self.chosen if self.chosen < len(self.roles) else 0]


@dataclass(frozen=True)
class Attempt:
    """What must match when somebody comes back from the provider."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def begin_attempt(departure: Departure, *, at: datetime) -> str:
    """Remember somebody's departure; return the token by which their browser is known again."""
    SignInAttempt.objects.filter(began_at__lte=at - ATTEMPT_LIFETIME).delete()
    token = secrets.token_urlsafe(32)
    SignInAttempt.objects.create(
        browser_digest=_digest(token),
        state=departure.state,
        nonce=departure.nonce,
        verifier=departure.verifier,
        began_at=at,
    )
    return token


def take_attempt(browser: str, state: str, *, at: datetime) -> Attempt | None:
    """Take the attempt of this browser and this state, once; of two at the same time one gets it."""
    known = SignInAttempt.objects.filter(browser_digest=_digest(browser), began_at__gt=at - ATTEMPT_LIFETIME)
    row = known.first()
    taken = known.delete()[0] if row and row.state == state else 0
    return Attempt(row.nonce, row.verifier) if row and taken else None


def begin(arrival: Arrival, *, at: datetime) -> str:
    """Begin a session; return the token of its cookie. Source: SPT-1."""
    token = secrets.token_urlsafe(32)
    known = {"access_token": arrival.access_token, "id_token": arrival.id_token, **_described(arrival.claims)}
    SpotSession.objects.create(
        token_digest=_digest(token),
        sid=str(arrival.claims["sid"]),
        subject=str(arrival.claims["sub"]),
        sealed=_seal(token, known),
        began_at=at,
        checked_at=at,
        ends_at=at + min(SESSION_LIFETIME, arrival.good_for),
    )
    return token


def member(token: str, *, at: datetime) -> Member | None:
    """Return who a cookie belongs to, while their session is neither ended nor too old."""
    row = SpotSession.objects.filter(token_digest=_digest(token), ended_at=None, ends_at__gt=at).first()
    known = _opened(token, bytes(row.sealed)) if row else None
    if row is None or known is None or not known["roles"]:
        return None
    return Member(
        row.id,
        row.subject,
        known["name"],
        tuple(_held(*each) for each in known["roles"]),
        _day(known.get("sign_in_by")),
        row.chosen,
        row.checked_at,
        row.ends_at,
        known["access_token"],
        known["id_token"],
        known.get("ended", False),
    )


def confirm(token: str, seen: Member, claims: dict[str, Any], *, at: datetime) -> None:
    """Remember what the provider said of somebody just now; they go on looking in the same role while they hold it.

    Source: SPT-2, SPT-3. Reading: where that has ended they look in their first one, and it is said.
    """
    known = {"access_token": seen.access_token, "id_token": seen.id_token, **_described(claims)}
    roles = [_held(*each) for each in known["roles"]]
    place = next((place for place, role in enumerate(roles) if role.is_same(seen.role)), None)
    known["ended"] = place is None
    SpotSession.objects.filter(pk=seen.session_id, ended_at=None).update(
        sealed=_seal(token, known), checked_at=at, chosen=place or 0
    )


def choose(seen: Member, place: int) -> bool:
    """Look at SPOT in another of one's roles; say whether there is such a one."""
    if not 0 <= place < len(seen.roles):
        return False
    return SpotSession.objects.filter(pk=seen.session_id, ended_at=None).update(chosen=place) == 1


def end(session_id: UUID, *, at: datetime) -> None:
    """End a session, and forget what it held."""
    SpotSession.objects.filter(pk=session_id, ended_at=None).update(ended_at=at, sealed=b"")


def end_by(said: LogoutToken, *, at: datetime) -> bool:
    """End the sessions that a logout token names; say whether it was its first time. Source: SPT-3."""
    UsedLogoutToken.objects.filter(expires_at__lte=at).delete()
    try:
        with transaction.atomic():
            UsedLogoutToken.objects.create(jti=said.jti, expires_at=said.expires_at)
            SpotSession.objects.filter(sid=said.sid, ended_at=None).update(ended_at=at, sealed=b"")
    except IntegrityError:
        return False
    return True


def _described(claims: dict[str, Any]) -> dict[str, Any]:
    held = [
        (
            str(each.get("role_name", "")),
            str((each.get("organization") or {}).get("name", "")),
            str(each.get("role_kind", "")),
            each.get("certify_by"),
            str((each.get("organization") or {}).get("id", "")),
        )
        for each in claims.get("roles", [])
    ]
    return {"name": str(claims.get("name", "")), "roles": held, "sign_in_by": claims.get("sign_in_by")}


def _held(
    role_name: str, organization_name: str, role_kind: str = "", certify_by: object = None, organization_id: str = ""
) -> HeldRole:
    return HeldRole(role_name, organization_name, role_kind, _day(certify_by), organization_id)


def _day(told: object) -> date | None:
    """Return a day that the provider told, or nothing where it told none that we can read."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(token: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"spot session " + token.encode()).digest())


def _seal(token: str, known: dict[str, Any]) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _key(token).encrypt(nonce, json.dumps(known).encode(), None)


def _opened(token: str, sealed: bytes) -> dict[str, Any] | None:
    try:
        known: dict[str, Any] = json.loads(_key(token).decrypt(sealed[:_NONCE], sealed[_NONCE:], None))
    except (InvalidTag, ValueError):
        return None
    return known
