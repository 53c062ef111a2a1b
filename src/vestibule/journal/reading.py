"""Reads the lines of a whole record once, as fast as they come: hashes each and grows the tree with it. Pure."""

from binascii import hexlify, unhexlify
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from vestibule.journal.exported import id_of, split_line
from vestibule.journal.merkle import Growing, leaf_hash

_AT_ONCE = 1024


@dataclass
class Reading:
    """What was found: roots at the sizes asked for, and whatever is out of place.

    ``roots`` come from the entries' bytes, ``stated`` from the hashes beside them where those differ. No root is given
    behind a place where entries are missing, doubled or unreadable.
    """

    roots: dict[int, bytes] = field(default_factory=dict)
    stated: dict[int, bytes] = field(default_factory=dict)
    reached: int = 0  # the place behind the last entry
    changed: list[tuple[int, str]] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    misplaced: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)  # numbers of lines
    entries: list[tuple[str, bytes]] = field(default_factory=list)  # ids with hashes, where asked for

    @property
    def is_broken(self) -> bool:
        """Whether the entries don't follow one another."""
        return bool(self.missing or self.misplaced or self.doubled or self.unreadable)


def read_entries(lines: Iterable[bytes], marks: Iterable[int], *, ids: bool = False) -> Reading:
    """Read the lines behind the first; ``marks`` are the sizes at which roots are wanted. Source: AUD-2."""
    found, trees = Reading(), _Trees(set(marks))
    trees.mark(found)
    late: list[int] = []
    for number, line in enumerate(lines, start=2):
        # A line as it should be is told by comparing bytes; whatever else it is, a closer look says.
        before = b'{"index":%d,"hash":"' % found.reached
        place = len(before)
        entry = line[place + 74 : -2]
        leaf = sha256(b"\x00" + entry).digest()
        if line != b'%b%b","entry":%b}\n' % (before, hexlify(leaf), entry) or entry[:1] != b"{":
            if (closer := _looked_at(number, line, found, late, trees)) is None:
                continue
            leaf, entry = closer
        found.reached += 1
        if ids:
            found.entries.append((id_of(entry), leaf))
        if not (found.missing or late or found.unreadable):
            trees.take(leaf, found)
    _place_late(late, found)
    return found


def _looked_at(
    number: int, line: bytes, found: Reading, late: list[int], trees: "_Trees"
) -> tuple[bytes, bytes] | None:
    """Note what is wrong with a line; return its hash and its entry if it goes on from what was reached."""
    parts = split_line(line)
    if parts is None or parts[3] is not None:
        found.unreadable.append(number)
        return None
    index, entry = int(parts[1]), parts[4]
    if index < found.reached:
        late.append(index)
        return None
    if index > found.reached:
        found.missing.append((found.reached, index - 1))
        found.reached = index
    leaf = leaf_hash(entry)
    if hexlify(leaf) != parts[2]:
        found.changed.append((index, id_of(entry)))
        trees.differ(unhexlify(parts[2]))
    return leaf, entry


def _place_late(late: list[int], found: Reading) -> None:
    """Tell entries that stand too late from those that claim a place which is taken."""
    starts = [first for first, _ in found.missing]
    moved: set[int] = set()
    for index in late:
        gap = bisect_right(starts, index) - 1
        fits = gap >= 0 and index <= found.missing[gap][1] and index not in moved
        (found.misplaced if fits else found.doubled).append(index)
        if fits:
            moved.add(index)
    back = sorted(moved)
    found.missing = [gap for first, last in found.missing for gap in _left(first, last, back)]


def _left(first: int, last: int, back: list[int]) -> list[tuple[int, int]]:
    """Return what of a gap is missing still when entries that stood elsewhere are put back."""
    inside = back[bisect_left(back, first) : bisect_right(back, last)]
    edges = [first - 1, *inside, last + 1]
    return [(left + 1, right - 1) for left, right in pairwise(edges) if right - left > 1]


class _Trees:
    """The tree of the entries as they are, and beside it, once they differ, that of the hashes as they are written."""

    def __init__(self, marks: set[int]) -> None:
        self._marks = marks
        self._ahead = sorted(marks)
        self._tree = Growing()
        self._stated: Growing | None = None
        self._waiting: list[bytes] = []
        self._other: dict[int, bytes] = {}  # by their place among those that wait
        self._room = self._until_full()

    def take(self, leaf: bytes, found: Reading) -> None:
        """Add an entry; the tree grows when a whole subtree is full, or at a size that was asked for."""
        self._waiting.append(leaf)
        if len(self._waiting) == self._room:
            self._grow(found)

    def differ(self, stated: bytes) -> None:
        """Remember that the next entry's hash isn't the one written beside it."""
        self._stated = self._stated or self._tree.copy()
        self._other[len(self._waiting)] = stated

    def mark(self, found: Reading) -> None:
        """Note the roots at a size that was asked for."""
        if self._tree.size in self._marks:
            found.roots[self._tree.size] = self._tree.root()
            if self._stated is not None:
                found.stated[self._tree.size] = self._stated.root()

    def _grow(self, found: Reading) -> None:
        self._tree.extend(self._waiting)
        if self._stated is not None:
            self._stated.extend([self._other.get(place, leaf) for place, leaf in enumerate(self._waiting)])
        self._waiting, self._other = [], {}
        self.mark(found)
        self._room = self._until_full()

    def _until_full(self) -> int:
        size = self._tree.size
        whole = _AT_ONCE - size % _AT_ONCE
        place = bisect_right(self._ahead, size)
        return min(self._ahead[place] - size, whole) if place < len(self._ahead) else whole
