"""What other numbers would do to people: the sweeps look at everybody by both, and the difference is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vestibule.journal.spine import reading_only
from vestibule.kernel.rulebook import Rulebook, supposing
from vestibule.sweeps.table import Foreseen, sweeps


@dataclass(frozen=True)
class Difference:
    """What a sweep would do more, and would do no more, of one deed if other numbers were in force."""

    sweep: str
    deed: str
    more: tuple[Foreseen, ...]
    fewer: tuple[Foreseen, ...]


def differences(book: Rulebook, *, at: datetime) -> list[Difference]:
    """Return what sweeps would do at a moment by other numbers and wouldn't by those in force, and the other way round.

    Source: LIF-7. Reading: what somebody would notice at the next run. What is judged at use (a password's length, say)
    is no sweep's, and isn't told here.
    """
    found = []
    for kind, sweep in sweeps().items():
        now = set(sweep.foreseen(at))
        with reading_only(), supposing(book):
            then = set(sweep.foreseen(at))
        for deed in sorted({one.deed for one in now ^ then}):
            more = (one for one in then - now if one.deed == deed)
            fewer = (one for one in now - then if one.deed == deed)
            found.append(Difference(kind, deed, _in_order(more), _in_order(fewer)))
    return found


def _in_order(rows: Iterable[Foreseen]) -> tuple[Foreseen, ...]:
    return tuple(sorted(rows, key=lambda one: (str(one.person_id), one.row)))
