"""What an application is told of a person: claims, ID tokens and logout tokens."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from vestibule.access.agreements import Served, served_through
from vestibule.access.certifications import certify_by
from vestibule.access.clocks import clock_of
from vestibule.access.queries import GrantCard, admission
from vestibule.accounts.queries import person_card
from vestibule.federation.keys import signed
from vestibule.federation.policy.claims import acr_of, entry_faults, scoped
from vestibule.federation.queries import ClientCard
from vestibule.kernel.reasons import Refused
from vestibule.news.queries import news_of
from vestibule.organizations.queries import organization_cards
from vestibule.signin.queries import LiveSession, live_session_named

ID_TOKEN_LIFETIME = timedelta(minutes=5)
LOGOUT_TOKEN_LIFETIME = timedelta(minutes=2)
MOST_ROLES_IN_A_TOKEN = 20
MOST_ANNOUNCEMENTS = 5
ANNOUNCEMENTS = "announcements"  # the claim and its scope; told at userinfo alone
MOST_LETTERS_IN_A_TOKEN = 5500  # of claims: signed it stays under 8 KiB, which proxies take for a whole address
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Entered:
    """A person who is in an application at this moment: the session, and what may be told."""

    live: LiveSession
    claims: dict[str, Any] = field(repr=False)


def entered(client: ClientCard, session_id: UUID, person_id: UUID, scope: str, *, at: datetime) -> Entered:
    """Judge whether a person is in an application at this moment, and return what it may be told.

    Raises ``Refused``. Source: SPT-3, FED-1.
    """
    person = person_card(person_id)
    standing = admission(person_id, client.application_key, at=at)
    live = live_session_named(session_id, at=at)
    if live is not None and live.person_id != person_id:
        live = None
    faults = entry_faults(session_is_live=live is not None, account_state=person.state, admitted=standing.admitted)
    if live is None or faults:
        raise Refused(*faults)

    claims = {
        "name": person.full_name,
        "email": person.email,
        "email_verified": True,
        "roles": role_claims(standing.grants, served_through(person_id, client.application_key, at=at)),
        "sign_in_by": clock_of(person_id, client.application_key, at=at).sign_in_by.isoformat(),
    }
    if ANNOUNCEMENTS in scope.split():
        claims[ANNOUNCEMENTS] = announcement_claims(person_id, client.application_key, at=at)
    return Entered(live, scoped(claims, scope))


def announcement_claims(person_id: UUID, application_key: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return what is announced to somebody at this moment as one application may know it, the newest first.

    Source: SPT-2, NEW-2. Reading: to everybody, and to whom they are in that application; what is for another
    application's holders is none of its business.
    """
    cards = news_of(person_id, at=at, application_key=application_key)[:MOST_ANNOUNCEMENTS]
    return [
        {
            "id": str(card.id),
            "kind": card.kind,
            "since": card.in_language("en").since.isoformat(),
            "title": {"en": card.words.title_en, "es": card.words.title_es},
            "body": {"en": card.words.body_en, "es": card.words.body_es},
        }
        for card in cards
    ]


def role_claims(grants: Sequence[GrantCard], served: Mapping[UUID, Sequence[Served]]) -> list[dict[str, Any]]:
    """Return roles as an application reads them, each with its organization if it has one, and whom that serves.

    Source: FED-1, LIF-3, ORG-8. Reading: whom a business office serves hangs on a role in it, so that it goes with the
    role, and with the agreement; no role is held in the organizations that are served.
    """
    cards = organization_cards(grant.organization_id for grant in grants if grant.organization_id)
    names = {organization_id: card.legal_name for organization_id, card in cards.items()}
    return [
        {
            "role": grant.role_key,
            "role_name": grant.role_name,
            "role_kind": grant.role_kind,
            "certify_by": certify_by(grant.year_began).isoformat(),
            "organization": {"id": str(grant.organization_id), "name": names[grant.organization_id]}
            if grant.organization_id
            else None,
        }
        | (_serving(served.get(grant.organization_id, ())) if grant.organization_id else {})
        for grant in grants
    ]


def _serving(served: Sequence[Served]) -> dict[str, Any]:
    """Return whom somebody acts for by a role in a business office; nothing where it serves nobody. Source: ORG-8."""
    told = [
        {"id": str(one.organization.id), "name": one.organization.legal_name, "review_by": one.review_by.isoformat()}
        for one in served
    ]
    return {"serves": told} if told else {}


def id_token(
    client: ClientCard, now: Entered, client_session_id: UUID, *, nonce: str, access_token: str, at: datetime
) -> str:
    """Say to an application who signed in, when and how. Source: FED-1.

    Reading: the token comes back as a hint in addresses, which hold no list of any length; roles beyond the bounds are
    told at ``userinfo`` alone, all of them.
    """
    issued = int(at.timestamp())
    claims: dict[str, Any] = {
        "iss": settings.ORIGIN,
        "sub": str(now.live.person_id),
        "aud": client.client_id,
        "iat": issued,
        "exp": issued + int(ID_TOKEN_LIFETIME.total_seconds()),
        "auth_time": int(now.live.started_at.timestamp()),
        "sid": str(client_session_id),
        "acr": acr_of(now.live.methods),
        "amr": list(now.live.methods),
        "at_hash": _half_hash(access_token),
        **{name: value for name, value in now.claims.items() if name != ANNOUNCEMENTS},
    }
    if nonce:
        claims["nonce"] = nonce
    if len(claims.get("roles", ())) > MOST_ROLES_IN_A_TOKEN or len(json.dumps(claims)) > MOST_LETTERS_IN_A_TOKEN:
        claims.pop("roles", None)
    return signed(claims, kind="JWT")


def logout_token(client: ClientCard, client_session_id: UUID, *, at: datetime) -> str:
    """Tell an application that a session is over (OpenID Connect Back-Channel Logout 2.4). Source: FED-1, SPT-3."""
    issued = int(at.timestamp())
    return signed(
        {
            "iss": settings.ORIGIN,
            "aud": client.client_id,
            "iat": issued,
            "exp": issued + int(LOGOUT_TOKEN_LIFETIME.total_seconds()),
            "jti": str(uuid4()),
            "sid": str(client_session_id),
            "events": {LOGOUT_EVENT: {}},
        },
        kind="logout+jwt",
    )


def _half_hash(token: str) -> str:
    half = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).decode().rstrip("=")
