"""Doing something many times at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


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
