"""The states of a verification, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

TERMS_ACCEPTED = "terms_accepted"
ASKING = "asking"  # the bureau was asked and its answer isn't settled yet: on its way, cut short, or out of reach
REFERRED = "referred"  # not verified: the person calls the vendor, with the Review Reference Number
MANUAL = "manual"  # the help desk was asked, and nobody has entered evidence yet
EVIDENCE = "evidence"  # one has entered what they saw; another confirms
VERIFIED = "verified"

VERIFICATION = Lifecycle(
    {
        (TERMS_ACCEPTED, "ask"): ASKING,
        (REFERRED, "ask"): ASKING,
        (REFERRED, "ask_by_reference"): ASKING,
        (ASKING, "verify"): VERIFIED,
        (ASKING, "refer"): REFERRED,
        (REFERRED, "ask_desk"): MANUAL,
        (MANUAL, "enter_evidence"): EVIDENCE,
        (MANUAL, "refuse"): REFERRED,
        (EVIDENCE, "confirm"): VERIFIED,
        (EVIDENCE, "refuse"): REFERRED,
    },
)
