"""What may be done to a form once it is on its way, and what is written about it."""

import re
from collections.abc import Iterable

from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.texts import one_line
from vestibule.organizations import lifecycle
from vestibule.organizations.policy.naming import NamedPerson

FEWEST_WORDS, MOST_WORDS = 5, 2000  # characters of a question, an answer, a reason

NOT_SIGNED = declare_reason(
    "form.not_signed", gettext_noop("This form isn't signed yet: the official has the link."), rule="ORG-1"
)
ALREADY_SIGNED = declare_reason(
    "form.already_signed", gettext_noop("This form was signed already. Nothing more is to be signed."), rule="ORG-1"
)
NOTHING_ASKED = declare_reason(
    "form.nothing_asked", gettext_noop("The help desk isn't waiting for an answer: it has the form."), rule="ORG-1"
)
ALREADY_ASKED = declare_reason(
    "form.already_asked", gettext_noop("The contact was asked already, and hasn't answered yet."), rule="ORG-1"
)
ALREADY_ACCEPTED = declare_reason("form.already_accepted", gettext_noop("This form was accepted."), rule="ORG-1")
ALREADY_REJECTED = declare_reason("form.already_rejected", gettext_noop("This form was rejected."), rule="ORG-1")
WITHDRAWN = declare_reason("form.withdrawn", gettext_noop("This form was withdrawn by its contact."), rule="ORG-1")
LAPSED = declare_reason(
    "form.lapsed", gettext_noop("This form wasn't signed in time. Please send a new one."), rule="ORG-1"
)
TIN_TAKEN = declare_reason(
    "form.tin_taken",
    gettext_noop("Another accepted form or an organization has this TIN already: compare them before you go on."),
    rule="ORG-4",
)
OWN_FORM = declare_reason(
    "form.own_form", gettext_noop("This form names you: a colleague decides on it."), rule="HLP-2"
)
WORDS_MISSING = declare_reason(
    "form.words_missing", gettext_noop("Write at least %(least)s characters, and %(most)s at most."), rule="ORG-1"
)
NUMBER_WRITTEN = declare_reason(
    "form.number_written",
    gettext_noop(
        "Leave out Social Security numbers and TINs: who has the reference number reads this. To correct such a "
        "number, withdraw the form and send a new one."
    ),
    rule="PRF-7",
)
SENT_ALREADY = declare_reason("form.sent_already", gettext_noop("This form was sent already."), rule="ORG-1")
TOO_MANY_FORMS = declare_reason(
    "form.too_many", gettext_noop("Too many forms came from your network. Please go on in an hour."), rule="ORG-1"
)
ASKED_TOO_OFTEN = declare_reason(
    "form.asked_too_often",
    gettext_noop("Too many forms were sent to this email address today. Please go on tomorrow."),
    rule="ORG-1",
)
TOO_MANY_LOOKUPS = declare_reason(
    "form.too_many_lookups",
    gettext_noop("Too many reference numbers were tried from your network. Please go on in an hour."),
    rule="ORG-1",
    field="reference",
)
REFERENCE_UNKNOWN = declare_reason(
    "form.reference_unknown",
    gettext_noop("There is no form with this reference number. It looks like 7K2QM-X9DR6."),
    rule="ORG-1",
    field="reference",
)

_SETTLED = {
    lifecycle.ACCEPTED: ALREADY_ACCEPTED,
    lifecycle.REPLACED: ALREADY_ACCEPTED,
    lifecycle.REJECTED: ALREADY_REJECTED,
    lifecycle.WITHDRAWN: WITHDRAWN,
    lifecycle.LAPSED: LAPSED,
}
_TOO_EARLY_OR_LATE = {
    (lifecycle.SIGNED, "sign"): ALREADY_SIGNED,
    (lifecycle.ANSWER_NEEDED, "sign"): ALREADY_SIGNED,
    (lifecycle.SIGNED, "answer"): NOTHING_ASKED,
    (lifecycle.ANSWER_NEEDED, "ask"): ALREADY_ASKED,
}
# Nine digits as Social Security numbers and employers' numbers are written; a ZIP+4 has its hyphen elsewhere.
_NUMBER = re.compile(r"(?<![\d-])(?:\d{3}[- ]\d{2}[- ]\d{4}|\d{2}[- ]\d{7}|\d{9})(?![\d-])", re.ASCII)


def move_faults(status: str, move: str) -> list[Reason]:
    """List why a move isn't open to a form in this status, in the words of what has happened to it.

    Source: ORG-1 (APP 0). Reading: the help desk may accept a form while it waits for an answer: it may have heard by
    telephone. A form isn't accepted before it is signed.
    """
    if lifecycle.FORM.allows(status, move):
        return []
    if status == lifecycle.AWAITING_SIGNATURE:
        return [NOT_SIGNED()]
    kind = _SETTLED.get(status) or _TOO_EARLY_OR_LATE.get((status, move), MOVE_NOT_OPEN)
    return [kind()]


def words_faults(words: str, field_name: str) -> list[Reason]:
    """List why a question, an answer or a reason can't be taken. Source: ORG-1, PRF-7.

    Reading: the thread is read by whoever has the reference number, so nobody's number stands in it.
    """
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return [WORDS_MISSING(least=FEWEST_WORDS, most=MOST_WORDS).on(field_name)]
    return [NUMBER_WRITTEN().on(field_name)] if _NUMBER.search(words) else []


def plain_words(text: str) -> str:
    """Return what somebody wrote, in lines of visible characters, as it is stored and mailed."""
    return "\n".join(one_line(line) for line in text.strip().splitlines())


def own_form_faults(people: Iterable[NamedPerson], emails: Iterable[str]) -> list[Reason]:
    """List why somebody can't decide on a form that names people: nobody decides on their own. Source: HLP-2, ROL-7."""
    named = {person.email.casefold() for person in people}
    return [OWN_FORM()] if named & {email.strip().casefold() for email in emails} else []
