"""Argon2id as libsodium computes it: the same hashes as argon2-cffi's, by the widest instructions that the machine has.

Where memory comes in pages of 4 KiB it takes five sixths of the time, where it comes in huge ones three fifths
(decision 0034). Of a hash with other parameters, or of several lanes, which libsodium doesn't do, argon2-cffi is asked.
"""

import secrets
from base64 import b64decode, b64encode
from binascii import Error
from hmac import compare_digest
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

_SALT_BYTES, _HASH_BYTES = 16, 32


class Hasher(PasswordHasher):
    """Hashes and compares as ``argon2.PasswordHasher`` does, to and from the same texts."""

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Return the hash of a secret, with its parameters and a salt of its own, as a text."""
        if self.parallelism != 1 or isinstance(password, str):
            return super().hash(password, salt=salt)
        salt = salt or secrets.token_bytes(_SALT_BYTES)
        return f"{self._beginning}{_text(salt)}${_text(self._computed(password, salt))}"

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
        """Raise ``VerifyMismatchError`` unless a secret was hashed to this text, ``InvalidHashError`` if it is none."""
        if isinstance(hash, bytes) or isinstance(password, str) or not hash.startswith(self._beginning):
            return super().verify(hash, password)
        salt, hashed = _parts(hash.removeprefix(self._beginning))
        if not compare_digest(self._computed(password, salt), hashed):
            raise VerifyMismatchError
        return True

    @property
    def _beginning(self) -> str:
        """Return how the hashes begin that libsodium can make; of several lanes none does."""
        return f"$argon2id$v=19$m={self.memory_cost},t={self.time_cost},p={1 if self.parallelism == 1 else '-'}$"

    def _computed(self, secret: bytes, salt: bytes) -> bytes:
        memory = self.memory_cost * 1024
        return crypto_pwhash_alg(_HASH_BYTES, secret, salt, self.time_cost, memory, crypto_pwhash_ALG_ARGON2ID13)


def _parts(text: str) -> tuple[bytes, bytes]:
    salt, _, hashed = text.partition("$")
    try:
        parts = _bytes(salt), _bytes(hashed)
    except Error as fault:
        raise InvalidHashError from fault
    if (len(parts[0]), len(parts[1])) != (_SALT_BYTES, _HASH_BYTES):
        raise InvalidHashError
    return parts


def _text(what: bytes) -> str:
    return b64encode(what).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), validate=True)
