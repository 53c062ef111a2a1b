"""The log as it is stored: its size, and the roots and proofs that come from stored subtrees, a few rows for each."""

from vestibule.journal.merkle import complete, consistency_proof, inclusion_proof, pairwise, range_hash
from vestibule.journal.models import LogLeaf, LogSubtree

TILE = 8  # levels between two that are stored: 256 hashes make one of the next
TILE_WIDTH = 1 << TILE
_MOST_TILES = 64


def log_size() -> int:
    """Return how many entries have their place in the log."""
    last = LogLeaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


class StoredTree:
    """The log's tree, read by tiles of 256 hashes; those read last are kept for as long as this object is."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self, size: int) -> bytes:
        """Return the root of the first ``size`` entries. Source: AUD-2."""
        return range_hash(0, size, self.subtree)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return what proves that an entry stands at its place among the first ``size``. Source: AUD-2."""
        return inclusion_proof(index, size, self.subtree)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return what proves that the log only grew from one size to another. Source: AUD-2."""
        return consistency_proof(old, new, self.subtree)

    def subtree(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree. Raises ``LookupError`` where the log has a hole."""
        stored = level - level % TILE
        width = 1 << (level - stored)
        first = index * width
        tile = self._tile(stored, first // TILE_WIDTH)
        inside = tile[first % TILE_WIDTH : first % TILE_WIDTH + width]
        if len(inside) != width:
            raise LookupError(f"The log has no complete subtree {index} at level {level}.")
        return complete(inside)

    def _tile(self, level: int, number: int) -> list[bytes]:
        key = (level, number)
        if key not in self._tiles:
            if len(self._tiles) >= _MOST_TILES:
                self._tiles.pop(next(iter(self._tiles)))
            self._tiles[key] = _stored(level, number * TILE_WIDTH, (number + 1) * TILE_WIDTH)
        return self._tiles[key]


def completed_subtrees(old: int, leaves: list[bytes]) -> list[LogSubtree]:
    """Return the stored subtrees that become complete when leaves are added to a log of ``old`` entries."""
    rows = []
    level, size, added = 0, old, leaves
    while added and (size + len(added)) >> TILE > size >> TILE:
        begun = size % TILE_WIDTH
        row = _stored(level, size - begun, size) + added
        whole = len(row) - len(row) % TILE_WIDTH
        above = row[:whole]
        for _ in range(TILE):
            above = pairwise(above)
        level, size, added = level + TILE, size >> TILE, above
        rows += [LogSubtree(level=level, index=size + place, hash=each) for place, each in enumerate(added)]
    return rows


def _stored(level: int, begin: int, end: int) -> list[bytes]:
    """Return the hashes of a stored level from one place up to another; what is behind a hole is left out."""
    if begin == end:
        return []
    rows = LogSubtree.objects.filter(level=level) if level else LogLeaf.objects.all()
    found = rows.filter(index__gte=begin, index__lt=end).order_by("index").values_list("index", "hash")
    return [bytes(each) for place, (index, each) in enumerate(found) if index == begin + place]
