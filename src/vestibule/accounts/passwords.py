"""Slow hashes of passwords and security answers: errands, a few at a time.

Argon2id costs tens of milliseconds of a core. Only so many run at once, only so many wait; the rest is turned away
before anything is written, so that a flood of sign-ins can't starve those who are signed in.
"""

import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings

from vestibule.kernel.errands import errand
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop
from vestibule.kernel.secrets import new_token

MOST_BYTES = 4096

TOO_LARGE = declare_reason("password.too_large", gettext_noop("This is far too long to be a password."), rule="ACC-4")


class Busy(Exception):  # noqa: N818 - the house's word
    """Too many hashes wait already; nothing was done, and the person may try again in a moment."""


_in_queue: ContextVar[bool] = ContextVar("vestibule_hashing_turn", default=False)


class Gate:
    """Lets so many through at once and so many wait; refuses the rest."""

    def __init__(self, *, at_once: int, waiting: int, patience: float) -> None:
        """Set the numbers: places, places in the queue, and seconds that one waits at most."""
        self._places = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._most, self._inside, self._counting = at_once + waiting, 0, threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether whoever came now would be turned away; a moment later that may be otherwise."""
        return self._inside >= self._most

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Stand in the queue. What is hashed inside is waited for, and no longer turned away. Raises ``Busy``."""
        with self._counting:
            if self.is_full:
                raise Busy
            self._inside += 1
        before = _in_queue.set(True)
        try:
            yield
        finally:
            _in_queue.reset(before)
            with self._counting:
                self._inside -= 1

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Wait for a place and hold it. Raises ``Busy``, unless one's turn was taken before."""
        waiting = _in_queue.get()
        with nullcontext() if waiting else self.turn():
            if not self._places.acquire(timeout=None if waiting else self._patience):
                raise Busy
            try:
                yield
            finally:
                self._places.release()


_hasher = PasswordHasher(
    time_cost=settings.ARGON2_PASSES, memory_cost=settings.ARGON2_MEMORY_KIB, parallelism=settings.ARGON2_LANES
)
_gate = Gate(at_once=settings.HASHES_AT_ONCE, waiting=settings.HASHES_WAITING, patience=settings.HASH_PATIENCE_SECONDS)

UNKNOWN_HASH = _hasher.hash(new_token())
"""The hash of what nobody knows: checking against it takes as long as checking against anybody's."""


def hashing_turn() -> AbstractContextManager[None]:
    """Take one's turn before anything is written, where a hash follows; a flood ends here. Raises ``Busy``."""
    return _gate.turn()


def hashing_is_full() -> bool:
    """Say whether a hash would be turned away now: who floods is best told so before anything is read or drawn."""
    return _gate.is_full


@errand
def hash_secret(text: str) -> str:
    """Return the Argon2id hash of a password or an answer. Raises ``Busy``; refuses what is larger than any of them.

    Source: ACC-4, ACC-10. Reading: Unicode is hashed in its form NFKC; for what ``cms`` allows that is the text itself.
    """
    prepared = _prepared(text)
    if prepared is None:
        raise Refused(TOO_LARGE())
    with _gate.passage():
        return _hasher.hash(prepared)


@errand
def secret_matches(secret_hash: str, text: str) -> bool:
    """Say whether a password or an answer is the one that was hashed. Raises ``Busy``; too large a text never is."""
    prepared = _prepared(text)
    if prepared is None:
        return False
    with _gate.passage():
        try:
            return _hasher.verify(secret_hash, prepared)
        except (VerificationError, InvalidHashError):
            return False


def hash_milliseconds() -> float:
    """Return for how long one hash keeps a processor busy, in milliseconds: most of a sign-in (decision 0040)."""
    began = time.thread_time()
    _hasher.hash(new_token())
    return (time.thread_time() - began) * 1000


def _prepared(text: str) -> bytes | None:
    """Return the bytes that are hashed; none where there are too many, judged before any work is done on them."""
    if len(text) > MOST_BYTES:
        return None
    prepared = unicodedata.normalize("NFKC", text).encode(errors="surrogatepass")
    return prepared if len(prepared) <= MOST_BYTES else None
