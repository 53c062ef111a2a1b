"""What a deed leaves behind: counted before and after, a refused one leaves nothing."""

from dataclasses import dataclass

from vestibule.jobs.models import Job
from vestibule.journal.models import Entry, EntryTrail, OutboundEvent
from vestibule.notices.models import Mail


@dataclass(frozen=True)
class Consequences:
    """How many rows of each kind there are."""

    entries: int = 0
    trails: int = 0
    mails: int = 0
    jobs: int = 0
    outbound: int = 0

    def __sub__(self, other: "Consequences") -> "Consequences":
        """Return what has come since."""
        return Consequences(
            self.entries - other.entries,
            self.trails - other.trails,
            self.mails - other.mails,
            self.jobs - other.jobs,
            self.outbound - other.outbound,
        )


NONE = Consequences()


def consequences() -> Consequences:
    """Count what all deeds so far have left."""
    return Consequences(
        Entry.objects.count(),
        EntryTrail.objects.count(),
        Mail.objects.count(),
        Job.objects.count(),
        OutboundEvent.objects.count(),
    )
