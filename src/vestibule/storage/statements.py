"""Statements whose words are always the same are said to the database directly, and prepared there.

PostgreSQL takes longer to read and plan a small statement than to do it, and Django's cursor puts the values into the
words each time. What is said again and again is therefore prepared once on each connection: a third of the time
(decision 0034). A proxy between us and PostgreSQL must know prepared statements (docs/operating/running.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any] | Mapping[str, Any]


def here() -> Any:
    """Return the connection of this thread; ``django.db.connection`` would look it up at each word."""
    return connections[DEFAULT_DB_ALIAS]


def ask(sql: str, values: Values) -> list[tuple[Any, ...]]:
    """Return the rows that a statement answers with."""
    with _said(sql, values) as cursor:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def tell(sql: str, values: Values) -> int:
    """Say a statement that changes rows; return how many it met."""
    if _in_one_visit.get():
        raise RuntimeError("What goes to the database together answers nothing; say it, or tell it before.")
    with _said(sql, values) as cursor:
        return int(cursor.rowcount)


def copies(connection: Any) -> bool:
    """Say whether rows can be copied in: on PostgreSQL, and not among statements that go there together."""
    return connection.vendor == "postgresql" and not _in_one_visit.get()


def say(sql: str, values: Values) -> None:
    """Say a statement that changes rows, however many; in ``one_visit`` it is said at the end of that at the latest."""
    with _said(sql, values):
        pass


@contextmanager
def one_visit() -> Iterator[None]:
    """Let the statements that are said inside go to PostgreSQL together, in their order: it is waited for once.

    What fails among them fails at the end, and nothing after it was done.
    """
    connection = here()
    if _is_plain(connection):
        yield
        return
    connection.ensure_connection()
    token = _in_one_visit.set(True)
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            yield
    finally:
        _in_one_visit.reset(token)


_in_one_visit: ContextVar[bool] = ContextVar("vestibule_one_visit", default=False)


@contextmanager
def _said(sql: str, values: Values) -> Iterator[Any]:
    connection = here()
    if _is_plain(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor
        return
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as prepared:
        prepared.execute(sql, values)
        yield prepared


def _is_plain(connection: Any) -> bool:
    """Say whether Django's own cursor is taken: on SQLite, and wherever somebody listens to what is said."""
    return bool(connection.vendor != "postgresql" or connection.execute_wrappers or connection.queries_logged)
