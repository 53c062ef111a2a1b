"""Reads of federation: clients, what a hint names, and what a person may show an application."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from vestibule.federation import keys
from vestibule.federation.models import AccessToken, Client, ClientSession
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.secrets import keyring, same

SECRET_PURPOSE = "client secret"  # noqa: S105 - names a digest
TOKEN_PURPOSE = "access token"  # noqa: S105 - names a digest


@dataclass(frozen=True)
class ClientCard:
    """A registered application."""

    id: UUID
    client_id: str
    name: str
    application_key: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    backchannel_logout_uri: str


@dataclass(frozen=True)
class Bearer:
    """Whom an access token speaks of, and to which application."""

    client: ClientCard
    session_id: UUID
    person_id: UUID
    scope: str


@dataclass(frozen=True)
class Hint:
    """What an ID token that comes back says: whose it was, in which client session, for which application."""

    client: ClientCard
    person_id: UUID
    session_id: UUID


def client_card(client_id: str) -> ClientCard:
    """Return an application by its client id. Raises ``NotFound``."""
    row = _registered(client_id)
    if row is None:
        raise NotFound(client_id)
    return _card(row)


def proven_client(client_id: str, secret: str) -> ClientCard | None:
    """Return the application that proves itself by its secret, if it does. Source: FED-1.

    Reading: secrets are long and random, so a keyed digest is enough and costs nothing to check.
    """
    row = _registered(client_id)
    shown = keyring().digest(secret[:1024], purpose=SECRET_PURPOSE)
    proven = same(shown, row.secret_digest if row else "")
    return _card(row) if row and proven else None


def client_origins() -> list[str]:
    """Return the origins to which a form of ours may lead after a redirect: those of the registered applications."""
    addresses = [
        address
        for named in Client.objects.values_list("redirect_uris", "post_logout_redirect_uris")
        for part in named
        for address in part
    ]
    return sorted({"{0.scheme}://{0.netloc}".format(urlsplit(address)) for address in addresses})


def bearer(token: str, *, at: datetime) -> Bearer | None:
    """Return what an access token is worth by itself: neither revoked nor too old.

    Whether session and grants still stand, ``claims.entered`` judges. Source: FED-1.
    """
    found = (
        AccessToken.objects.select_related("client_session__client")
        .filter(digest=keyring().digest(token[:256], purpose=TOKEN_PURPOSE), revoked_at=None, expires_at__gt=at)
        .first()
    )
    if found is None:
        return None
    reach = found.client_session
    return Bearer(_card(reach.client), reach.session_id, reach.person_id, found.scope)


def hint(token: str, *, at: datetime) -> Hint | None:
    """Return what an ``id_token_hint`` names, if we signed it; it may have run out, for it proves nothing but this.

    Source: FED-1.
    """
    claims = keys.opened(token, at=at) if token else None
    if claims is None or not isinstance(claims.get("sid"), str):
        return None
    try:
        sid = UUID(claims["sid"])
    except ValueError:
        return None
    reach = ClientSession.objects.select_related("client").filter(pk=sid).first()
    if reach is None or claims.get("aud") != reach.client.client_id:
        return None
    return Hint(_card(reach.client), reach.person_id, reach.session_id)


def client_of_session(client_session_id: UUID) -> ClientCard:
    """Return the application into which a client session reaches. Raises ``NotFound``."""
    reach = ClientSession.objects.select_related("client").filter(pk=client_session_id).first()
    if reach is None:
        raise NotFound(client_session_id)
    return _card(reach.client)


def _registered(client_id: str) -> Client | None:
    """Return the application of this name; what no name can be isn't asked for, for PostgreSQL takes no NUL."""
    return Client.objects.filter(client_id=client_id[:80]).first() if client_id.isprintable() else None


def _card(row: Client) -> ClientCard:
    return ClientCard(
        row.id,
        row.client_id,
        row.name,
        row.application_key,
        tuple(row.redirect_uris),
        tuple(row.post_logout_redirect_uris),
        row.backchannel_logout_uri,
    )
