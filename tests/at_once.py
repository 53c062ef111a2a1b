"""Doing something many times at the same moment, each in a thread with a connection of its own."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")

# How often each race is run: ten times in the suite, more by ``bin/bench races``.
ROUNDS = int(os.environ.get("VESTIBULE_TEST_ROUNDS", "10"))


def at_once(deed: Callable[[int], T], times: int) -> list[T]:
    """Do something in so many threads at the same moment; return what came of each."""
    line = Barrier(times)

    def run(number: int) -> T:
        try:
            line.wait()
            return deed(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def spelled(number: int) -> str:
    """Return a number in letters, for names that differ from round to round: names have no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
