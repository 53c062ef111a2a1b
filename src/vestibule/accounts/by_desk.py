"""What the help desk does to an account. Only ``vestibule.desk`` calls this: it judges who works there."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.duplicates import held_rows, known_like
from vestibule.accounts.events import AccountDisabled, AccountEnabled, DuplicateClosed, RegistrationReleased
from vestibule.accounts.lifecycle import ACCOUNT, ACTIVE, DISABLED, HELD
from vestibule.accounts.models import Person
from vestibule.accounts.policy.standing import NOBODY_ALIKE, NOT_ACTIVE, NOT_DISABLED
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.storage.rows import moved


@action
def disable_account(person_id: UUID, *, reason: str, for_sharing: bool = False, by: Actor, at: datetime) -> None:
    """Disable an active account; its owner is told why by mail. Source: HLP-2, SPT-3.

    Reading: every session, application and decision asks the account's state when it is used, so that nothing else need
    be undone; what the person holds stays theirs, for the day on which the account is enabled again.
    """
    if not moved(Person.objects.filter(pk=person_id, state=ACTIVE), state=ACCOUNT.after(ACTIVE, "disable")):
        raise Refused(NOT_ACTIVE())
    secrets = {"reason": reason, "for_sharing": for_sharing}
    record(AccountDisabled(person_id=person_id), by=by, at=at, secrets=secrets)


@action
def enable_account(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a disabled account be used again; its owner is told by mail. Source: HLP-2."""
    if not moved(Person.objects.filter(pk=person_id, state=DISABLED), state=ACCOUNT.after(DISABLED, "enable")):
        raise Refused(NOT_DISABLED())
    record(AccountEnabled(person_id=person_id), by=by, at=at)


@action
def release_registration(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a held registration go on: it is somebody else than whom it looks like. Source: ACC-2.

    Reading: the days in which its address must be proven begin now, for till now nobody could.
    """
    if not moved(held_rows().filter(pk=person_id), state=ACCOUNT.after(HELD, "release"), made_at=at):
        raise Refused(MOVE_NOT_OPEN())
    record(RegistrationReleased(person_id=person_id, subject_id=person_id), by=by, at=at)


@action
def close_duplicate(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Close a registration of somebody who has an account; its address and User ID are free again. Source: ACC-2.

    Reading: both addresses are told, the known account's how to get back in, the new one's that it is closed.
    """
    row = held_rows().select_for_update().filter(pk=person_id).first()
    if row is None:
        raise Refused(MOVE_NOT_OPEN())
    known = known_like(row)
    if known is None:
        raise Refused(NOBODY_ALIKE())

    row.state = ACCOUNT.after(HELD, "close")
    row.user_id_index = row.email_index = row.likeness_index = None
    row.password_hash = ""
    row.save(update_fields=["state", "user_id_index", "email_index", "likeness_index", "password_hash"])
    fact = DuplicateClosed(person_id=person_id, known_person_id=known.pk, subject_id=person_id)
    record(fact, by=by, at=at)
