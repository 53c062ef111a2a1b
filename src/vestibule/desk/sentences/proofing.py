"""What happens while it is found out whether somebody is who they say, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop
from vestibule.proofing.policy.evidence import DOCUMENT_KINDS

PROOFING = {
    "proofing.terms_accepted": Sentence(
        gettext_noop("%(person)s agreed to the identity proofing terms, version %(terms_version)s.")
    ),
    "proofing.referred": Sentence(gettext_noop("The proofing service could not verify %(person)s, and referred them.")),
    "proofing.person_verified": Sentence(
        gettext_noop("%(person)s was verified %(how)s."),
        {
            "how": {
                "at_once": gettext_noop("at once"),
                "later": gettext_noop("when the proofing service could be reached again"),
                "after_call": gettext_noop("after calling the proofing service"),
                "by_desk": gettext_noop("by the help desk"),
            }
        },
    ),
    "proofing.desk_asked": Sentence(gettext_noop("%(person)s asked the help desk to verify them.")),
    "proofing.evidence_entered": Sentence(
        gettext_noop("Evidence of who %(person)s is was entered: %(kinds)s."), {"kinds": DOCUMENT_KINDS}
    ),
    "proofing.verification_refused": Sentence(gettext_noop("The verification of %(person)s by hand was refused.")),
}
