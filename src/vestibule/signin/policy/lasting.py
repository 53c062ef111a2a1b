"""Until when a session lasts, and from when on that is said: pure, over values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from vestibule.kernel.rulebook import SignInRules


@dataclass(frozen=True)
class Lasting:
    """When a session ends if nothing is done in it, from when on one is warned of that, and its end in any case."""

    warned_at: datetime
    ends_at: datetime
    last_end_at: datetime

    @property
    def is_final(self) -> bool:
        """Whether staying can't put the end off any more."""
        return self.ends_at >= self.last_end_at

    def warned_in(self, at: datetime) -> int:
        """Return the seconds until one is warned, rounded up; none are left where it is time."""
        return ceil((self.warned_at - at).total_seconds())

    def ends_in(self, at: datetime) -> int:
        """Return the seconds until the end, rounded up."""
        return ceil((self.ends_at - at).total_seconds())


def lasting(started_at: datetime, seen_at: datetime, *, rules: SignInRules) -> Lasting:
    """Return until when a session lasts that was used last at a moment.

    Source: SIG-7. Reading: the end in any case is warned of as long beforehand as the end by doing nothing, so that
    nobody loses what they are typing to either.
    """
    last_end = started_at + timedelta(hours=rules.session_hours)
    end = min(seen_at + timedelta(minutes=rules.idle_minutes), last_end)
    beforehand = timedelta(minutes=rules.idle_minutes - rules.warned_after_minutes)
    return Lasting(end - beforehand, end, last_end)
