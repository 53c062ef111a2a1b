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

from spot.announcements import Announcement, announced, told
from spot.models import SignInAttempt, SpotSession, UsedLogoutToken
from spot.provider import Arrival, Departure
from spot.roles import Ended, HeldRole, day, described, held, instead_of
from spot.tokens import LogoutToken

ATTEMPT_LIFETIME = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(hours=12)
# Asked for again before a minute is over, so that nobody stays longer than that (SPT-3).
CHECKED_EVERY = timedelta(seconds=45)
_NONCE = 12


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in to SPOT."""

    session_id: UUID
    subject: str
    name: str = field(repr=False)
    roles: tuple[HeldRole, ...]
    role: HeldRole  # the one in which they look at SPOT at present
    lost: Ended | None  # the one that ended while they looked in it
    sign_in_by: date | None
    announcements: tuple[Announcement, ...]
    checked_at: datetime
    ends_at: datetime
    access_token: str = field(repr=False)
    id_token: str = field(repr=False)

    @property
    def ended(self) -> Ended | None:
        """What is to be said of the role that ended, until they look in another than the one that came instead."""
        return self.lost if self.lost and self.lost.instead == self.role.key else None


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
    first = held(known["roles"])[0]
    SpotSession.objects.create(
        token_digest=_digest(token),
        looks_in=_mark(token, first),
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
    roles = held(known["roles"])
    return Member(
        session_id=row.id,
        subject=row.subject,
        name=known["name"],
        roles=roles,
        role=next((role for role in roles if _mark(token, role) == row.looks_in), roles[0]),
        lost=Ended(*known["lost"]) if known.get("lost") else None,
        sign_in_by=day(known.get("sign_in_by")),
        announcements=announced(known.get("announcements", ())),
        checked_at=row.checked_at,
        ends_at=row.ends_at,
        access_token=known["access_token"],
        id_token=known["id_token"],
    )


def confirm(token: str, seen: Member, claims: dict[str, Any], *, at: datetime) -> None:
    """Remember what the provider said of somebody just now; they go on looking in the same role while they hold it.

    Source: SPT-2, SPT-3. Reading: where it has ended they look in another, and that is said; a choice that was made
    meanwhile in another window stands.
    """
    known = {"access_token": seen.access_token, "id_token": seen.id_token, **_described(claims)}
    roles = held(known["roles"])
    instead = None
    if roles and seen.role.key not in {role.key for role in roles}:
        instead = instead_of(seen.role, roles)
        known["lost"] = [seen.role.role_name, seen.role.organization_name, instead.key, seen.role.through]
    elif seen.lost:
        known["lost"] = [seen.lost.role_name, seen.lost.organization_name, seen.lost.instead, seen.lost.through]

    session = SpotSession.objects.filter(pk=seen.session_id, ended_at=None)
    session.update(sealed=_seal(token, known), checked_at=at)
    if instead:
        session.filter(looks_in=_mark(token, seen.role)).update(looks_in=_mark(token, instead))


def choose(token: str, seen: Member, key: str) -> bool:
    """Look at SPOT in another of one's roles; say whether there is such a one."""
    chosen = next((role for role in seen.roles if role.key == key), None)
    if chosen is None:
        return False
    session = SpotSession.objects.filter(pk=seen.session_id, ended_at=None)
    return session.update(looks_in=_mark(token, chosen)) == 1


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
    return {
        "name": str(claims.get("name", "")),
        "roles": described(claims),
        "sign_in_by": claims.get("sign_in_by"),
        "announcements": told(claims),
    }


def _mark(token: str, role: HeldRole) -> str:
    """Return what stands in the database for a role: nothing that could be read without the cookie."""
    return hashlib.sha256(f"spot role {token} {role.key}".encode()).hexdigest()


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
