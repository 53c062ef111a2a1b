"""Sealing personal data, blind indexes, and one-time values.

One ring of keys; each use derives a key of its own (HKDF), so that no two purposes share one. A ciphertext names the
key that sealed it, and is bound to the row it stands in.
"""

import base64
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
_NONCE = 12


class CannotOpen(Exception):  # noqa: N818 - the house's word
    """A ciphertext that no key of the ring opens, or that was moved to another row."""


@dataclass(frozen=True)
class Key:
    """One master key: a short id, which stands in every ciphertext, and 32 bytes."""

    id: str
    material: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "Key":
        """Make a new random key."""
        return cls(secrets.token_hex(4), os.urandom(32))

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Read ``id:base64``. Raises ``ValueError`` in plain words."""
        key_id, colon, encoded = text.strip().partition(":")
        try:
            material = base64.b64decode(encoded, validate=True)
        except ValueError:
            material = b""
        if not (colon and key_id.isalnum() and len(key_id) <= 16 and len(material) == 32):
            raise ValueError("A secret key is written as id:base64, with 32 bytes.")
        return cls(key_id, material)

    def __str__(self) -> str:
        """Return the form that ``parse`` reads: secret, never for logs."""
        return f"{self.id}:{base64.b64encode(self.material).decode()}"


@lru_cache(maxsize=256)
def _derived(material: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(material)


def _head(key: Key) -> bytes:
    return _FORMAT + bytes([len(key.id)]) + key.id.encode()


class KeyRing:
    """The keys of this installation: the first seals, the last indexes, all open."""

    def __init__(self, keys: Sequence[Key]) -> None:
        """Hold the keys, newest first."""
        if not keys or len({key.id for key in keys}) != len(keys):
            raise ValueError("A key ring needs at least one key, each with an id of its own.")
        self._keys = tuple(keys)
        self._ciphers = {_head(key): AESGCM(_derived(key.material, "seal")) for key in keys}

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """Encrypt with AES-256-GCM, bound to a place (``table.column:row``): elsewhere it won't open."""
        nonce = os.urandom(_NONCE)
        head, cipher = next(iter(self._ciphers.items()))
        return head + nonce + cipher.encrypt(nonce, plain, head + bound_to.encode())

    def sealing(self, count: int) -> Callable[[bytes, str], bytes]:
        """Return what seals so many values, each with its place, and no more: as ``seal`` does.

        What must be random of each is drawn for all at once, which takes a quarter of the time; none is taken twice.
        """
        drawn = os.urandom(_NONCE * count)
        nonces = iter([drawn[first : first + _NONCE] for first in range(0, len(drawn), _NONCE)])
        head, cipher = next(iter(self._ciphers.items()))

        def seal(plain: bytes, bound_to: str) -> bytes:
            nonce = next(nonces)
            return head + nonce + cipher.encrypt(nonce, plain, head + bound_to.encode())

        return seal

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """Decrypt what ``seal`` made for the same place. Raises ``CannotOpen``."""
        head = sealed[: 2 + sealed[1]] if len(sealed) > 1 else sealed
        cipher, nonce_ends = self._ciphers.get(head), len(head) + _NONCE
        if cipher is None:
            raise CannotOpen("Sealed under a key that isn't in the ring.")
        try:
            return cipher.decrypt(sealed[len(head) : nonce_ends], sealed[nonce_ends:], head + bound_to.encode())
        except (InvalidTag, ValueError):  # the latter where even the nonce is cut short
            raise CannotOpen("Sealed for another place, or changed.") from None

    def opening(self) -> Callable[[bytes, str], bytes]:
        """Return what opens very many values, each with its place, as ``open`` does: quicker under the newest key."""
        head, cipher = next(iter(self._ciphers.items()))
        begins, ends = len(head), len(head) + _NONCE

        def opened(sealed: bytes, bound_to: str) -> bytes:
            if sealed[:begins] != head:
                return self.open(sealed, bound_to=bound_to)
            try:
                return cipher.decrypt(sealed[begins:ends], sealed[ends:], head + bound_to.encode())
            except (InvalidTag, ValueError):
                return self.open(sealed, bound_to=bound_to)  # which says what is wrong with it

        return opened

    def index(self, value: str, *, purpose: str) -> str:
        """Return the blind index of a value: equal values meet, nothing is learned without the key."""
        key = self._keys[-1]
        return f"{key.id}:{self._mac(key, f'index:{purpose}', value)}"

    def digest(self, value: str, *, purpose: str) -> str:
        """Return a keyed digest of a one-time value or token, to be stored in its place."""
        key = self._keys[-1]
        return self._mac(key, f"digest:{purpose}", value)

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose outside this module (the framework's signing key, say)."""
        return _derived(self._keys[-1].material, purpose)

    @staticmethod
    def _mac(key: Key, purpose: str, value: str) -> str:
        mac = hmac.digest(_derived(key.material, purpose), value.encode(), "sha256")
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


_ring: KeyRing | None = None


def install_keyring(ring: KeyRing) -> None:
    """Put the installation's keys in place; config calls it at start."""
    global _ring  # noqa: PLW0603 - filled once at start
    _ring = ring


def keyring() -> KeyRing:
    """Return the installation's keys."""
    if _ring is None:
        raise RuntimeError("The key ring is filled at start by vestibule.config.")
    return _ring


def new_token() -> str:
    """Return an unguessable value for a link or a cookie: 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_code(digits: int) -> str:
    """Return a random one-time code of so many digits. Source: SIG-2."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def new_word(letters: str, length: int) -> str:
    """Return a random one-time code of so many of the letters. Source: SIG-8."""
    return "".join(secrets.choice(letters) for _ in range(length))


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
