"""The Merkle tree of RFC 9162: hashes, roots, and proofs that one entry is in it or that it only grew.

Pure. Hashes of complete subtrees come from whoever keeps them: ``subtree(level, index)`` is the hash of the entries
from ``index * 2**level`` on, ``2**level`` of them.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()
CHUNK_LEVEL = 10
_CHUNK = 1 << CHUNK_LEVEL


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry. Source: AUD-2 (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side. Source: AUD-2 (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def pairwise(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the next level above an even number of hashes."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)]


def complete(hashes: Sequence[bytes]) -> bytes:
    """Return the hash above a complete subtree's leaves: a power of two of them."""
    while len(hashes) > 1:
        hashes = pairwise(hashes)
    return hashes[0]


def range_hash(begin: int, end: int, subtree: Subtree) -> bytes:
    """Return the hash of the entries from ``begin`` up to ``end``, where a tree of this size splits them so."""
    if begin == end:
        return EMPTY
    right = b""
    for level, index in reversed(list(_peaks(begin, end))):
        peak = subtree(level, index)
        right = node_hash(peak, right) if right else peak
    return right


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return what proves that an entry stands at its place in a tree of this size. Source: AUD-2 (RFC 9162, 2.1.3)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no entry {index} in a tree of {size}.")
    begin, end = 0, size
    siblings = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            siblings.append(range_hash(middle, end, subtree))
            end = middle
        else:
            siblings.append(range_hash(begin, middle, subtree))
            begin = middle
    return siblings[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return what proves that a tree only grew from one size to another. Source: AUD-2 (RFC 9162, 2.1.4)."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} can't have grown from one of {old}.")
    if old in {0, new}:
        return []
    begin, end, was = 0, new, old  # "was": where the old tree ended
    known = True  # whether the old root itself is known to who verifies
    siblings = []
    while was != end:
        middle = begin + _split(end - begin)
        if was <= middle:
            siblings.append(range_hash(middle, end, subtree))
            end = middle
        else:
            siblings.append(range_hash(begin, middle, subtree))
            begin, known = middle, False
    if not known:
        siblings.append(range_hash(begin, end, subtree))
    return siblings[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root to which a proof leads from an entry, if it is the proof of such a place.

    Source: AUD-2 (RFC 9162, 2.1.3.2).
    """
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the tree with the new root begins with the one with the old root.

    Source: AUD-2 (RFC 9162, 2.1.4.2).
    """
    if old == new:
        return old_root == new_root and not proof
    if old == 0:
        return old_root == EMPTY and not proof
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        place, last = place >> 1, last >> 1
    return was == old_root and now == new_root and last == 0


class Growing:
    """A tree of which only the right edge is kept, to which entries are added one after the other."""

    def __init__(self) -> None:
        """Begin with an empty tree."""
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []  # complete subtrees from left to right, the levels falling

    def copy(self) -> "Growing":
        """Return another tree that has grown as far."""
        other = Growing()
        other.size, other._edge = self.size, list(self._edge)
        return other

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add entries by their hashes; many at once go in whole subtrees."""
        start = 0
        while start < len(leaves):
            if self.size % _CHUNK == 0 and len(leaves) - start >= _CHUNK:
                self._add(CHUNK_LEVEL, complete(leaves[start : start + _CHUNK]))
                start += _CHUNK
            else:
                self._add(0, leaves[start])
                start += 1

    def root(self) -> bytes:
        """Return the root of all entries so far."""
        edge = self._edge
        if not edge:
            return EMPTY
        root = edge[-1][1]
        for _, left in reversed(edge[:-1]):
            root = node_hash(left, root)
        return root

    def _add(self, level: int, subtree: bytes) -> None:
        self.size += 1 << level
        while self._edge and self._edge[-1][0] == level:
            subtree = node_hash(self._edge.pop()[1], subtree)
            level += 1
        self._edge.append((level, subtree))


def _split(size: int) -> int:
    """Return the largest power of two that is smaller than a size above one."""
    return 1 << (size - 1).bit_length() - 1


def _peaks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees that make up a range, from left to right."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level
