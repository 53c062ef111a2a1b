"""Statements whose words are always the same are said to the database directly, and prepared there.

PostgreSQL takes longer to read and plan a small statement than to do it, and Django's cursor puts the values into the
words each time. What is said again and again is therefore prepared once on each connection: a third of the time
(decision 0027). A proxy between us and PostgreSQL must know prepared statements (docs/operating).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    with _said(sql, values) as cursor:
        return int(cursor.rowcount)


@contextmanager
def _said(sql: str, values: Values) -> Iterator[Any]:
    connection = here()
    if connection.vendor != "postgresql" or connection.execute_wrappers or connection.queries_logged:
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
