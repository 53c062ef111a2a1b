"""Undoing changes of what somebody signs in with, by the link from the mail: back to how it stood before the first."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from vestibule.accounts.addresses import put_back_email
from vestibule.accounts.holders import former_addresses
from vestibule.accounts.particulars import demand_password, put_back_question
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound
from vestibule.signin.actions.sessions import end_all_sessions
from vestibule.signin.changes import change_of, changes_from, is_kept
from vestibule.signin.events import ChangeUndone, DevicePutBack, DeviceRemoved
from vestibule.signin.lifecycle import CHANGE, DEVICE, JOURNEY, LINK, LOSS
from vestibule.signin.loss_rows import open_losses
from vestibule.signin.models import Device, RecoveryLink, SignInJourney, UndoableChange
from vestibule.signin.policy.undoing import before
from vestibule.signin.rows import (
    forget_setups,
    forget_what_devices_share,
    hold_everything,
)
from vestibule.storage.rows import moved


@action
def undo_changes(token: str, *, by: Actor, at: datetime) -> None:
    """Undo a change and all that came after it, by the link that was mailed of it; it opens nothing.

    Source: SIG-4, ACC-13, SIG-7. Of the same link followed many times at once one wins. Reading: the account may have
    been in other hands. So every session ends, what would lead to a new password is dead, a case of lost devices is
    over, and the next sign-in asks for a new password. Raises ``NotFound``.
    """
    person_id = changes_from(token, at=at)[0].person_id
    hold_everything(person_id)
    changes = changes_from(token, held=True, at=at)
    if not moved(UndoableChange.objects.filter(pk=changes[0].pk, state="open"), state=CHANGE.after("open", "undo")):
        raise NotFound("change to undo")
    later = UndoableChange.objects.filter(pk__in=[each.pk for each in changes[1:]], state="open")
    later.update(state=CHANGE.after("open", "undo"))
    was, also = person_card(person_id), former_addresses(person_id, at=at)
    stood = before([change_of(each) for each in changes])

    # The sign-ins, the devices, then the sessions: in the order in which all others take them.
    going_on = SignInJourney.objects.filter(person_id=person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.update(stage=JOURNEY.after("code", "abandon"))
    if stood.former_id is not None:
        put_back_email(person_id, stood.former_id, dropped=stood.dropped, by=by, at=at)
    take_away_devices(person_id, stood.gone, by=by, at=at)
    put_back_devices(person_id, stood.back, by=by, at=at)
    if stood.asked is not None:
        put_back_question(person_id, stood.asked.question, stood.asked.answer_hash, by=by, at=at)
    demand_password(person_id, by=by, at=at)
    end_all_sessions(person_id, reason="undone", by=by, at=at)
    RecoveryLink.objects.filter(person_id=person_id, state="open").update(state=LINK.after("open", "replace"))
    open_losses(person_id).update(state=LOSS.after("asked", "replace"), settled_at=at)
    forget_setups(person_id)

    kinds = tuple(dict.fromkeys(Code(each.kind) for each in changes))
    secrets = {"was": was, "also": also, "to": person_card(person_id)}
    record(ChangeUndone(person_id=person_id, kinds=kinds), by=by, at=at, secrets=secrets)


@set_action
def take_away_devices(person_id: UUID, device_ids: Collection[UUID], *, by: Actor, at: datetime) -> int:
    """Remove devices whose adding is undone, and all that they shared with us. Source: SIG-4."""
    forget_what_devices_share(list(device_ids))
    there = Device.objects.filter(pk__in=device_ids, person_id=person_id, state="live")
    held = list(there.values_list("pk", "kind"))
    there.update(state=DEVICE.after("live", "remove"))

    gone = [DeviceRemoved(person_id=person_id, device_id=pk, kind=Code(kind)) for pk, kind in held]
    record_set(gone, by=by, at=at)
    return len(gone)


@set_action
def put_back_devices(person_id: UUID, device_ids: Collection[UUID], *, by: Actor, at: datetime) -> int:
    """Bring back devices whose removal is undone, as they were.

    Source: SIG-4. Reading: one whose passkey was added anew meanwhile, by who has it, isn't kept and doesn't come back.
    """
    removed = Device.objects.filter(pk__in=is_kept(device_ids), person_id=person_id, state="removed")
    held = list(removed.values_list("pk", "kind"))
    removed.update(state=DEVICE.after("removed", "put_back"))

    back = [DevicePutBack(person_id=person_id, device_id=pk, kind=Code(kind)) for pk, kind in held]
    record_set(back, by=by, at=at)
    return len(back)
