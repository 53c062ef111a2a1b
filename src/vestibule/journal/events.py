"""Facts about the installation itself."""

from datetime import datetime

from vestibule.kernel.facts import Code, Fact


class PolicyCameIntoForce(Fact, name="journal.policy_came_into_force", rules=("AUD-1",)):
    """The numbers of the rulebook changed; their digest proves later which were in force."""

    profile: Code
    digest: Code


class DatabaseRestored(Fact, name="journal.database_restored", rules=("AUD-1",)):
    """The database was made from a backup: what was done after it isn't on this record."""

    backed_up_at: datetime


class RecordKeyMade(Fact, name="journal.record_key_made", rules=("AUD-2",)):
    """The first key that signs the record's checkpoints was made."""

    key_id: Code


class RecordKeyRotated(Fact, name="journal.record_key_rotated", rules=("AUD-2",)):
    """A new key signs checkpoints; the one before has signed those until now."""

    key_id: Code
    retired_key_id: Code


class CheckpointSent(Fact, name="journal.checkpoint_sent", rules=("AUD-2",)):
    """The officers who keep checkpoints outside were sent one."""

    size: int
    root: Code
