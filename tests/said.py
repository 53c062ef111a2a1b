"""What tests say to a database, and what kind of answer they get: so that nothing PostgreSQL is spared is left unsaid.

A test that carries ``said`` says nothing that others don't say on PostgreSQL too, and so runs on SQLite alone, as do
the later cases of one that carries ``alike``. While ``bin/test`` runs the whole suite on SQLite it listens, and fails
where that isn't so (decision 0047). Only what the product says counts, not what a test asks by itself.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from workshop.suite import SAID

A_FEW = 20  # rows that are written in one way on PostgreSQL; more go another

_LISTS = [(re.compile(words), short) for words, short in [(r"\(%s(, ?%s)*\)", "(…)"), (r"(\(…\), ?)+\(…\)", "(…)")]]
_NUMBERS = re.compile(r"\b(LIMIT|OFFSET) \d+")
_OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")

_now: set[str] = set()  # what this test has said so far
_product: dict[str, bool] = {}  # whether the product said it, of what this test has said
_there: set[str] = set()  # what tests say that run on PostgreSQL too
_spared: dict[str, list[str]] = {}  # what others say: and which tests


def pytest_collection_finish() -> None:
    """Listen, where somebody wants to know."""
    if os.environ.get(SAID):
        for name in ("execute", "executemany"):
            setattr(SQLiteCursorWrapper, name, _heard(getattr(SQLiteCursorWrapper, name)))
        for name in ("fetchone", "fetchmany", "fetchall"):
            setattr(SQLiteCursorWrapper, name, _answered(getattr(SQLiteCursorWrapper, name)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note what one test says, with what is built for it."""
    _now.clear()
    _product.clear()
    result = yield
    if item.get_closest_marker("said"):
        for words in _now:
            _spared.setdefault(words, []).append(item.nodeid)
    elif not item.get_closest_marker("once"):
        _there.update(_now)
    return result


def pytest_sessionfinish() -> None:
    """Write what was said, for ``bin/test`` to compare."""
    if file := os.environ.get(SAID):
        Path(file).write_text(json.dumps({"there": sorted(_there), "spared": _spared}))


def _heard(say: Callable[..., Any]) -> Callable[..., Any]:
    """Note a statement, and at once what came of it where it isn't read: an error, or how many rows it met."""

    @wraps(say)
    def run(cursor: Any, sql: Any, *values: Any) -> Any:
        cursor.unheard = words = None if str(sql).startswith(_OF_TRANSACTIONS) else _words_of_the_product(str(sql))
        try:
            result = say(cursor, sql, *values)
        except Exception as fault:
            if words:
                _now.add(f"{words} -> {type(fault).__name__}")
            raise
        if words:
            _now.add(words)
            if cursor.description is None:
                _now.add(f"{words} -> {_how_many(cursor.rowcount)}")
        return result

    return run


def _answered(fetch: Callable[..., Any]) -> Callable[..., Any]:
    """Note how many rows are read at first."""

    @wraps(fetch)
    def run(cursor: Any, *size: Any) -> Any:
        rows = fetch(cursor, *size)
        if words := getattr(cursor, "unheard", None):
            _now.add(f"{words} -> {_how_many(len(rows) if isinstance(rows, list) else int(rows is not None))}")
            cursor.unheard = None
        return rows

    return run


def _how_many(rows: int) -> str:
    return "none" if rows < 1 else "one" if rows == 1 else "a few" if rows <= A_FEW else "many"


def _words_of_the_product(sql: str) -> str | None:
    if sql not in _product:
        _product[sql] = _is_of_the_product()
    return _words(sql) if _product[sql] else None


def _is_of_the_product() -> bool:
    """Say whether the product speaks, rather than a test: whichever is nearest to the database."""
    frame = sys._getframe(3)
    while frame := frame.f_back:  # type: ignore[assignment]
        file = frame.f_code.co_filename
        if "/src/vestibule/" in file and "/storage/sqlite/" not in file:
            return True
        if "/tests/" in file and "/site-packages/" not in file:
            return False
    return False


@cache
def _words(sql: str) -> str:
    """Return a statement without what differs from one saying to the next: how long its lists are."""
    for words, short in _LISTS:
        sql = words.sub(short, sql)
    return _NUMBERS.sub(r"\1 n", sql)
