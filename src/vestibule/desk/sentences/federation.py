"""What happens between people and applications, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

FEDERATION = {
    "federation.admission_refused": Sentence(
        gettext_noop("%(person)s stood at the door of the application %(client_id)s without an active role.")
    ),
    "federation.code_issued": Sentence(gettext_noop("%(person)s was let through to the application %(client_id)s.")),
    "federation.signed_in_to_application": Sentence(gettext_noop("%(person)s signed in to %(application)s.")),
    "federation.code_reused": Sentence(
        gettext_noop(
            "The application %(client_id)s showed a used code of %(person)s, and what it had been given was revoked."
        )
    ),
}
