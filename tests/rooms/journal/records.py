"""Records of the tests' own: exports made without a database, and ways to tamper with them."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vestibule.journal.exported import WHOLE, Head, entry_line, head_line
from vestibule.journal.merkle import Growing, leaf_hash
from vestibule.journal.notes import Checkpoint, Verifier, signed_checkpoint

ORIGIN = "idm.example.org/record"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = Verifier(ORIGIN, KEY.public_key().public_bytes_raw())


def an_id(number: int) -> UUID:
    """Return the id of an entry."""
    return uuid5(UUID(int=0), str(number))


def an_entry(number: int, word: str = "spot") -> bytes:
    """Return the bytes of an entry."""
    return (
        '{"at":"2026-11-22T21:20:00.000000Z","by":{"id":null,"kind":"system"},'
        f'"detail":{{"client_id":"{word}"}},"fact":"test.entry","format":1,"id":"{an_id(number)}",'
        '"parent":null,"rules":["AUD-1"],"version":1}'
    ).encode()


def entries(count: int) -> list[bytes]:
    """Return the bytes of so many entries."""
    return [an_entry(number) for number in range(count)]


def checkpoint_of(some: Sequence[bytes], *, by: Ed25519PrivateKey = KEY) -> Checkpoint:
    """Return the signed checkpoint of a record of these entries."""
    tree = Growing()
    tree.extend([leaf_hash(entry) for entry in some])
    return signed_checkpoint(ORIGIN, len(some), tree.root(), by=by)


def lines_of(some: Sequence[bytes]) -> list[bytes]:
    """Return the lines of an export, the first too, as an honest installation would write them."""
    head = head_line(Head(WHOLE, len(some), checkpoint_of(some).note))
    return [head, *(entry_line(index, leaf_hash(entry), entry) for index, entry in enumerate(some))]


def written(file: Path, lines: Sequence[bytes]) -> Path:
    """Write an export."""
    file.write_bytes(b"".join(lines))
    return file
