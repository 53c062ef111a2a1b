"""What happens at annual certifications, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

RECERTIFICATION = {
    "recertification.role_reviewed": Sentence(
        gettext_noop(
            "The role %(role)s of %(person)s at %(organization)s was reviewed: %(outcome)s, %(looked_at)s at evidence."
        ),
        {
            "outcome": {"kept": gettext_noop("kept"), "removed": gettext_noop("removed")},
            "looked_at": {"True": gettext_noop("with a look"), "False": gettext_noop("without a look")},
        },
    ),
    "recertification.reviewer_reminded": Sentence(
        gettext_noop("%(person)s was asked to certify roles: %(count)s in all, the first by %(first_due)s.")
    ),
    "recertification.holder_reminded": Sentence(
        gettext_noop(
            "%(person)s was told that the help desk is to certify the role %(role)s at %(organization)s by "
            "%(certify_by)s."
        )
    ),
    "recertification.evidence_taken": Sentence(
        gettext_noop(
            "The evidence of certifications at %(organization)s in %(year)s was downloaded; it had %(count)s rows."
        )
    ),
}
