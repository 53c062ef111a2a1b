"""Statements whose words are always the same are said to the database directly, and prepared there.

PostgreSQL takes longer to read and plan a small statement than to do it, and Django's cursor puts the values into the
words each time. What is said again and again is therefore prepared once on each connection: a third of the time
(decisions 0034, 0039). A proxy between us and PostgreSQL must know prepared statements (docs/operating/running.md).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

# With SQLite nobody needs psycopg, which is a twentieth of each start.
if TYPE_CHECKING or "postgresql" in connections.settings[DEFAULT_DB_ALIAS]["ENGINE"]:
    from vestibule.storage.prepared import Said, Values, read_in_binary, said, said_together


@dataclass(slots=True)
class _Waiting:
    """A statement that goes with the next that is waited for, and then what it came to."""

    sql: str
    values: "Values"
    said: "Said | None" = None


def here() -> Any:
    """Return the connection of this thread; ``django.db.connection`` would look it up at each word."""
    return connections[DEFAULT_DB_ALIAS]


def ask(sql: str, values: "Values") -> list[tuple[Any, ...]]:
    """Return the rows that a statement answers with."""
    connection = here()
    if not _is_plain(connection):
        return _said(connection, sql, values).rows
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def ask_for_many(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the very many rows that a statement answers with, which is said once, and not prepared."""
    connection = here()
    if _is_plain(connection):
        return ask(sql, values)
    say_now()
    _prepare(connection)
    with connection.wrap_database_errors:
        return read_in_binary(connection.connection, sql, values)


def tell(sql: str, values: "Values") -> int:
    """Say a statement that changes rows; return how many it met."""
    connection = here()
    if not _is_plain(connection):
        return _said(connection, sql, values).met
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def say(sql: str, values: "Values") -> None:
    """Say a statement that changes rows, however many; in ``one_visit`` it goes with what is waited for next."""
    waiting = _waiting.get()
    if waiting is None:
        tell(sql, values)
    else:
        waiting.append(_Waiting(sql, values))


def ask_along(sql: str, values: "Values") -> Callable[[], list[tuple[Any, ...]]]:
    """Ask in ``one_visit`` with what is waited for next; what is returned gives the rows, and waits if nothing was."""
    along = _along(sql, values)
    if along is not None:
        return lambda: along().rows
    rows = ask(sql, values)
    return lambda: rows


def tell_along(sql: str, values: "Values") -> Callable[[], int]:
    """Say what changes rows in ``one_visit`` with what is waited for next; what is returned counts them as above."""
    along = _along(sql, values)
    if along is not None:
        return lambda: along().met
    met = tell(sql, values)
    return lambda: met


def _along(sql: str, values: "Values") -> "Callable[[], Said] | None":
    """Let a statement wait; return what tells what it came to. Nothing where no statement can wait."""
    waiting = _waiting.get()
    if waiting is None:
        return None
    waits = _Waiting(sql, values)
    waiting.append(waits)

    def came_to() -> "Said":
        if waits.said is None:
            say_now()
        if waits.said is None:
            raise RuntimeError("What a statement came to was asked for after its visit had failed or was over.")
        return waits.said

    return came_to


def say_now() -> None:
    """Let go to the database what waits in ``one_visit``, for what comes next goes there by another way."""
    if waiting := _waiting.get():
        _said_with(here(), waiting)


@contextmanager
def one_visit(*, is_last: bool = False) -> Iterator[None]:
    """Let the statements that nobody waits for go to PostgreSQL with the next that is waited for, in their order.

    What is left at the end goes together; what fails among them fails then, and nothing after it was done. The last
    visit of a transaction ends it: nothing may come after it that could fail.
    """
    connection = here()
    if _is_plain(connection) or _waiting.get() is not None:
        yield
        return
    waiting: list[_Waiting] = []
    token = _waiting.set(waiting)
    try:
        with connection.execute_wrapper(_after_what_waits):
            yield
        if waiting:
            _said_with(connection, waiting, commits=is_last and _is_outermost(connection))
    finally:
        _waiting.reset(token)


def _after_what_waits(execute: Callable[..., Any], *words: Any) -> Any:
    """Let what Django's own cursor says come after what was said before."""
    say_now()
    return execute(*words)


_waiting: ContextVar[list[_Waiting] | None] = ContextVar("vestibule_waiting", default=None)


def _said(connection: Any, sql: str, values: "Values") -> "Said":
    if waiting := _waiting.get():
        waiting.append(_Waiting(sql, values))
        return _said_with(connection, waiting)[-1]
    _prepare(connection)
    with connection.wrap_database_errors:
        return said(connection.connection, sql, values)


def _said_with(connection: Any, waiting: list[_Waiting], *, commits: bool = False) -> "list[Said]":
    """Say all that waits; whether it is done or fails, it waits no longer."""
    going = waiting.copy()
    waiting.clear()
    _prepare(connection)
    with connection.wrap_database_errors:
        came_to = said_together(connection.connection, [(each.sql, each.values) for each in going], commits=commits)
    for each, said_of_it in zip(going, came_to, strict=True):
        each.said = said_of_it
    return came_to


def _prepare(connection: Any) -> None:
    """See to it that a connection can be spoken to, as Django's cursor does."""
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
    connection.close_if_health_check_failed()
    connection.ensure_connection()


def _is_outermost(connection: Any) -> bool:
    """Say whether the transaction that is open ends with the block that is."""
    return bool(connection.in_atomic_block and not connection.savepoint_ids and not connection.needs_rollback)


def _is_plain(connection: Any) -> bool:
    """Say whether Django's own cursor is taken: on SQLite, and wherever somebody listens to what is said."""
    if connection.vendor != "postgresql" or connection.queries_logged:
        return True
    return any(each is not _after_what_waits for each in connection.execute_wrappers)
