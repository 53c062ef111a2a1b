"""Errands: slow calls over the network, and password hashes, which never run while a transaction is open."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_inside: ContextVar[str | None] = ContextVar("vestibule_no_errands", default=None)


class ErrandOutOfPlace(RuntimeError):  # noqa: N818 - the house's word
    """An errand that was begun inside a transaction; a mistake of ours, never of a user."""


@contextmanager
def no_errands(name: str) -> Iterator[None]:
    """Let no errand run inside: the transaction of the action or upkeep called ``name`` is open."""
    token = _inside.set(name)
    try:
        yield
    finally:
        _inside.reset(token)


def errand(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a call over the network, or a password hash: slow, so it refuses to run inside an action or upkeep.

    Begin, ask, settle: two short transactions around one slow call.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if (inside := _inside.get()) is not None:
            raise ErrandOutOfPlace(f"{function.__qualname__} is an errand; it can't run inside {inside}.")
        return function(*args, **kwargs)

    return run
