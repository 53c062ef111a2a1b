"""The moves of recovery codes: a new set made, and one of them used."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound
from vestibule.signin.changes import keep_change, undo_told
from vestibule.signin.events import DeviceAdded, RecoveryCodeUsed
from vestibule.signin.factors.recovery_codes import codes_left, new_codes
from vestibule.signin.lifecycle import DEVICE, JOURNEY
from vestibule.signin.models import Device, SignInJourney
from vestibule.signin.policy.devices import RECOVERY
from vestibule.signin.policy.undoing import ADDED, REMOVED
from vestibule.signin.rows import kinds_held, one_change_of_devices, require_fresh, seat_of
from vestibule.storage.rows import moved


@action
def make_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """Make ten recovery codes and return them, this once; those made before are dead. Their owner is told.

    Source: SIG-3, SIG-4, SIG-8. Reading: nobody has to tell the old set from the new one, so there is one at a time.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    held = kinds_held(person_id)
    links = [
        _end(earlier, at=at) for earlier in Device.objects.filter(person_id=person_id, kind=RECOVERY, state="live")
    ]
    require_fresh(seat, held, at=at)

    device = Device.objects.create(person_id=person_id, kind=RECOVERY, added_at=at)
    texts = new_codes(device)
    links.append(keep_change(person_id, ADDED, device_id=device.id, linked=not links, at=at))

    fact = DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(RECOVERY))
    record(fact, by=by, at=at, secrets=undo_told(person_id, links[0], at=at))
    return texts


@action
def tell_of_used_code(person_id: UUID, device_id: UUID, *, by: Actor, at: datetime) -> None:
    """Put on record that a recovery code was used, and tell its owner how many are left. Source: SIG-8."""
    fact = RecoveryCodeUsed(person_id=person_id, device_id=device_id, left=codes_left(device_id))
    record(fact, by=by, at=at, secrets={"to": person_card(person_id)})


def _end(earlier: Device, *, at: datetime) -> str:
    """Let an earlier set be over, and the sign-ins that go on with it, in the order in which those take their rows.

    Return the token of the link that brings it back.
    """
    going_on = SignInJourney.objects.filter(person_id=earlier.person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.filter(device_id=earlier.pk).update(stage=JOURNEY.after("code", "abandon"))
    if not moved(Device.objects.filter(pk=earlier.pk, state="live"), state=DEVICE.after("live", "remove")):
        raise NotFound("device")
    return keep_change(earlier.person_id, REMOVED, device_id=earlier.pk, at=at)
