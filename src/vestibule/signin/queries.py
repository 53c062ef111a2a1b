"""Reads of sign-ins and sessions: what a cookie is worth, judged at use."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.queries import is_active
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring
from vestibule.signin.models import ParkedForm, Session, SignInJourney
from vestibule.signin.policy.entering import session_is_over
from vestibule.signin.policy.lasting import Lasting, lasting
from vestibule.storage.compiled import compiled


@dataclass(frozen=True)
class LiveSession:
    """A session that is neither ended, nor idle, nor too old."""

    id: UUID
    person_id: UUID
    started_at: datetime
    seen_at: datetime
    methods: Sequence[str]  # amr, RFC 8176

    @property
    def lasting(self) -> Lasting:
        """Until when it lasts, if nothing is done in it."""
        return lasting(self.started_at, self.seen_at, rules=rulebook().sign_in)


_LIVE = ("pk", "person_id", "started_at", "seen_at", "methods")  # its columns, in its order


@dataclass(frozen=True)
class SessionCard:
    """One of a person's live sessions, as their profile lists it."""

    id: UUID
    agent: str
    address: str | None
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class PastSession:
    """Where somebody signed in, and with which kind of device they verified last."""

    id: UUID
    agent: str
    address: str | None
    proved_by: str
    is_live: bool


@dataclass(frozen=True)
class Lapse:
    """A session that ran out by itself: whose it was, and whether for want of use or for its age."""

    person_id: UUID
    was_idle: bool


@dataclass(frozen=True)
class JourneyCard:
    """A sign-in that waits for its code: of which kind of device, empty until one is chosen."""

    id: UUID
    person_id: UUID
    factor: str
    device_id: UUID | None
    loss_id: UUID | None


@dataclass(frozen=True)
class Parked:
    """What somebody was typing when their session ran out."""

    path: str
    fields: Mapping[str, list[str]]


def token_digest(token: str) -> str:
    """Return what stands in the database in place of a cookie's token."""
    return keyring().digest(token, purpose="signin-cookie")


def live_session(token: str, *, at: datetime) -> LiveSession | None:
    """Return the live session of a cookie's token; idle, too old, or of an account that isn't active is none.

    Source: SIG-7, SPT-3.
    """
    return _live(_live_by_token(token_digest(token)), at=at)


def live_session_named(session_id: UUID, *, at: datetime) -> LiveSession | None:
    """Return a session by its id while it is live, for what hangs on it elsewhere (an application's tokens).

    Source: SIG-7, SPT-3.
    """
    return _live(_live_by_id(session_id), at=at)


@compiled
def _live_by_token(digest: str) -> "QuerySet[Session, tuple[Any, ...]]":
    return _live_rows(Session.objects.filter(token_digest=digest))


@compiled
def _live_by_id(session_id: UUID) -> "QuerySet[Session, tuple[Any, ...]]":
    return _live_rows(Session.objects.filter(pk=session_id))


def _live_rows(rows: "QuerySet[Session]") -> "QuerySet[Session, tuple[Any, ...]]":
    return rows.filter(is_active("person"), state="live").values_list(*_LIVE)[:1]


def _live(rows: Iterable[tuple[Any, ...]], *, at: datetime) -> LiveSession | None:
    for values in rows:
        live = LiveSession(*values)
        if not session_is_over(live.started_at, live.seen_at, rules=rulebook().sign_in, at=at):
            return live
    return None


def lapse_of(token: str, *, at: datetime) -> Lapse | None:
    """Return how the session that a cookie named ran out by itself; nothing if it was ended. Source: SIG-7."""
    if not token:
        return None
    row = Session.objects.filter(token_digest=token_digest(token), state="live").first()
    if row is None or not session_is_over(row.started_at, row.seen_at, rules=rulebook().sign_in, at=at):
        return None
    return Lapse(row.person_id, was_idle=not lasting(row.started_at, row.seen_at, rules=rulebook().sign_in).is_final)


def live_sessions(person_id: UUID, *, at: datetime) -> list[SessionCard]:
    """Return a person's live sessions, the latest used first. Source: SIG-7."""
    rules = rulebook().sign_in
    rows = Session.objects.filter(person_id=person_id, state="live").order_by("-seen_at")
    return [
        SessionCard(row.id, row.agent, row.address, row.started_at, row.seen_at)
        for row in rows
        if not session_is_over(row.started_at, row.seen_at, rules=rules, at=at)
    ]


def past_sessions(session_ids: Collection[UUID], *, of: UUID) -> dict[UUID, PastSession]:
    """Return somebody's own sessions by id, ended ones too: where they signed in. Source: ACC-13, SIG-7."""
    rows = Session.objects.filter(pk__in=session_ids, person_id=of)
    return {row.pk: PastSession(row.id, row.agent, row.address, row.proved_by, row.state == "live") for row in rows}


def visible_session(session_id: UUID, *, to: UUID, at: datetime) -> SessionCard:
    """Return a live session to the person whose it is. Raises ``NotFound`` for all others."""
    for card in live_sessions(to, at=at):
        if card.id == session_id:
            return card
    raise NotFound("session")


def open_journey(token: str, *, at: datetime) -> JourneyCard | None:
    """Return the sign-in that waits for its code in the browser with this cookie. Source: SIG-1."""
    if not token:
        return None
    return next((JourneyCard(*values) for values in _open_journeys(token_digest(token), at)), None)


@compiled
def _open_journeys(digest: str, at: datetime) -> "QuerySet[SignInJourney, tuple[Any, ...]]":
    rows = SignInJourney.objects.filter(token_digest=digest, stage="code", expires_at__gt=at)
    return rows.values_list("id", "person_id", "factor", "device_id", "loss_id")[:1]


def browser_of(session_id: UUID) -> str:
    """Return the digest by which the browser of a session is known. Raises ``NotFound``. Source: SIG-6."""
    for digest in Session.objects.filter(pk=session_id, state="live").values_list("browser_digest", flat=True):
        return digest
    raise NotFound("session")


def signed_in_here_before(person_id: UUID | None, browser_token: str) -> bool:
    """Say whether a person has signed in before in the browser with this cookie.

    Source: SIG-6. Reading: a browser is known by a cookie of its own, which a sign-in that was completed leaves behind.
    """
    if not browser_token:
        return False
    # Nobody is looked up as well, so that an unknown User ID costs the same query.
    someone = person_id or UUID(int=0)
    return bool(_sessions_in(token_digest(browser_token), someone))


@compiled
def _sessions_in(browser_digest: str, person_id: UUID) -> "QuerySet[Session, tuple[Any, ...]]":
    return Session.objects.filter(browser_digest=browser_digest, person_id=person_id).values_list("pk")[:1]


def parked_form(token: str, *, person_id: UUID, path: str, at: datetime) -> Parked | None:
    """Return what this person was typing at this address in this browser, if it is still kept."""
    row = ParkedForm.objects.filter(
        token_digest=token_digest(token), person_id=person_id, path=path, expires_at__gt=at
    ).first()
    return Parked(row.path, json.loads(row.fields)) if row else None
