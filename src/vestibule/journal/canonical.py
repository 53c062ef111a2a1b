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
    """Return the bytes of one entry: who, what, on whom, when, under which rule. Source: AUD-1, AUD-2."""
    entry = {
        "format": FORMAT,
        "id": str(entry_id),
        "at": _plain(at),
        "by": {"kind": by.kind.value, "id": _plain(by.id)},
        "fact": fact.name,
        "version": fact.version,
        "rules": list(fact.rules),
        "parent": _plain(parent_id),
        "detail": {name: _plain(value) for name, value in fact.detail().items()},
    }
    return _written(entry).encode()
