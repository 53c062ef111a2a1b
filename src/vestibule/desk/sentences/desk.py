"""What happens at the help desk, in words."""

from vestibule.desk.policy.cases import CERTIFICATION, DUPLICATE, FORM, LOSS, PROOFING, REQUEST, SHARING, SWEEP
from vestibule.desk.policy.people import (
    CORRECT_EMAIL,
    DIFFERENT_PEOPLE,
    DISABLE,
    DISABLE_FOR_SHARING,
    DISMISS_SHARING,
    ENABLE,
    REPLACE_DEVICE,
    SAME_PERSON,
    SEND_RESET,
    UNLOCK,
)
from vestibule.desk.policy.staff import TIERS
from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

_KIND = {
    FORM: gettext_noop("The organization form"),
    REQUEST: gettext_noop("The role request"),
    PROOFING: gettext_noop("The identity verification"),
    LOSS: gettext_noop("The case of a lost device"),
    DUPLICATE: gettext_noop("The suspected duplicate"),
    SHARING: gettext_noop("The suspicion of sharing"),
    SWEEP: gettext_noop("The sweep that stopped"),
    CERTIFICATION: gettext_noop("The certification of a role"),
}
_DEED = {
    "accept": gettext_noop("accepted"),
    "accept_update": gettext_noop("accepted"),
    "ask": gettext_noop("sent back with a question"),
    "reject": gettext_noop("rejected"),
    "approve": gettext_noop("approved"),
    "deny": gettext_noop("denied"),
    "correct": gettext_noop("corrected"),
    "enter_evidence": gettext_noop("evidence entered"),
    "confirm_evidence": gettext_noop("evidence confirmed"),
    "refuse": gettext_noop("refused"),
    "note": gettext_noop("taken note of"),
    "certify": gettext_noop("certified"),
    "remove": gettext_noop("removed"),
    DIFFERENT_PEOPLE: gettext_noop("different people"),
    SAME_PERSON: gettext_noop("the same person"),
    DISABLE_FOR_SHARING: gettext_noop("disabled for sharing"),
    DISMISS_SHARING: gettext_noop("dismissed"),
    "let_go_on": gettext_noop("let go on"),
}

_HELP = {
    DISABLE: gettext_noop("disabled"),
    ENABLE: gettext_noop("enabled"),
    REPLACE_DEVICE: gettext_noop("a case of lost devices opened"),
    CORRECT_EMAIL: gettext_noop("a case of a lost mailbox opened"),
    UNLOCK: gettext_noop("unlocked"),
    SEND_RESET: gettext_noop("a password reset sent"),
}

DESK = {
    "desk.staff_appointed": Sentence(
        gettext_noop("%(person)s works at the help desk from now on: %(tier)s."), {"tier": TIERS}
    ),
    "desk.case_claimed": Sentence(gettext_noop("%(kind)s was claimed."), {"kind": _KIND}),
    "desk.case_released": Sentence(gettext_noop("%(kind)s was released."), {"kind": _KIND}),
    "desk.case_decided": Sentence(gettext_noop("%(kind)s was dealt with: %(deed)s."), {"kind": _KIND, "deed": _DEED}),
    "desk.person_looked_at": Sentence(gettext_noop("The story of %(person)s was opened, with a reason.")),
    "desk.person_helped": Sentence(
        gettext_noop("The help desk acted on the account of %(person)s, with a reason: %(deed)s."), {"deed": _HELP}
    ),
    "desk.record_looked_through": Sentence(gettext_noop("The record was looked through, with a reason.")),
    "desk.evidence_taken": Sentence(
        gettext_noop("The help desk took away the evidence of certifications at %(organization)s in %(year)s.")
    ),
    "desk.organization_looked_at": Sentence(gettext_noop("The story of %(organization)s was opened, with a reason.")),
}
