"""The canonical bytes of an entry: fixed from the first day, versioned, the same on every machine and for ever.

Format 1 is JSON in UTF-8 with sorted keys and no white space; values are strings, whole numbers, booleans, null and
lists of these. Moments are written ``2026-11-22T21:20:00.000000Z``, days ``2026-11-22``, ids in lower-case hexadecimal
with hyphens. Pure: it needs no database, so that a stranger can verify an export with it.
"""

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Fact

FORMAT = 1

_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@lru_cache(maxsize=8)
def moment_text(moment: datetime) -> str:
    """Return a moment as an entry's bytes have it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, bool, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def canonical(fact: Fact, *, entry_id: UUID, by: Actor, at: datetime, parent_id: UUID | None) -> bytes:
    """Return the bytes of one entry: who, what, on whom, when, under which rule. Source: AUD-1, AUD-2.

    Reading: the keys of the whole are in their order too. What a thousand entries of one deed have alike is written
    once for them.
    """
    before, between, after = _alike((fact.name, fact.version, fact.rules), by.kind.value, by.id, at, parent_id)
    detail = ",".join([f'"{name}":{_told(value)}' for name, value in sorted(fact.detail().items())])
    return f"{before}{{{detail}}}{between}{entry_id}{after}".encode()


@lru_cache(maxsize=64)
def _alike(
    fact: tuple[str, int, tuple[str, ...]], by_kind: str, by_id: UUID | None, at: datetime, parent_id: UUID | None
) -> tuple[str, str, str]:
    """Return what stands before the detail, between it and the id, and after that."""
    before = {"at": _plain(at), "by": {"kind": by_kind, "id": _plain(by_id)}}
    name, version, rules = fact
    between = {"fact": name, "format": FORMAT}
    after = {"parent": _plain(parent_id), "rules": list(rules), "version": version}
    return (
        f'{_written(before)[:-1]},"detail":',
        f',{_written(between)[1:-1]},"id":"',
        f'",{_written(after)[1:]}',
    )


def _told(value: Any) -> str:
    """Return a value as JSON."""
    kind = type(value)
    if kind is UUID or kind is date:
        return f'"{value}"'
    return _word(value) if kind is str else _written(_plain(value))


@lru_cache(maxsize=1_000)
def _word(text: str) -> str:
    return _written(text)
