"""What somebody at the help desk has just done about a case, as the record has it."""

from dataclasses import dataclass
from uuid import UUID

from vestibule.desk.events import CaseDecided
from vestibule.journal.queries import entries_about


@dataclass(frozen=True)
class Done:
    """A deed of the help desk's: about which kind of case, and what it was."""

    kind: str
    deed: str


def done_last(subject_id: UUID, *, by: UUID) -> Done | None:
    """Return what was done last about a case, if this person did it. Source: HLP-1."""
    for entry in entries_about(subject_ids=[subject_id], most=1).entries:
        if entry.fact == CaseDecided.name and entry.by.person_id == by:
            return Done(entry.detail["kind"], entry.detail["deed"])
    return None
