"""What proofing needs from outside: somebody who knows people. The settings name who does (``PROOFING_CHAIN``)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

LONGEST_REFERENCE = 60


class Outcome(StrEnum):
    """What a bureau says; never which field was wrong."""

    VERIFIED = "verified"
    REFERRED = "referred"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Applicant:
    """Who somebody says they are. Nothing of it shows when it is printed."""

    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    ssn: str = field(default="", repr=False)  # nine digits, or nothing
    address_line_1: str = field(default="", repr=False)
    address_line_2: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    zip_code: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """What came of asking a bureau: a referral carries the number under which it is found again."""

    outcome: Outcome
    reference: str = ""

    def __post_init__(self) -> None:
        """Refuse an answer that no bureau may give."""
        if self.outcome is Outcome.REFERRED and not 1 <= len(self.reference) <= LONGEST_REFERENCE:
            raise ValueError("A referral needs a reference of a length that people can read out.")


VERIFIED = Answer(Outcome.VERIFIED)
UNAVAILABLE = Answer(Outcome.UNAVAILABLE)


def referred(reference: str) -> Answer:
    """Return the answer that somebody isn't verified, and is to call with this number."""
    return Answer(Outcome.REFERRED, reference)


class Bureau(Protocol):
    """Somebody who knows people. What it does is an errand; it may be asked the same twice, after a crash say."""

    def verify(self, applicant: Applicant, *, reference: str, idempotency_key: str) -> Answer:
        """Say whether this is a person whom the bureau knows.

        ``reference`` is the number of a referral before, or nothing: a bureau may go on under it. The same
        ``idempotency_key`` gets the same answer, and counts once. Out of reach is an answer, not an exception.
        """

    def outcome_of(self, reference: str) -> Answer:
        """Say what has become of a referral meanwhile; an unknown reference is still referred."""
