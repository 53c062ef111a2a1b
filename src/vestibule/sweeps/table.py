"""The table of sweeps: each is a job of the calendar that can say, for any moment, what it would do and to whom."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.jobs.queue import Work, job


@dataclass(frozen=True)
class Foreseen:
    """What a sweep would do to one row: the deed in a word, the row, and the person whom it touches, if it does."""

    deed: str
    row: str
    person_id: UUID | None = None


Foresight = Callable[[datetime], Iterable[Foreseen]]


@dataclass(frozen=True)
class Sweep:
    """A sweep: the kind of its job, its work, and what it would do at a moment."""

    kind: str
    work: Work
    foresees: Foresight

    def foreseen(self, at: datetime) -> Iterator[Foreseen]:
        """Say row by row what the sweep would do if it ran at a moment; nothing is done. Source: LIF-7."""
        return iter(self.foresees(at))


_sweeps: dict[str, Sweep] = {}


def sweep(kind: str, *, foresees: Foresight) -> Callable[[Work], Work]:
    """Register a job of the calendar as a sweep, with what it would do at a moment. Source: LIF-7.

    Its work bears being done twice, on many nodes, and being killed: at most 1,000 rows a transaction, each row moved
    by a condition that is false afterwards. One sweep at a time is at work, so that a processor is left to people.
    """

    def register(work: Work) -> Work:
        _sweeps[kind] = Sweep(kind, work, foresees)
        return job(kind, alone=True)(work)

    return register


def sweeps() -> Mapping[str, Sweep]:
    """Return every sweep by the kind of its job."""
    return dict(_sweeps)
