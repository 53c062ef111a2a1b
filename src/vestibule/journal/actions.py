"""Deeds of the installation itself."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from vestibule.journal.events import (
    CheckpointSent,
    DatabaseRestored,
    PolicyCameIntoForce,
    RecordKeyMade,
    RecordKeyRotated,
)
from vestibule.journal.keys import new_record_key, verifiers
from vestibule.journal.models import RecordKey
from vestibule.journal.notes import Checkpoint, key_name
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import SYSTEM, Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import Rulebook
from vestibule.storage.rows import moved


@action
def put_policy_on_record(book: Rulebook, *, by: Actor, at: datetime) -> None:
    """Record which numbers are in force from now on. Source: AUD-1."""
    record(PolicyCameIntoForce(profile=Code(book.profile), digest=Code(book.digest())), by=by, at=at)


@action
def restore_database(put_back: Callable[[], int], *, made_at: datetime, by: Actor, at: datetime) -> int:
    """Put back what a backup of a moment before holds, or nothing; return how many rows. Source: AUD-1."""
    rows = put_back()
    record(DatabaseRestored(backed_up_at=made_at), by=by, at=at)
    return rows


@action
def make_first_record_key(*, by: Actor, at: datetime) -> None:
    """Make the record's first key. Of several at once one wins, the others are refused. Source: AUD-2."""
    row = new_record_key(key_name(settings.ORIGIN), at=at)
    RecordKey.objects.bulk_create([row], ignore_conflicts=True)
    if not RecordKey.objects.filter(pk=row.pk).exists():
        raise Refused(MOVE_NOT_OPEN())

    record(RecordKeyMade(key_id=Code(row.pk)), by=by, at=at)


@action
def rotate_record_key(*, by: Actor, at: datetime) -> None:
    """Sign checkpoints with a new key from now on; auditors keep the one before for what it has signed.

    Source: AUD-2. Reading: the name stays, for it is the log's.
    """
    active = RecordKey.objects.filter(state="active").values_list("pk", "name").first()
    if active is None or not moved(
        RecordKey.objects.filter(pk=active[0], state="active"), state="retired", retired_at=at
    ):
        raise Refused(MOVE_NOT_OPEN())
    row = new_record_key(active[1], at=at)
    row.save(force_insert=True)

    record(RecordKeyRotated(key_id=Code(row.pk), retired_key_id=Code(active[0])), by=by, at=at)


def ensure_record_key(*, at: datetime) -> None:
    """Make the record's first key at its first need, whoever else needs it at the same moment."""
    if not RecordKey.objects.filter(state="active").exists():
        try:
            make_first_record_key(by=SYSTEM, at=at)
        except Refused:  # another process was first
            return


@action
def send_checkpoint(checkpoint: Checkpoint, *, by: Actor, at: datetime) -> None:
    """Send a checkpoint to the officers who keep one outside. Source: AUD-2."""
    if not settings.RECORD_OFFICERS:
        raise Refused(MOVE_NOT_OPEN())

    fact = CheckpointSent(size=checkpoint.size, root=Code(checkpoint.root.hex()))
    record(fact, by=by, at=at, secrets={"note": checkpoint.note, "keys": [str(key) for key in verifiers()]})
