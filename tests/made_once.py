"""What every test would make anew and find the same: made once a run, so that a test pays for what it tests."""

from base64 import b64decode
from functools import lru_cache
from typing import Literal

from argon2 import _password_hasher, extract_parameters, low_level
from argon2.exceptions import HashingError, VerificationError, VerifyMismatchError
from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.test.client import ClientHandler

from vestibule.access.catalog import read_catalog

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
    remembered = lru_cache(maxsize=None)(low_level.hash_secret)

    def verify_secret(known: bytes, secret: bytes, kind: low_level.Type) -> Literal[True]:
        parameters, salt = extract_parameters(known.decode()), known.split(b"$")[-2]
        try:
            made = remembered(
                secret=secret,
                salt=b64decode(salt + b"=" * (-len(salt) % 4)),
                time_cost=parameters.time_cost,
                memory_cost=parameters.memory_cost,
                parallelism=parameters.parallelism,
                hash_len=parameters.hash_len,
                type=kind,
            )
        except HashingError as fault:
            raise VerificationError from fault
        if made != known:
            raise VerifyMismatchError
        return True

    vars(_password_hasher).update(hash_secret=remembered, verify_secret=verify_secret)
