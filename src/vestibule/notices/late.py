"""Notices that are written when they are sent: what fills them is kept, sealed, in place of what they say.

Writing a mail takes several times as long as all else that a row of a sweep asks for, so that of many at once none is
written in the transaction of the deed. What is kept comes back as it was: values of few kinds, and no others are kept.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_AS_IT_IS = frozenset({str, int, bool, type(None)})
_TOLD_APART = _AS_IT_IS | {date}  # where equal ones of one kind are kept as the same text
_DAY, _MOMENT = "__day__", "__moment__"


def kept(values: Mapping[str, Any]) -> str:
    """Return what fills a notice as one text. Raises ``TypeError`` for what wouldn't come back as it was."""
    return _written({name: value if type(value) in _AS_IT_IS else _plain(value) for name, value in values.items()})


def keeping() -> Callable[[Mapping[str, Any]], str]:
    """Return what keeps the notices of one deed, as ``kept`` does: what fills many of them alike is written once."""
    known: dict[tuple[Any, ...], str] = {}

    def keep(values: Mapping[str, Any]) -> str:
        kinds = tuple(map(type, values.values()))
        if not _TOLD_APART.issuperset(kinds):
            return kept(values)
        alike = (kinds, *values.items())  # to a dict 1 and True are the same
        if alike not in known:
            known[alike] = kept(values)
        return known[alike]

    return keep


def filling(text: str) -> dict[str, Any]:
    """Return what fills a notice from the text in which it was kept; its lists are lists, whatever they were."""
    known: dict[str, Any] = json.loads(text, object_hook=_tagged)
    return known


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    raise TypeError(f"A {type(value).__name__} in a notice can't be kept until it is written.")


def _tagged(known: dict[str, Any]) -> Any:
    if _DAY in known:
        return date.fromisoformat(known[_DAY])
    if _MOMENT in known:
        return datetime.fromisoformat(known[_MOMENT])
    return known
