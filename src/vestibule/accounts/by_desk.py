"""What the help desk does to an account. Only ``vestibule.desk`` calls this: it judges who works there."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.events import AccountDisabled, AccountEnabled
from vestibule.accounts.lifecycle import ACCOUNT, ACTIVE, DISABLED
from vestibule.accounts.models import Person
from vestibule.accounts.policy.standing import NOT_ACTIVE, NOT_DISABLED
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import Refused
from vestibule.storage.rows import moved


@action
def disable_account(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Disable an active account; its owner is told why by mail. Source: HLP-2, SPT-3.

    Reading: every session, application and decision asks the account's state when it is used, so that nothing else need
    be undone; what the person holds stays theirs, for the day on which the account is enabled again.
    """
    if not moved(Person.objects.filter(pk=person_id, state=ACTIVE), state=ACCOUNT.after(ACTIVE, "disable")):
        raise Refused(NOT_ACTIVE())
    record(AccountDisabled(person_id=person_id), by=by, at=at, secrets={"reason": reason})


@action
def enable_account(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a disabled account be used again; its owner is told by mail. Source: HLP-2."""
    if not moved(Person.objects.filter(pk=person_id, state=DISABLED), state=ACCOUNT.after(DISABLED, "enable")):
        raise Refused(NOT_DISABLED())
    record(AccountEnabled(person_id=person_id), by=by, at=at)
