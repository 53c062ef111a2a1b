"""Libraries that few commands need: named where they are used, loaded at their first use.

Whoever serves loads all of them before it forks (``load_all``), so that their memory is shared and no visitor waits.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

_named: list[str] = []


class _Later(ModuleType):
    """A module that is loaded when something of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        # By Python's own import each time: it waits where another thread is in the midst of loading it.
        return getattr(import_module(self.__name__), name)


def later(name: str) -> Any:
    """Return a library's module, which is loaded when something of it is first asked for.

    Beside an ``import`` under ``TYPE_CHECKING``, so that its types are checked; where it takes a fiftieth of a start.
    """
    _named.append(name)
    return _Later(name)


def load_all() -> None:
    """Load each library that was put off."""
    for name in _named:
        import_module(name)
