"""What every test would make anew and find the same: made once a run, so that a test pays for what it tests."""

from functools import lru_cache

from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.test.client import ClientHandler

from vestibule.access.catalog import read_catalog
from vestibule.accounts.argon2id import Hasher

shipped_catalog = lru_cache(read_catalog)
"""Return the shipped catalogue, read once a run."""

_LOADED = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
_chains: list[dict[str, object]] = []


def browsers_share_their_middleware() -> None:
    """Let browsers of tests go through one chain of middleware until a setting changes: each lists all static files."""
    load = BaseHandler.load_middleware

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if not _chains:
            load(handler, is_async)
            _chains.append({name: getattr(handler, name) for name in _LOADED})
        vars(handler).update(_chains[0])

    ClientHandler.load_middleware = load_middleware  # type: ignore[method-assign, assignment]
    setting_changed.connect(lambda **_: _chains.clear(), weak=False)


def hashes_are_remembered() -> None:
    """Compute the hash of a secret with a salt once a run: it is as long as all the rest of a test, and the same.

    Not where something is timed.
    """
    computed = Hasher._computed
    remembered = lru_cache(maxsize=None)(
        lambda passes, memory, secret, salt: computed(
            Hasher(time_cost=passes, memory_cost=memory, parallelism=1), secret, salt
        )
    )

    def _computed(hasher: Hasher, secret: bytes, salt: bytes) -> bytes:
        return remembered(hasher.time_cost, hasher.memory_cost, secret, salt)

    Hasher._computed = _computed  # type: ignore[method-assign, assignment]
