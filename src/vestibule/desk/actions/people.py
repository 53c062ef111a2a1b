"""What the help desk does to a person's account: with a reason, and on record."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts import by_desk as accounts
from vestibule.accounts.queries import person_card
from vestibule.desk.actions.reasons import judged
from vestibule.desk.events import PersonHelped
from vestibule.desk.policy.people import (
    CORRECT_EMAIL,
    DISABLE,
    ENABLE,
    REPLACE_DEVICE,
    SEND_RESET,
    UNLOCK,
    standing_faults,
)
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import require
from vestibule.signin.actions import by_desk as losses
from vestibule.signin.actions import end_all_sessions, hold_everything, send_recovery_mail, unlock_account
from vestibule.signin.policy import recovery
from vestibule.signin.policy.losing import ADDRESS, DEVICE
from vestibule.signin.policy.recovery import MAY_RECOVER


@action
def disable_person(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Disable somebody's account, and end every session of theirs, in applications too. Source: HLP-2, SPT-3, SIG-7."""
    deed_id, reason = judged(person_id, DISABLE, reason, by=by, at=at)

    hold_everything(person_id)
    accounts.disable_account(person_id, reason=reason, by=by, at=at)
    end_all_sessions(person_id, reason="ended_by_desk", by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(DISABLE), deed_id=deed_id), by=by, at=at)


@action
def enable_person(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Let somebody use a disabled account again; they sign in anew. Source: HLP-2."""
    deed_id, _ = judged(person_id, ENABLE, reason, by=by, at=at)

    accounts.enable_account(person_id, by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(ENABLE), deed_id=deed_id), by=by, at=at)


@action
def replace_device(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> UUID:
    """Open the case of somebody who has lost their devices; return it. Source: HLP-2, SIG-8."""
    deed_id, _ = judged(person_id, REPLACE_DEVICE, reason, by=by, at=at)

    loss_id = losses.open_loss(person_id, DEVICE, new_email="", by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(REPLACE_DEVICE), deed_id=deed_id), by=by, at=at)
    return loss_id


@action
def correct_email(person_id: UUID, new_email: str, *, reason: str, by: Actor, at: datetime) -> UUID:
    """Open the case of somebody whose mailbox is lost, and who has a new address; return it. Source: HLP-2, SIG-8."""
    deed_id, _ = judged(person_id, CORRECT_EMAIL, reason, by=by, at=at)

    loss_id = losses.open_loss(person_id, ADDRESS, new_email=new_email, by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(CORRECT_EMAIL), deed_id=deed_id), by=by, at=at)
    return loss_id


@action
def unlock_person(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Forget the wrong passwords counted against an account; its owner is told. Source: HLP-2, SIG-6."""
    deed_id, _ = judged(person_id, UNLOCK, reason, by=by, at=at)
    require(standing_faults(person_card(person_id).state, MAY_RECOVER[recovery.UNLOCK]))

    unlock_account(person_id, by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(UNLOCK), deed_id=deed_id), by=by, at=at)


@action
def send_reset(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Mail somebody the link to a new password, as they could ask for it themself. Source: HLP-2, SIG-5."""
    deed_id, _ = judged(person_id, SEND_RESET, reason, by=by, at=at)
    require(standing_faults(person_card(person_id).state, MAY_RECOVER[recovery.PASSWORD]))

    send_recovery_mail(person_id, recovery.PASSWORD, by=by, at=at)

    record(PersonHelped(person_id=person_id, deed=Code(SEND_RESET), deed_id=deed_id), by=by, at=at)
