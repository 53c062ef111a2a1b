"""The moves of passkeys: one added to an account, and a sign-in with one alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.accounts.actions import accept_terms
from vestibule.accounts.policy.terms import TERMS_VERSION, shown_faults
from vestibule.accounts.queries import credential_by_person
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Reason, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions.journey import JOURNEY_LASTS, Browser, Entered, come_in
from vestibule.signin.changes import added
from vestibule.signin.events import DeviceAdded, PasskeyRefused
from vestibule.signin.factors.passkey import ALONE, assess, passkey_named, registered, use_answer
from vestibule.signin.models import Device, Passkey, SignInJourney
from vestibule.signin.policy.devices import PASSKEY, adding_faults, alone_methods
from vestibule.signin.policy.entering import PASSWORD_DEMANDED, TERMS_NOT_AGREED, demand_faults, unused_faults
from vestibule.signin.policy.passkeys import (
    PASSKEY_CLONED,
    PASSKEY_KNOWN,
    PASSKEY_NOT_ALONE,
    PASSKEY_OPENS_NOTHING,
)
from vestibule.signin.queries import token_digest
from vestibule.signin.rows import kinds_held, locked_session, one_change_of_devices, seat_of
from vestibule.storage.rows import one_at_a_time


@dataclass(frozen=True)
class Alone:
    """A sign-in with nothing but a passkey: where its challenge was given, and where it leads."""

    place: str
    next_path: str = ""
    agreed: bool = False
    terms_shown: str = ""


@action
def add_passkey(typed: str, *, name: str, by: Actor, at: datetime) -> UUID:
    """Add the passkey that a browser has made in this session; its owner is told. Raises ``Refused``.

    Source: SIG-3 (APP 7, EU 6), SIG-4. Reading: the fresh factor was asked for when the challenge was given, which is
    good in that session for some minutes. A passkey opens one account.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    require(adding_faults(PASSKEY, kinds_held(person_id), rulebook().sign_in))
    made = registered(typed, str(seat.session_id), at=at)
    locked_session(seat)
    one_at_a_time(f"passkey:{made.credential_id}")
    Passkey.objects.filter(credential_id=made.credential_id, device__state="removed").delete()  # it was lost, and found
    require([PASSKEY_KNOWN()] if Passkey.objects.filter(credential_id=made.credential_id).exists() else [])

    device = Device.objects.create(person_id=person_id, kind=PASSKEY, name=name or None, added_at=at, last_used_at=at)
    Passkey.objects.create(
        device=device, credential_id=made.credential_id, public_key=made.public_key, sign_count=made.sign_count
    )

    fact = DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(PASSKEY))
    record(fact, by=by, at=at, secrets=added(person_id, device.id, at=at))
    return device.id


@action
def sign_in_alone(typed: str, alone: Alone, *, browser: Browser, by: Actor, at: datetime) -> Entered:
    """Sign in with a passkey and nothing else, where the profile allows it. Raises ``Refused`` for what isn't tried.

    Source: SIG-1, SIG-3, SIG-5, ACC-11. Reading: the passkey and what unlocks it are two factors. A lock after wrong
    passwords doesn't concern it, for nobody guesses it; who may not sign in may not this way either, and whether it is
    the passkey or the account that isn't good is told to nobody. Where a new password is demanded, that comes first.
    """
    require([] if rulebook().sign_in.passkey_alone else [PASSKEY_NOT_ALONE()])
    require([*([] if alone.agreed else [TERMS_NOT_AGREED()]), *shown_faults(alone.terms_shown)])
    answer, challenge = use_answer(typed, ALONE, alone.place, at=at)
    passkey = passkey_named(answer)
    fault = assess(passkey, answer, challenge).reason
    why = _why_not(passkey, fault, at=at)
    told = PASSWORD_DEMANDED() if why == "password_demanded" else PASSKEY_OPENS_NOTHING()
    if passkey is None or why:
        person_id, device_id = (passkey.device.person_id, passkey.pk) if passkey else (None, None)
        refused = PasskeyRefused(person_id=person_id, device_id=device_id, journey_id=None, reason=Code(why))
        record(refused, by=by, at=at)
        return Entered(reasons=(told,))

    journey = _begun(passkey.device, alone, at=at)
    by = person(journey.person_id, by.trail)
    if credential_by_person(journey.person_id).terms_version != TERMS_VERSION:
        accept_terms(journey.person_id, TERMS_VERSION, by=by, at=at)
    return come_in(journey, browser, methods=alone_methods(), by=by, at=at)


def _begun(device: Device, alone: Alone, *, at: datetime) -> SignInJourney:
    return SignInJourney.objects.create(
        token_digest=token_digest(new_token()),  # nobody has it: this sign-in has no further page
        person_id=device.person_id,
        factor=PASSKEY,
        device_id=device.pk,
        next_path=alone.next_path,
        began_at=at,
        expires_at=at + JOURNEY_LASTS,
    )


def _why_not(passkey: Passkey | None, fault: Reason | None, *, at: datetime) -> str:
    """Return the code that goes on record; it never reaches a page. Source: SIG-5."""
    if passkey is None:
        return "unknown"
    if fault is not None:
        return "cloned" if fault.code == PASSKEY_CLONED.code else "not_verified"
    account = credential_by_person(passkey.device.person_id)
    if account.state != "active":
        return account.state
    unused = unused_faults(account.state, account.used_at, rulebook().dormancy, at=at)
    return "password_demanded" if unused or demand_faults(account.password_demanded_at) else ""
