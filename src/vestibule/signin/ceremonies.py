"""What a browser is told to ask a passkey for: to make one, or to show one; each with a challenge of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from vestibule.accounts.attempts import attempt_key, take_attempt
from vestibule.accounts.queries import person_card
from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import upkeep
from vestibule.kernel.actor import Actor
from vestibule.kernel.later import later
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.factors.passkey import ADDING, ALONE, DOOR, PROVING, handle_of, host, new_challenge
from vestibule.signin.models import Passkey
from vestibule.signin.policy.devices import NOT_CHOSEN, PASSKEY, adding_faults
from vestibule.signin.policy.entering import BEGIN_AGAIN
from vestibule.signin.policy.passkeys import PASSKEY_NOT_ALONE, PASSKEYS_BUSY
from vestibule.signin.queries import open_journey
from vestibule.signin.recovery_queries import DEVICE_STEP, open_recovery
from vestibule.signin.rows import kinds_held, one_change_of_devices, require_fresh, seat_of

if TYPE_CHECKING:
    import webauthn
    from webauthn.helpers import structs
else:
    webauthn, structs = later("webauthn"), later("webauthn.helpers.structs")

_HOUR = 3600


@upkeep
def ask_for_new_passkey(*, name: str, by: Actor, at: datetime) -> str:
    """Return what a browser needs to make a passkey, in a session with a fresh factor. Raises ``Refused``.

    Source: SIG-3 (APP 7), SIG-4. Reading: passkeys that the person has already are named, so that none is made twice.
    """
    seat = seat_of(by)
    one_change_of_devices(seat.person_id)
    held = kinds_held(seat.person_id)
    require(adding_faults(PASSKEY, held, rulebook().sign_in))
    require_fresh(seat, held, at=at)
    card = person_card(seat.person_id)
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name=name,
        user_name=card.user_id,
        user_display_name=card.full_name,
        user_id=handle_of(card.id),
        challenge=new_challenge(ADDING, str(seat.session_id), at=at),
        timeout=_patience(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_named(Passkey.objects.filter(device__person=card.id, device__state="live")),
    )
    return webauthn.options_to_json(options)


@upkeep
def ask_at_the_door(journey_token: str, *, at: datetime) -> str:
    """Return what a browser needs to show the passkey with which a sign-in goes on. Raises ``Refused``.

    Source: SIG-1, SIG-3.
    """
    journey = open_journey(journey_token, at=at)
    if journey is None:
        raise Refused(BEGIN_AGAIN())
    if journey.factor != PASSKEY or journey.device_id is None:
        raise Refused(NOT_CHOSEN())
    return _shown(DOOR, str(journey.id), _of(journey.person_id, journey.device_id), at=at)


@upkeep
def ask_in_recovery(recovery_token: str, *, at: datetime) -> str:
    """Return what a browser needs to show the passkey with which a new password is asked for. Source: SIG-5, SIG-3."""
    recovery = open_recovery(recovery_token, at=at)
    if recovery is None or recovery.stage != DEVICE_STEP or recovery.device_id is None:
        raise Refused(BEGIN_AGAIN())
    if not (mine := _of(recovery.person_id, recovery.device_id)):
        raise Refused(NOT_CHOSEN())
    return _shown(DOOR, str(recovery.id), mine, at=at)


@upkeep
def ask_for_proof(device_id: UUID, *, by: Actor, at: datetime) -> str:
    """Return what a browser needs to show a passkey once more while signed in. Source: SIG-4."""
    seat = seat_of(by)
    mine = _of(seat.person_id, device_id)
    if not mine:
        raise NotFound("device")
    return _shown(PROVING, str(seat.session_id), mine, at=at)


@upkeep
def ask_alone(place: str, *, by: Actor, at: datetime) -> str:
    """Return what a browser needs to sign in with a passkey alone: it names no account. Raises ``Refused``.

    Source: SIG-1, SIG-5, SIG-6. Reading: each is a row for some minutes, so a network has so many an hour.
    """
    rules = rulebook().sign_in
    require([] if rules.passkey_alone else [PASSKEY_NOT_ALONE()])
    window = int(at.timestamp()) // _HOUR
    key = attempt_key("passkey-alone", f"{network_of(by.trail.address)}:{window}")
    if take_attempt(key, most=rules.passkeys_an_hour, pause=timedelta(hours=1), at=at) is None:
        raise Refused(PASSKEYS_BUSY())
    return _shown(ALONE, place, [], at=at)


def _shown(purpose: str, place: str, allowed: "list[structs.PublicKeyCredentialDescriptor]", *, at: datetime) -> str:
    options = webauthn.generate_authentication_options(
        rp_id=host(),
        challenge=new_challenge(purpose, place, at=at),
        timeout=_patience(),
        allow_credentials=allowed,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def _of(person_id: UUID, device_id: UUID) -> "list[structs.PublicKeyCredentialDescriptor]":
    return _named(Passkey.objects.filter(pk=device_id, device__person=person_id, device__state="live"))


def _named(passkeys: Iterable[Passkey]) -> "list[structs.PublicKeyCredentialDescriptor]":
    return [
        structs.PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(each.credential_id)) for each in passkeys
    ]


def _patience() -> int:
    """Return how long a browser waits for its owner, in milliseconds."""
    return rulebook().sign_in.passkey_minutes * 60_000
