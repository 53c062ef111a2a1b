"""Moves of federation: registering applications, signing keys, and letting people through to an application."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.access.queries import admission
from vestibule.access.upkeep import note_signed_in
from vestibule.accounts.attempts import attempt_key, take_attempt
from vestibule.federation import claims, keys
from vestibule.federation.events import (
    AdmissionRefused,
    ClientChanged,
    ClientRegistered,
    CodeIssued,
    CodeReused,
    SignedInToApplication,
    SigningKeyMade,
    SigningKeyRotated,
)
from vestibule.federation.models import AccessToken, AuthorizationCode, Client, ClientSession, SigningKey
from vestibule.federation.policy.authorization import NOT_ADMITTED, AuthorizationRequest
from vestibule.federation.policy.clients import client_faults
from vestibule.federation.policy.redemption import ACCESS_LIFETIME, CODE_NOT_GOOD, CodeTerms, Redemption, code_faults
from vestibule.federation.queries import SECRET_PURPOSE, TOKEN_PURPOSE, ClientCard
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import SYSTEM, Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Reason, Refused, require
from vestibule.kernel.secrets import keyring, new_token
from vestibule.signin.queries import LiveSession
from vestibule.storage.rows import moved

CODE_PURPOSE = "authorization code"
REFUSALS_APART = timedelta(hours=1)


@dataclass(frozen=True)
class TokenSet:
    """What an application gets for a code."""

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    scope: str
    expires_in: int = int(ACCESS_LIFETIME.total_seconds())


@dataclass(frozen=True)
class ClientTerms:
    """An application as the operator declares it."""

    name: str
    application_key: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""


@action
def register_client(client_id: str, secret: str, terms: ClientTerms, *, by: Actor, at: datetime) -> None:
    """Let an application sign people in here. Source: FED-1."""
    require(_terms_faults(secret, terms))

    Client.objects.create(client_id=client_id, secret_digest=_secret_digest(secret), **_columns(terms))

    record(ClientRegistered(client_id=Code(client_id), application_key=Code(terms.application_key)), by=by, at=at)


@action
def change_client(client_id: str, secret: str | None, terms: ClientTerms, *, by: Actor, at: datetime) -> None:
    """Change what was declared of an application; without a secret the one it has stays. Source: FED-1."""
    require(_terms_faults(secret, terms))
    client = Client.objects.select_for_update().get(client_id=client_id)

    changed = changed_columns(client, secret, terms)
    for name, value in changed.items():
        setattr(client, name, value)
    client.save(update_fields=list(changed))

    record(
        ClientChanged(
            client_id=Code(client_id),
            application_key=Code(terms.application_key),
            changed=tuple(Code(name) for name in sorted(changed)),
        ),
        by=by,
        at=at,
    )


@action
def make_first_key(*, by: Actor, at: datetime) -> None:
    """Make the first signing key. Of several at once one wins, the others are refused. Source: FED-1."""
    row = _new_key(at)
    SigningKey.objects.bulk_create([row], ignore_conflicts=True)
    if not SigningKey.objects.filter(pk=row.pk).exists():
        raise Refused(MOVE_NOT_OPEN())

    record(SigningKeyMade(kid=Code(row.kid)), by=by, at=at)


@action
def rotate_signing_key(*, by: Actor, at: datetime) -> None:
    """Sign with a new key from now on; the one before is served as long as somebody may need it. Source: FED-1."""
    active = SigningKey.objects.filter(state="active").values_list("kid", flat=True).first()
    row = _new_key(at)
    if active is None or not moved(
        SigningKey.objects.filter(kid=active, state="active"), state="retired", retired_at=at
    ):
        raise Refused(MOVE_NOT_OPEN())
    row.save(force_insert=True)

    record(SigningKeyRotated(kid=Code(row.kid), retired_kid=Code(active)), by=by, at=at)


@action
def refuse_admission(client: ClientCard, person_id: UUID, standing: str, *, by: Actor, at: datetime) -> None:
    """Remember that somebody stood at an application's door without an active role. Source: FED-1, AUD-1.

    Raises ``Refused`` where the hour has that on record already: a page that is reloaded tells nothing new.
    """
    stood_here = attempt_key("door", f"{client.client_id}:{person_id}:{standing}")
    if take_attempt(stood_here, most=1, pause=REFUSALS_APART, at=at) is None:
        raise Refused(MOVE_NOT_OPEN())

    record(
        AdmissionRefused(person_id=person_id, client_id=Code(client.client_id), standing=Code(standing)), by=by, at=at
    )


@action
def issue_code(client: ClientCard, asked: AuthorizationRequest, live: LiveSession, *, by: Actor, at: datetime) -> str:
    """Let a person through to an application; return the code that it redeems. Source: FED-1.

    The request itself was judged by ``policy.authorization``; admission is judged here again.
    """
    if not admission(live.person_id, client.application_key, at=at).admitted:
        raise Refused(NOT_ADMITTED())

    code = new_token()
    row = AuthorizationCode.objects.create(
        digest=keyring().digest(code, purpose=CODE_PURPOSE),
        client_id=client.id,
        session_id=live.id,
        redirect_uri=asked.redirect_uri,
        challenge=asked.code_challenge,
        nonce=asked.nonce,
        scope=asked.granted_scope,
        issued_at=at,
    )

    record(CodeIssued(person_id=live.person_id, client_id=Code(client.client_id), code_id=row.id), by=by, at=at)
    return code


@action
def redeem_code(
    client: ClientCard, code: str, redirect_uri: str, verifier: str, *, by: Actor, at: datetime
) -> TokenSet | None:
    """Redeem a code once; return nothing, and revoke what it gave, if it comes a second time.

    Source: FED-1, SPT-1, LIF-1. Reading: the code is consumed by one conditional write, so that of several at once one
    wins; a reuse is an outcome and no refusal, so that the revocation commits although the answer is an error.
    """
    row = _code_of(client, code)
    if row.redeemed_at is not None or not _consumed(row, Redemption(client.id, redirect_uri, verifier), at):
        _revoke_reused(client, row, by=by, at=at)
        return None

    # Before what is told: by signing in one has moved on the day until which one must sign in again.
    note_signed_in(row.session.person_id, client.application_key, at=at)
    now = claims.entered(client, row.session_id, row.session.person_id, row.scope, at=at)
    reach = _client_session(client, row, at)
    given = _tokens(client, row, reach, now, at)

    record(
        SignedInToApplication(
            person_id=now.live.person_id,
            client_id=Code(client.client_id),
            application_key=Code(client.application_key),
            client_session_id=reach.id,
        ),
        by=by,
        at=at,
    )
    return given


def load_client(
    client_id: str, terms: ClientTerms, *, secret: str | None = None, by: Actor, at: datetime
) -> str | None:
    """Register an application, or bring it up to what is declared; loading the same again does nothing.

    Returns the secret if one had to be generated: it is shown once and kept nowhere. Source: FED-1.
    """
    ensure_signing_key(at=at)
    known = Client.objects.filter(client_id=client_id).first()
    if known is None:
        register_client(client_id, secret or (generated := new_token()), terms, by=by, at=at)
        return None if secret else generated
    if changed_columns(known, secret, terms):
        change_client(client_id, secret, terms, by=by, at=at)
    return None


def ensure_signing_key(*, at: datetime) -> None:
    """Make the first signing key at its first need, whoever else needs it at the same moment."""
    if not SigningKey.objects.filter(state="active").exists():
        try:
            make_first_key(by=SYSTEM, at=at)
        except Refused:  # another process was first
            return


def changed_columns(client: Client, secret: str | None, terms: ClientTerms) -> dict[str, object]:
    """Return what of an application differs from what is declared."""
    declared = _columns(terms)
    if secret is not None:
        declared["secret_digest"] = _secret_digest(secret)
    return {name: value for name, value in declared.items() if getattr(client, name) != value}


def _code_of(client: ClientCard, code: str) -> AuthorizationCode:
    digest = keyring().digest(code[:256], purpose=CODE_PURPOSE)
    row = AuthorizationCode.objects.select_related("session").filter(digest=digest, client_id=client.id).first()
    if row is None:
        raise Refused(CODE_NOT_GOOD())
    return row


def _consumed(row: AuthorizationCode, shown: Redemption, at: datetime) -> bool:
    """Judge what comes with a code, and consume it; of several at once one does."""
    require(code_faults(CodeTerms(row.client_id, row.redirect_uri, row.challenge, row.issued_at), shown, at=at))
    return moved(AuthorizationCode.objects.filter(pk=row.pk, redeemed_at=None), redeemed_at=at)


def _tokens(
    client: ClientCard, row: AuthorizationCode, reach: ClientSession, now: claims.Entered, at: datetime
) -> TokenSet:
    access_token = new_token()
    AccessToken.objects.create(
        digest=keyring().digest(access_token, purpose=TOKEN_PURPOSE),
        code=row,
        client_session=reach,
        scope=row.scope,
        expires_at=at + ACCESS_LIFETIME,
    )
    id_token = claims.id_token(client, now, reach.id, nonce=row.nonce, access_token=access_token, at=at)
    return TokenSet(access_token, id_token, row.scope)


def _revoke_reused(client: ClientCard, row: AuthorizationCode, *, by: Actor, at: datetime) -> None:
    revoked = AccessToken.objects.filter(code=row, revoked_at=None).update(revoked_at=at)

    record(
        CodeReused(
            person_id=row.session.person_id, client_id=Code(client.client_id), code_id=row.id, revoked=bool(revoked)
        ),
        by=by,
        at=at,
    )


def _client_session(client: ClientCard, row: AuthorizationCode, at: datetime) -> ClientSession:
    made = ClientSession(client_id=client.id, session_id=row.session_id, person_id=row.session.person_id, began_at=at)
    ClientSession.objects.bulk_create([made], ignore_conflicts=True)
    return ClientSession.objects.get(client_id=client.id, session_id=row.session_id)


def _new_key(at: datetime) -> SigningKey:
    key = keys.generated_key()
    return SigningKey(
        kid=str(key.kid),
        private_pem=key.as_pem(private=True).decode(),
        public_jwk=key.as_dict(private=False),
        made_at=at,
    )


def _terms_faults(secret: str | None, terms: ClientTerms) -> list[Reason]:
    return client_faults(
        secret, list(terms.redirect_uris), list(terms.post_logout_redirect_uris), terms.backchannel_logout_uri
    )


def _columns(terms: ClientTerms) -> dict[str, object]:
    return {
        "name": terms.name,
        "application_key": terms.application_key,
        "redirect_uris": list(terms.redirect_uris),
        "post_logout_redirect_uris": list(terms.post_logout_redirect_uris),
        "backchannel_logout_uri": terms.backchannel_logout_uri,
    }


def _secret_digest(secret: str) -> str:
    return keyring().digest(secret, purpose=SECRET_PURPOSE)
