"""Signed notes and the checkpoints in them, in the formats that C2SP describes (signed-note, tlog-checkpoint).

Pure but for the signature's own arithmetic: a stranger checks a checkpoint with this and a public key alone.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "— "


class Unreadable(Exception):  # noqa: N818 - the house's word
    """A note or key that isn't one, or that none of the given keys has signed; its words are for people."""


@dataclass(frozen=True)
class Verifier:
    """The public half of a key, as it is handed to auditors: ``name+id+key``."""

    name: str
    public: bytes

    @property
    def id(self) -> str:
        """The first four bytes of the hash of name and key, in hexadecimal."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).hexdigest()[:8]

    def __str__(self) -> str:
        """Return the form that ``read_verifier`` reads."""
        return f"{self.name}+{self.id}+{_encoded(_ED25519 + self.public)}"


@dataclass(frozen=True)
class Checkpoint:
    """That the log of this origin had so many entries, with this root over them; ``note`` is the signed text."""

    origin: str
    size: int
    root: bytes
    note: str


def key_name(address: str) -> str:
    """Return what the key and the log of an installation are called, from the address at which people reach it."""
    return f"{address.partition('://')[2] or address}/record"


def read_verifier(text: str) -> Verifier:
    """Read a public key. Raises ``Unreadable``."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        plain = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        plain = b""
    verifier = Verifier(name, plain[1:])
    if not _is_name(name) or len(plain) != 33 or plain[:1] != _ED25519 or verifier.id != key_id:
        raise Unreadable("This is no public key of a record: it is written as name+id+key.")
    return verifier


def signed_checkpoint(origin: str, size: int, root: bytes, *, by: Ed25519PrivateKey) -> Checkpoint:
    """Return a checkpoint with its signature. Source: AUD-2. Reading: the key is called as the log is."""
    text = f"{origin}\n{size}\n{_encoded(root)}\n"
    verifier = Verifier(origin, by.public_key().public_bytes_raw())
    signature = _encoded(bytes.fromhex(verifier.id) + by.sign(text.encode()))
    return Checkpoint(origin, size, root, f"{text}\n{_DASH}{origin} {signature}\n")


def opened(note: str, keys: Iterable[Verifier]) -> Checkpoint:
    """Return the checkpoint in a note that one of the keys has signed. Raises ``Unreadable``. Source: AUD-2."""
    checkpoint = unproven(note)
    text, _, signatures = note.rpartition("\n\n")
    lines = signatures.splitlines()
    if not any(has_signed(key, f"{text}\n", line) for key in keys if key.name == checkpoint.origin for line in lines):
        raise Unreadable("No key that was given has signed this checkpoint.")
    return checkpoint


def unproven(note: str) -> Checkpoint:
    """Return what a note claims, whoever wrote it. Raises ``Unreadable``."""
    text, blank, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not blank or not signatures.endswith("\n") or len(lines) < 3 or not _is_name(lines[0]):
        raise Unreadable("This is no checkpoint: it has an origin, a size, a root and a signature.")
    size, root = lines[1], lines[2]
    try:
        plain = base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error):
        plain = b""
    if not (size.isascii() and size.isdecimal() and str(int(size[:20])) == size) or len(plain) != 32:
        raise Unreadable("This is no checkpoint: it has an origin, a size, a root and a signature.")
    return Checkpoint(lines[0], int(size), plain, note)


def has_signed(key: Verifier, text: str, line: str) -> bool:
    """Say whether a line under a note is this key's signature of its text."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        plain = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return False
    if not line.startswith(_DASH) or name != key.name or plain[:4].hex() != key.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(plain[4:], text.encode())
    except InvalidSignature:
        return False
    return True


def _is_name(name: str) -> bool:
    return bool(name) and not any(letter.isspace() or letter == "+" for letter in name)


def _encoded(plain: bytes) -> str:
    return base64.b64encode(plain).decode()
