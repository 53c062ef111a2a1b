"""What several ask while nothing changes is read once.

Who is told of a deed is worked out by rooms that know nothing of one another, and ask the same: which roles there are,
who decides in some organizations. Meanwhile nothing changes, for the deed is done.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_read: "ContextVar[dict[Any, Any] | None]" = ContextVar("vestibule_read", default=None)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Let what ``read_once`` functions read be remembered inside, and nowhere else."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def read_once(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function that reads do so once for the same arguments while nothing changes; elsewhere each time.

    Its arguments can be keys of a dict, and nobody may change what it returns.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _read.get()
        if known is None:
            return function(*args, **kwargs)
        asked = (function, args, tuple(kwargs.items()))
        if asked not in known:
            known[asked] = function(*args, **kwargs)
        found: R = known[asked]
        return found

    return run
