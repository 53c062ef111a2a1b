"""The moves of a person's devices: added once their possession was shown, and removed, but for the last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.changes import added, removed
from vestibule.signin.events import CodeFailed, DeviceAdded, DeviceRemoved
from vestibule.signin.factors import app, email
from vestibule.signin.factors.asking import Asked
from vestibule.signin.lifecycle import DEVICE, JOURNEY
from vestibule.signin.models import (
    AppSetup,
    AuthenticatorApp,
    Device,
    SignInJourney,
)
from vestibule.signin.policy.devices import APP, EMAIL, SETUP_OVER, adding_faults, removing_faults
from vestibule.signin.rows import (
    Seat,
    kinds_held,
    one_change_of_devices,
    one_proof,
    require_fresh,
    seat_of,
)
from vestibule.storage.rows import moved


@dataclass(frozen=True)
class Added:
    """What came of the last step of setting up a device: that it is there, or why not."""

    reasons: tuple[Reason, ...] = ()


@action
def add_device(person_id: UUID, kind: str, *, by: Actor, at: datetime) -> UUID:
    """Set up a second factor whose possession a sign-in just showed. Source: SIG-2, SIG-3 (APP 7, EU 6)."""
    device = _new_device(person_id, kind, at=at)
    record(DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(kind)), by=by, at=at)
    return device.id


@action
def add_app(typed: str, *, name: str, by: Actor, at: datetime) -> Added:
    """Add the authenticator app that is being set up in a session, by its first right code; its owner is told.

    Source: SIG-3 (APP 7, EU 6), SIG-4. Reading: the fresh second factor was asked for when the set-up began, and the
    set-up is good in that session only; so nobody is asked twice who first had to find an app.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    setup = _open_setup(seat, at=at)
    require(adding_faults(APP, kinds_held(person_id), rulebook().sign_in))
    judged, step = app.judge_setup(setup, typed, at)
    if judged.reason is not None:
        failed = CodeFailed(person_id=person_id, journey_id=None, kind=Code(APP), tries_left=judged.left)
        record(failed, by=by, at=at)
        return Added((judged.reason,))

    device = _new_device(person_id, APP, name=name, at=at)
    AuthenticatorApp.objects.create(device=device, secret=setup.secret, last_step=step)
    setup.delete()

    fact = DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(APP))
    record(fact, by=by, at=at, secrets=added(person_id, device.id, at=at))
    return Added()


@action
def add_email(typed: str, *, by: Actor, at: datetime) -> Added:
    """Add the account's address as a device once more, by a code that was mailed there. Source: SIG-3, SIG-4."""
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    one_proof(seat)
    held = kinds_held(person_id)
    require(adding_faults(EMAIL, held, rulebook().sign_in))
    session = require_fresh(seat, held, at=at)
    judged = email.judge(Asked(person_id, None, session), typed, at)
    if judged.reason is not None:
        failed = CodeFailed(person_id=person_id, journey_id=None, kind=Code(EMAIL), tries_left=judged.left)
        record(failed, by=by, at=at)
        return Added((judged.reason,))

    device = _new_device(person_id, EMAIL, at=at)
    email.forget_sent(person_card(person_id))

    fact = DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(EMAIL))
    record(fact, by=by, at=at, secrets=added(person_id, device.id, at=at))
    return Added()


@action
def remove_device(device_id: UUID, *, by: Actor, at: datetime) -> None:
    """Remove a device; sign-ins that go on with it are over. Its owner is told, and can undo it for some days.

    Source: SIG-4. Of several removed at once one stays: they come one after the other, and each counts anew. Reading:
    what it shared with us stays sealed until then, and opens nothing, for who shows a device asks whether it is live.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    held = kinds_held(person_id)
    device = Device.objects.filter(pk=device_id, person_id=person_id, state="live").first()
    if device is None:
        raise NotFound("device")
    require(removing_faults(device.kind, held))

    # The sign-ins first: one on its last step is waited for here, in the order in which it takes its rows.
    going_on = SignInJourney.objects.filter(person_id=person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.filter(device_id=device_id).update(stage=JOURNEY.after("code", "abandon"))
    if not moved(Device.objects.filter(pk=device_id, state="live"), state=DEVICE.after("live", "remove")):
        raise NotFound("device")
    require_fresh(seat, held, at=at)

    fact = DeviceRemoved(person_id=person_id, device_id=device_id, kind=Code(device.kind))
    record(fact, by=by, at=at, secrets=removed(person_id, device_id, at=at))


def _new_device(person_id: UUID, kind: str, *, name: str = "", at: datetime) -> Device:
    return Device.objects.create(person_id=person_id, kind=kind, name=name or None, added_at=at, last_used_at=at)


def _open_setup(seat: Seat, *, at: datetime) -> AppSetup:
    """Return what a session is setting up, locked together with the session. Raises ``Refused``: it is over."""
    in_time = AppSetup.objects.filter(person_id=seat.person_id, session_id=seat.session_id, expires_at__gt=at)
    for setup in in_time.filter(session__state="live").select_related("session").select_for_update()[:1]:
        return setup
    raise Refused(SETUP_OVER(minutes=rulebook().sign_in.setup_minutes))
