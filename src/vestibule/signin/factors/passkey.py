"""A passkey or security key (WebAuthn): a key pair that its owner unlocks, of which we know the public half.

Who asks is the configured origin and its host, never what a request says. That its owner was verified (by PIN,
fingerprint or face) is always demanded, and no attestation is: whichever key somebody has is good.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from vestibule.kernel.later import later
from vestibule.kernel.reasons import Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_token, same
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.models import Passkey, PasskeyChallenge, SignInJourney
from vestibule.signin.policy.devices import NOT_CHOSEN
from vestibule.signin.policy.passkeys import NO_PASSKEY, PASSKEY_LATE, PASSKEY_WRONG, counter_faults
from vestibule.storage.rows import moved, one_at_a_time

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions
    from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential
else:
    webauthn, helpers, exceptions = map(later, ("webauthn", "webauthn.helpers", "webauthn.helpers.exceptions"))

ADDING, DOOR, PROVING, ALONE = "add", "sign-in", "prove", "alone"  # what a challenge is for

# A key that nobody has, so that an answer by an unknown passkey costs what one by a known passkey does (SIG-5).
_NOBODYS_KEY = urlsafe_b64decode(
    "pQECAyYgASFYIMf6ccTx-YuKisXTvslJm7634VbAQsZldaK4p2ybUefGIlgg2UdFV-L3l71ICJx4W5V4fUDWWFpz2L6J8j9BTc5nOd4="
)


@dataclass(frozen=True)
class Registered:
    """A passkey as its browser has just made it."""

    credential_id: str
    public_key: bytes
    sign_count: int


def new_challenge(purpose: str, place: str, *, at: datetime) -> bytes:
    """Make what a passkey is to sign, for one purpose and place; an earlier one for the same is dead. Source: SIG-3."""
    key = _place_key(purpose, place)
    one_at_a_time(f"passkey:{key}")
    PasskeyChallenge.objects.filter(place_key=key, state="open").update(state="dead")
    challenge = helpers.base64url_to_bytes(new_token())
    PasskeyChallenge.objects.create(
        place_key=key,
        digest=_digest(challenge),
        expires_at=at + timedelta(minutes=rulebook().sign_in.passkey_minutes),
    )
    return challenge


def handle_of(person_id: UUID) -> bytes:
    """Return what a passkey keeps of whose it is: nothing that anybody else could read."""
    return keyring().digest(str(person_id), purpose="passkey-owner").encode()


def host() -> str:
    """Return for whom a passkey is made and used: the host of the configured origin."""
    return urlsplit(settings.ORIGIN).hostname or ""


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Judge what a browser answered for the passkey that was chosen. Source: SIG-3, SIG-6.

    Reading: tries aren't counted, for nobody guesses a signature; every one needs a challenge of its own.
    """
    passkey = _live().filter(pk=asked.device_id, device__person=asked.person_id).first()
    if passkey is None:
        raise Refused(NOT_CHOSEN())
    purpose = DOOR if isinstance(asked.place, SignInJourney) else PROVING
    answer, challenge = use_answer(typed, purpose, str(asked.place.pk), at=at)
    return assess(passkey, answer, challenge)


def use_answer(typed: str, purpose: str, place: str, *, at: datetime) -> "tuple[AuthenticationCredential, bytes]":
    """Read a browser's answer and use up its challenge. Raises ``Refused``: none, late, or not for this place."""
    try:
        answer = helpers.parse_authentication_credential_json(typed)
        challenge = helpers.parse_client_data_json(answer.response.client_data_json).challenge
    except _unreadable():
        raise Refused(NO_PASSKEY()) from None
    _use_up(challenge, purpose, place, at=at)
    return answer, challenge


def assess(passkey: Passkey | None, answer: "AuthenticationCredential", challenge: bytes) -> Judged:
    """Say whether an answer is by this passkey, unlocked by its owner, at our address, and no copy's; note its counter.

    Without a passkey the work is the same, and the answer is no. Source: SIG-3, SIG-5.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=settings.ORIGIN,
            credential_public_key=bytes(passkey.public_key) if passkey else _NOBODYS_KEY,
            credential_current_sign_count=0,  # judged below, so that a copy is told from a wrong answer
            require_user_verification=True,
        )
    except _unreadable():
        return Judged(PASSKEY_WRONG())
    if passkey is None or not same(passkey.credential_id, helpers.bytes_to_base64url(verified.credential_id)):
        return Judged(PASSKEY_WRONG())
    return Judged(next(iter(_counted(passkey, verified.new_sign_count)), None))


def passkey_named(answer: "AuthenticationCredential") -> Passkey | None:
    """Return the passkey that an answer names, if its owner is the one that the passkey itself names."""
    passkey = _live().filter(credential_id=helpers.bytes_to_base64url(answer.raw_id)).first()
    if passkey is None or (answer.response.user_handle or b"") != handle_of(passkey.device.person_id):
        return None
    return passkey


def registered(typed: str, place: str, *, at: datetime) -> Registered:
    """Read the passkey that a browser has made, and use up its challenge. Raises ``Refused``. Source: SIG-3 (APP 7)."""
    try:
        made: RegistrationCredential = helpers.parse_registration_credential_json(typed)
        challenge = helpers.parse_client_data_json(made.response.client_data_json).challenge
    except _unreadable():
        raise Refused(NO_PASSKEY()) from None
    _use_up(challenge, ADDING, place, at=at)
    try:
        verified = webauthn.verify_registration_response(
            credential=made,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=settings.ORIGIN,
            require_user_verification=True,
        )
    except _unreadable():
        raise Refused(PASSKEY_WRONG()) from None
    named = helpers.bytes_to_base64url(verified.credential_id)
    require([] if len(named) <= Passkey.LONGEST_ID else [PASSKEY_WRONG()])
    return Registered(named, verified.credential_public_key, verified.sign_count)


def _unreadable() -> tuple[type[Exception], ...]:
    """Return where all ends that can't be read or doesn't hold: what a browser sends is anybody's to invent."""
    python = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
    return (exceptions.WebAuthnException, *python)


def _live() -> "QuerySet[Passkey]":
    return Passkey.objects.filter(device__state="live").select_related("device")


def _counted(passkey: Passkey, shown: int) -> list[Reason]:
    """Note a passkey's counter; of two answers at once with the same one, the second looks like a copy's."""
    faults = counter_faults(passkey.sign_count, shown)
    if faults or shown == 0:
        return faults
    risen = moved(Passkey.objects.filter(pk=passkey.pk, sign_count__lt=shown), sign_count=shown)
    return [] if risen else counter_faults(shown, shown)


def _use_up(challenge: bytes, purpose: str, place: str, *, at: datetime) -> None:
    mine = PasskeyChallenge.objects.filter(place_key=_place_key(purpose, place), digest=_digest(challenge))
    if not moved(mine.filter(state="open", expires_at__gt=at), state="used"):
        raise Refused(PASSKEY_LATE(minutes=rulebook().sign_in.passkey_minutes))


def _place_key(purpose: str, place: str) -> str:
    return keyring().digest(f"{purpose}:{place}", purpose="passkey-place")


def _digest(challenge: bytes) -> str:
    return keyring().digest(challenge.hex(), purpose="passkey-challenge")
