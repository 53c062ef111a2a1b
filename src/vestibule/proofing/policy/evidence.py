"""Verification by hand: what counts as evidence, and who may enter, confirm and refuse."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

WITH_PHOTO = {
    "drivers_license": gettext_noop("Driver's license"),
    "state_id": gettext_noop("State or territory ID card"),
    "passport": gettext_noop("Passport"),
    "military_id": gettext_noop("Military ID card"),
    "permanent_resident_card": gettext_noop("Permanent resident card"),
}
WITHOUT_PHOTO = {
    "birth_certificate": gettext_noop("Birth certificate"),
    "social_security_card": gettext_noop("Social Security card"),
    "financial_statement": gettext_noop("Financial statement"),
    "utility_bill": gettext_noop("Utility bill"),
}
DOCUMENT_KINDS = WITH_PHOTO | WITHOUT_PHOTO
MOST_DOCUMENTS = 4
SEEN_WITHIN = timedelta(days=30)
REASON_LEAST, REASON_MOST = 10, 500
_LAST_DIGITS = re.compile(r"[A-Za-z0-9]{2,4}")

KIND_UNKNOWN = declare_reason("evidence.kind_unknown", gettext_noop("Choose which document you saw."), rule="PRF-5")
NO_PHOTO = declare_reason(
    "evidence.no_photo", gettext_noop("At least one of the documents must have a photo of the person."), rule="PRF-5"
)
TOO_MANY_DOCUMENTS = declare_reason(
    "evidence.too_many", gettext_noop("Enter %(most)s documents at most."), rule="PRF-5"
)
SAME_TWICE = declare_reason("evidence.same_twice", gettext_noop("Enter each document once."), rule="PRF-5")
NO_LAST_DIGITS = declare_reason(
    "evidence.no_last_digits",
    gettext_noop("Enter the last two to four digits or letters of the document's number, never all of it."),
    rule="PRF-5",
    field="last_digits",
)
EXPIRED = declare_reason(
    "evidence.expired", gettext_noop("This document has expired."), rule="PRF-5", field="valid_until"
)
NOT_SEEN_OF_LATE = declare_reason(
    "evidence.not_seen_of_late",
    gettext_noop("Enter the day on which you saw the documents: not in the future, nor more than %(days)s days ago."),
    rule="PRF-5",
    field="seen_on",
)
OWN_VERIFICATION = declare_reason(
    "proofing.own_verification", gettext_noop("Nobody verifies themself: leave it to a colleague."), rule="PRF-5"
)
TWO_PEOPLE = declare_reason(
    "proofing.two_people",
    gettext_noop("You entered this evidence yourself: another at the help desk confirms it."),
    rule="PRF-5",
)
IDENTITY_CHANGED = declare_reason(
    "proofing.identity_changed",
    gettext_noop(
        "The person's legal name or date of birth was changed after the evidence was entered. Refuse this "
        "verification, and verify the person under the new name."
    ),
    rule="ACC-13",
)
REFUSAL_TOO_SHORT = declare_reason(
    "proofing.refusal_too_short",
    gettext_noop("Give a reason of at least %(least)s characters: the person reads it."),
    rule="PRF-5",
    field="reason",
)
REFUSAL_TOO_LONG = declare_reason(
    "proofing.refusal_too_long",
    gettext_noop("Keep the reason to %(most)s characters; these are %(count)s."),
    rule="PRF-5",
    field="reason",
)


@dataclass(frozen=True)
class Document:
    """A document that somebody at the help desk saw: which kind, how its number ends, until when it is valid."""

    kind: str
    last_digits: str = field(repr=False)
    valid_until: date | None = None


@dataclass(frozen=True)
class Evidence:
    """What somebody at the help desk saw, and when."""

    documents: tuple[Document, ...]
    seen_on: date


def evidence_faults(evidence: Evidence, *, today: date) -> list[Reason]:
    """List why evidence doesn't do.

    Source: PRF-5 (kinds, last digits, dates: decided). Reading: one to four different documents, at least one with a
    photo, none expired, seen within thirty days; never a whole number.
    """
    kinds = [document.kind for document in evidence.documents]
    return [
        *([] if set(kinds) <= set(DOCUMENT_KINDS) else [KIND_UNKNOWN()]),
        *([] if set(kinds) & set(WITH_PHOTO) else [NO_PHOTO()]),
        *([] if len(kinds) <= MOST_DOCUMENTS else [TOO_MANY_DOCUMENTS(most=MOST_DOCUMENTS)]),
        *([] if len(set(kinds)) == len(kinds) else [SAME_TWICE()]),
        *[NO_LAST_DIGITS() for each in evidence.documents if not _LAST_DIGITS.fullmatch(each.last_digits)][:1],
        *[EXPIRED() for each in evidence.documents if each.valid_until and each.valid_until < today][:1],
        *([] if today - SEEN_WITHIN <= evidence.seen_on <= today else [NOT_SEEN_OF_LATE(days=SEEN_WITHIN.days)]),
    ]


def by_hand_faults(person_id: UUID, *, by: UUID | None) -> list[Reason]:
    """List why somebody has no say in a verification. Source: PRF-5, HLP-2 (nobody helps themself)."""
    return [OWN_VERIFICATION()] if by is None or by == person_id else []


def confirmation_faults(entered_by: UUID | None, *, by: UUID | None, same_identity: bool) -> list[Reason]:
    """List why somebody can't confirm evidence. Source: PRF-5 (two people: decided), ACC-13."""
    return [
        *([TWO_PEOPLE()] if entered_by is None or entered_by == by else []),
        *([] if same_identity else [IDENTITY_CHANGED()]),
    ]


def refusal_faults(reason: str) -> list[Reason]:
    """List what is wrong with the reason of a refusal, brought into one line before. Source: PRF-5."""
    if len(reason) < REASON_LEAST:
        return [REFUSAL_TOO_SHORT(least=REASON_LEAST)]
    if len(reason) > REASON_MOST:
        return [REFUSAL_TOO_LONG(most=REASON_MOST, count=len(reason))]
    return []
