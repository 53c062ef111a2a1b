"""What a factor is told when it judges a code, and what it says."""

from dataclasses import dataclass
from uuid import UUID

from vestibule.kernel.reasons import Reason
from vestibule.signin.models import Session, SignInJourney


@dataclass(frozen=True)
class Asked:
    """Of whom a code is asked, for which device, and for what: a sign-in, or a session that changes devices."""

    person_id: UUID
    device_id: UUID | None
    place: SignInJourney | Session


@dataclass(frozen=True)
class Judged:
    """Whether a code was right; if not, why, and how many tries are left."""

    reason: Reason | None = None
    left: int = 0

    @property
    def is_right(self) -> bool:
        """Whether there is no reason why not."""
        return self.reason is None
