"""Bureaus as they may be outside: out of reach, slow to answer, with a mistake in them. Each holds to the port."""

from dataclasses import dataclass, field

from vestibule.proofing.ports import UNAVAILABLE, VERIFIED, Answer, Applicant

HERE = "tests.rooms.proofing.bureaus"


class Away:
    """A bureau that nobody reaches."""

    def verify(self, applicant: Applicant, *, reference: str, idempotency_key: str) -> Answer:
        """Be out of reach."""
        return UNAVAILABLE

    def outcome_of(self, reference: str) -> Answer:
        """Be out of reach."""
        return UNAVAILABLE


class Power(BaseException):
    """The machine loses its power: nothing of ours can catch it."""


@dataclass
class Remembering:
    """A bureau that verifies everybody, and remembers what it was asked; it may lose power after its answer."""

    asked: list[tuple[Applicant, str]] = field(default_factory=list)
    loses_power: bool = False

    def verify(self, applicant: Applicant, *, reference: str, idempotency_key: str) -> Answer:
        """Remember, and verify."""
        self.asked.append((applicant, idempotency_key))
        if self.loses_power:
            raise Power
        return VERIFIED

    def outcome_of(self, reference: str) -> Answer:
        """Verify."""
        return VERIFIED


AWAY = Away()
REMEMBERING = Remembering()
