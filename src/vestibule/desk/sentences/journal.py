"""What happens to the installation and its record, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

JOURNAL = {
    "journal.policy_came_into_force": Sentence(gettext_noop("The numbers of the profile %(profile)s came into force.")),
    "journal.database_restored": Sentence(
        gettext_noop("The database was restored from its backup of %(backed_up_at)s; what was done after it is lost.")
    ),
    "journal.record_key_made": Sentence(gettext_noop("The key %(key_id)s that signs the record was made.")),
    "journal.record_key_rotated": Sentence(gettext_noop("The record is signed by a new key, %(key_id)s.")),
    "journal.checkpoint_sent": Sentence(
        gettext_noop("The officers were sent a checkpoint of the record of %(size)s entries.")
    ),
}
