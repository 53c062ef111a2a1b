"""Logs of the tests' own, in the database."""

from datetime import datetime

from tests.rooms.journal import deeds
from tests.rooms.journal.deeds import ANN
from vestibule.journal.merkle import Growing, leaf_hash
from vestibule.journal.models import LogLeaf


def days_end(count: int, *, at: datetime) -> None:
    """Put so many entries on record."""
    for start in range(0, count, 1000):
        deeds.end_many_days(min(count - start, 1000), by=ANN, at=at)


def in_order() -> list[bytes]:
    """Return the entries' bytes in the log's order."""
    return [bytes(each) for each in LogLeaf.objects.order_by("index").values_list("entry__canonical", flat=True)]


def root_of(entries: list[bytes]) -> bytes:
    """Return the root of some entries."""
    tree = Growing()
    tree.extend([leaf_hash(entry) for entry in entries])
    return tree.root()
