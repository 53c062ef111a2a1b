"""Doing something many times at the same moment, each in a thread with a connection of its own.

Connections are kept for the next time: making one takes PostgreSQL and us longer than most deeds.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

T = TypeVar("T")

# How often each race is run: ten times in the suite, more by ``bin/bench races``.
ROUNDS = int(os.environ.get("VESTIBULE_TEST_ROUNDS", "10"))

_kept: list[Any] = []  # connections that nobody has at the moment


def at_once(deed: Callable[[int], T], times: int) -> list[T]:
    """Do something in so many threads at the same moment; return what came of each."""
    line = Barrier(times)

    def run(number: int) -> T:
        with a_connection():
            line.wait()
            return deed(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


@contextmanager
def a_connection() -> Iterator[None]:
    """Lend this thread a connection that no other has meanwhile, as a server lends its threads."""
    try:
        lent = connections[DEFAULT_DB_ALIAS] = _kept.pop()
    except IndexError:
        lent = connections[DEFAULT_DB_ALIAS]
        lent.inc_thread_sharing()
    try:
        yield
    finally:
        lent.close_if_unusable_or_obsolete()
        del connections[DEFAULT_DB_ALIAS]
        _kept.append(lent)


def close_kept() -> None:
    """Close what is kept: nobody may look at a database that goes away."""
    while _kept:
        _kept.pop().close()


def spelled(number: int) -> str:
    """Return a number in letters, for names that differ from round to round: names have no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))
