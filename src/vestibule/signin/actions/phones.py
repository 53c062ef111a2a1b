"""Adding a telephone: a code goes to its number, by text message or call, and the right one makes it a device."""

from datetime import datetime, timedelta

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.telephones import hidden_telephone, telephone_number
from vestibule.notices.queries import has_gateway
from vestibule.signin.actions.devices import Added
from vestibule.signin.changes import added
from vestibule.signin.events import CodeFailed, CodeSent, DeviceAdded
from vestibule.signin.factors import phone
from vestibule.signin.models import Device, Telephone, TelephoneSetup
from vestibule.signin.policy.devices import SETUP_OVER, adding_faults, number_faults, reach_faults
from vestibule.signin.rows import (
    Seat,
    kinds_held,
    locked_session,
    one_change_of_devices,
    one_proof,
    require_fresh,
    seat_of,
)


@action
def send_to_new_telephone(kind: str, typed: str, *, by: Actor, at: datetime) -> None:
    """Send a code to a number that is to be a device; without a number once more to the one being added.

    Source: SIG-3 (APP 7, EU 6), SIG-4. Reading: the fresh second factor is asked for with the number. One set-up at a
    time for a person; a new number begins anew, and a code that went to the one before is worth nothing.
    """
    seat = seat_of(by)
    one_change_of_devices(seat.person_id)
    one_proof(seat)
    held = kinds_held(seat.person_id)
    require(reach_faults(kind, gateway=has_gateway()) or adding_faults(kind, held, rulebook().sign_in))
    if typed:
        session = require_fresh(seat, held, at=at)
        setup = _begun(seat, kind, typed, at=at)
    else:
        session = locked_session(seat)
        setup = _open(seat, kind, at=at)
    sent = phone.send_to_setup(setup, session, at=at)

    fact = CodeSent(person_id=seat.person_id, journey_id=None, code_id=sent.id, kind=Code(kind))
    record(fact, by=by, at=at, secrets={"sent": sent, "to": person_card(seat.person_id)})


@action
def add_telephone(kind: str, typed: str, *, by: Actor, at: datetime) -> Added:
    """Add the telephone whose code was entered; its owner is told by mail. Source: SIG-3 (APP 7, EU 6), SIG-4."""
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    one_proof(seat)
    locked_session(seat)
    setup = _open(seat, kind, at=at)
    require(adding_faults(kind, kinds_held(person_id), rulebook().sign_in))
    judged = phone.judge_setup(setup, typed, at)
    if judged.reason is not None:
        failed = CodeFailed(person_id=person_id, journey_id=None, kind=Code(kind), tries_left=judged.left)
        record(failed, by=by, at=at)
        return Added((judged.reason,))

    name = hidden_telephone(setup.number)
    device = Device.objects.create(person_id=person_id, kind=kind, name=name, added_at=at, last_used_at=at)
    Telephone.objects.create(device=device, number=setup.number, number_index=phone.number_index(setup.number))
    setup.delete()

    fact = DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(kind))
    record(fact, by=by, at=at, secrets=added(person_id, device.id, at=at))
    return Added()


def _begun(seat: Seat, kind: str, typed: str, *, at: datetime) -> TelephoneSetup:
    """Begin to add a number in a session, in place of what was begun before. Raises ``Refused``."""
    number = telephone_number(typed)
    theirs = Telephone.objects.filter(device__person=seat.person_id, device__state="live", device__kind=kind)
    held = theirs.filter(number_index=phone.number_index(number or "")).exists()
    require(number_faults(number, held=held))
    TelephoneSetup.objects.filter(person_id=seat.person_id).delete()
    return TelephoneSetup.objects.create(
        person_id=seat.person_id,
        session_id=seat.session_id,
        kind=kind,
        number=number,
        expires_at=at + timedelta(minutes=rulebook().sign_in.setup_minutes),
    )


def _open(seat: Seat, kind: str, *, at: datetime) -> TelephoneSetup:
    """Return what a session is adding. Raises ``Refused``: it is over, or was never begun."""
    begun = TelephoneSetup.objects.filter(person_id=seat.person_id, session_id=seat.session_id, kind=kind)
    for setup in begun.filter(expires_at__gt=at).select_related("session"):
        return setup
    raise Refused(SETUP_OVER(minutes=rulebook().sign_in.setup_minutes))
