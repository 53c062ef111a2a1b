"""How long something keeps the processor busy; tests that ask this carry ``timed`` and run when nothing else does.

The time of this thread is taken, not the wall's clock, and the best of several: what other processes take from a shared
core is nobody's doing here. Nor is how fast the machine is: limits are those of the machine of
docs/operating/figures.md, and what a slower one takes is counted as that one would have taken.
"""

import hashlib
import os
import time
from collections.abc import Callable
from functools import cache
from statistics import median
from typing import Any

import pytest

from vestibule.accounts import passwords

MORE = int(os.environ.get("VESTIBULE_TEST_PAIRS", "0"))  # 300 where figures are taken for docs/operating/figures.md
SCRYPT_SECONDS = 0.0152  # of one scrypt with the parameters below, on the machine of the figures
UNMEASURABLE = 0.001  # seconds between somebody and nobody: half of what must hold

Prepared = Callable[[int], Callable[[], Any]]  # a pair's number, and the deed whose time is taken


@cache
def slowness() -> float:
    """Return how many times as long this machine takes as the one of the figures; a faster one counts as that."""

    def work() -> None:
        hashlib.scrypt(b"the machine", salt=b"as it is", n=8192, r=8, p=1)

    return max(1.0, min(_once(work) for _ in range(5)) / SCRYPT_SECONDS)


def processor_seconds(deed: Callable[..., Any], *given: Any, times: int = 5) -> float:
    """Return for how many seconds a deed would keep the figures' processor busy: the best of several times."""
    return min(_once(deed, *given) for _ in range(times)) / slowness()


class Stopwatch:
    """Takes the time of deeds that hash: what they do besides hashing, in seconds, and how often they hash.

    A hash of given parameters takes as long as any other, and ten times as long as all the rest: its own scatter would
    hide what a stranger could measure.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand between the errands and their hasher."""
        self._hasher, self._hashing, self._hashes = passwords._hasher, 0.0, 0
        monkeypatch.setattr(passwords, "_hasher", self)

    def taken(self, deed: Callable[[], Any]) -> tuple[float, int]:
        """Return the seconds that a deed takes besides hashing, and its hashes."""
        self._hashing, self._hashes = 0.0, 0
        whole = _once(deed)
        return whole - self._hashing, self._hashes

    def gap(self, one: Prepared, other: Prepared, *, pairs: int) -> float:
        """Return the median difference of two deeds, in seconds of the figures' machine; ``-s`` shows it.

        Each is prepared for a pair's number, and they take turns at being first. Few pairs scatter: where they differ
        by more than nobody could measure, up to eight times as many are looked at. Fails where one hashes more often
        than the other.
        """
        differences: list[float] = []
        while len(differences) < 8 * pairs and (not differences or abs(median(differences)) > UNMEASURABLE):
            for number in range(len(differences), len(differences) + pairs):
                in_turn = (one, other) if number % 2 else (other, one)
                took = {prepared: self.taken(prepared(number)) for prepared in in_turn}
                assert took[one][1] == took[other][1]
                differences.append((took[one][0] - took[other][0]) / slowness())
        print(f"median difference of {len(differences)} pairs: {1000 * median(differences):+.3f} ms")
        return abs(median(differences))

    def hash(self, secret: bytes) -> str:
        """Hash as the hasher would."""
        return str(self._timed(lambda: self._hasher.hash(secret)))

    def verify(self, secret_hash: str, secret: bytes) -> bool:
        """Compare as the hasher would; whatever is compared, its parameters are those in force."""
        ours = self._hasher
        assert secret_hash.startswith(f"$argon2id$v=19$m={ours.memory_cost},t={ours.time_cost},p={ours.parallelism}$")
        return bool(self._timed(lambda: ours.verify(secret_hash, secret)))

    def _timed(self, deed: Callable[[], Any]) -> Any:
        began = time.thread_time()
        try:
            return deed()
        finally:
            self._hashing += time.thread_time() - began
            self._hashes += 1


def _once(deed: Callable[..., Any], *given: Any) -> float:
    began = time.thread_time()
    deed(*given)
    return time.thread_time() - began
