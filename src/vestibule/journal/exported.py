"""How the record looks outside: a file of JSON lines, the first of which says what the others are.

A line holds an entry's place, its hash and, for a part of the record, the proof that it stands there; then the entry
itself, byte for byte as it was sealed. Whoever reads a line takes those bytes as they stand and parses nothing. Pure.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from vestibule.journal.notes import Unreadable

FORMAT = 1
WHOLE, PART, GROWTH = "whole", "part", "growth"

_LINE = re.compile(
    rb'\{"index":(0|[1-9]\d{0,14}),"hash":"([0-9a-f]{64})"(?:,"proof":\[([0-9a-f",]*)\])?,"entry":(\{.*\})\}\n?'
)
_PROOF = re.compile(rb'(?:"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*)?')
_ID = re.compile(rb'"format":\d+,"id":"([0-9a-f-]{36})","parent":')
split_line = _LINE.fullmatch
"""Split a line into place, hash in hexadecimal, proof (None in a whole record) and the entry's bytes."""


@dataclass(frozen=True)
class Head:
    """The first line: what the file is, how many entries follow, and the checkpoint by which they can be judged.

    ``about`` is the organization whose part it is, or empty; ``since`` the earlier checkpoint of a proof of growth, of
    which ``proof`` is the rest.
    """

    record: str
    entries: int
    checkpoint: str
    about: str = ""
    since: str = ""
    proof: tuple[str, ...] = ()
    format: int = FORMAT


def head_line(head: Head) -> bytes:
    """Return the first line of a file."""
    return json.dumps({name: value for name, value in asdict(head).items() if value not in ("", ())}).encode() + b"\n"


def read_head(line: bytes) -> Head:
    """Read the first line of a file. Raises ``Unreadable``."""
    try:
        told = json.loads(line)
        head = Head(**{**told, "proof": tuple(told.get("proof", ()))})
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("This is no export of a record: its first line doesn't say what it is.") from None
    texts = (head.checkpoint, head.about, head.since, *head.proof)
    if (
        head.record not in {WHOLE, PART, GROWTH}
        or type(head.entries) is not int
        or not all(type(text) is str for text in texts)
    ):
        raise Unreadable("This is no export of a record: its first line doesn't say what it is.")
    if head.format != FORMAT:
        raise Unreadable(f"This export is of format {head.format}; this program knows format {FORMAT}.")
    return head


def entry_line(index: int, leaf: bytes, entry: bytes, proof: Sequence[bytes] | None = None) -> bytes:
    """Return the line of one entry, with its proof in a part of the record."""
    shown = "" if proof is None else ',"proof":[' + ",".join(f'"{each.hex()}"' for each in proof) + "]"
    return f'{{"index":{index},"hash":"{leaf.hex()}"{shown},"entry":'.encode() + entry + b"}\n"


def read_proof(text: bytes) -> list[bytes] | None:
    """Return the hashes of a proof, or nothing if it isn't one."""
    if not _PROOF.fullmatch(text):
        return None
    return [bytes.fromhex(each.decode()) for each in text.replace(b'"', b"").split(b",") if each]


def id_of(entry: bytes) -> str:
    """Return the id that an entry's bytes hold; what was tampered with may hold none."""
    found = _ID.search(entry)
    return found[1].decode() if found else ""
