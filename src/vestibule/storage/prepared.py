"""Statements said to PostgreSQL by libpq's own calls: prepared where they are said again, several in one visit.

psycopg's cursor does the same by way of its generators, and for a small statement that takes twice as much of our CPU
(decision 0039). Values go in and come out by psycopg's own adapters, and what fails raises psycopg's own errors. A
transaction begins in the visit of its first statement.
"""

import functools
import itertools
import re
import select
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Connection, abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Values = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Values]

MOST_PREPARED = 500  # on one connection; what is new beyond them is said unprepared
_PLACE = re.compile(r"%(?:\((\w+)\)s|s|(%))")
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_OUTDATED = ("0A000", "26000")  # SQLSTATE: the plan's table was altered; the statement is prepared there no longer


class Said(NamedTuple):
    """What a statement came to: its rows, and how many it met."""

    rows: list[tuple[Any, ...]]
    met: int


class _Ready(NamedTuple):
    """A statement with its values, as PostgreSQL takes both; without a name it isn't prepared."""

    sql: bytes
    name: bytes
    values: Sequence[Any]
    types: tuple[int, ...]
    formats: Sequence[Any]


class _Known(NamedTuple):
    """What is known of a connection: how it takes values, and what it was told."""

    adapting: abc.Transformer
    # With which types of values: the name where it is prepared, none where it came once.
    told: dict[tuple[bytes, tuple[int, ...]], bytes]


_KNOWN = "_vestibule_known"  # in the connection itself, with which it goes
_number = itertools.count()


def said(connection: "Connection[Any]", sql: str, values: Values) -> Said:
    """Say one statement. Raises psycopg's errors."""
    if _is_to_begin(connection):
        return said_together(connection, [(sql, values)])[0]
    ready, server = _ready(connection, sql, values), connection.pgconn
    if ready.name:
        result = server.exec_prepared(ready.name, ready.values, ready.formats)
    else:
        result = server.exec_params(ready.sql, ready.values, ready.types, ready.formats)
    _check(connection, [result])
    return _came_to(connection, result)


def read_in_binary(connection: "Connection[Any]", sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Say one statement that answers with very many rows, unprepared: their values come as PostgreSQL itself has them.

    A moment is a number then and an id its bytes, which takes half the time to read. Raises psycopg's errors.
    """
    if _is_to_begin(connection):
        said_together(connection, [])
    words, _ = _words(sql)
    adapting = _known_of(connection).adapting
    adapted = adapting.dump_sequence(values, [PyFormat.AUTO] * len(values))
    result = connection.pgconn.exec_params(words, adapted, adapting.types, adapting.formats, Format.BINARY)
    _check(connection, [result])
    return _came_to(connection, result).rows


def said_together(
    connection: "Connection[Any]", statements: Sequence[Statement], *, commits: bool = False
) -> list[Said]:
    """Say several statements in their order, and wait once; ``commits`` ends the transaction with them.

    Where one fails none after it is done, nothing is committed, and its error is raised.
    """
    begins = _is_to_begin(connection)
    ready = [_ready(connection, *each) for each in statements]
    try:
        results = _answers(connection.pgconn, ready, begins=begins, commits=commits)
    except BaseException:
        connection.close()  # it was left in the middle of its answers
        raise
    _check(connection, results)
    return [_came_to(connection, each) for each in results[begins : len(ready) + begins]]


def _is_to_begin(connection: "Connection[Any]") -> bool:
    return not connection.autocommit and connection.pgconn.transaction_status == TransactionStatus.IDLE


def _ready(connection: "Connection[Any]", sql: str, values: Values) -> _Ready:
    """Adapt the values, and prepare the statement where it comes for the second time with values of these types."""
    words, names = _words(sql)
    given = [values[name] for name in names] if isinstance(values, Mapping) else values
    adapting, told = _known_of(connection)
    adapted = adapting.dump_sequence(given, [PyFormat.AUTO] * len(given))
    types, formats = adapting.types or (), adapting.formats or ()
    return _Ready(words, _name(connection, told, words, types), adapted, types, formats)


def _known_of(connection: "Connection[Any]") -> _Known:
    """Return what is known of a connection. What adapts its values lasts as long: it learns each type once."""
    kept = vars(connection)
    known: _Known | None = kept.get(_KNOWN)
    if known is None:
        known = kept[_KNOWN] = _Known(Transformer(connection), {})
    return known


def _name(
    connection: "Connection[Any]", told: dict[tuple[bytes, tuple[int, ...]], bytes], sql: bytes, types: tuple[int, ...]
) -> bytes:
    """Return under which name a statement is prepared; none where it comes for the first time."""
    if name := told.get((sql, types)):
        return name
    if name is None:
        if len(told) < MOST_PREPARED:
            told[sql, types] = b""
        return b""
    name = f"vestibule_{next(_number)}".encode()
    _check(connection, [connection.pgconn.prepare(name, sql, types)])
    told[sql, types] = name
    return name


@functools.lru_cache(maxsize=2000)
def _words(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a statement with its places numbered, and what stands in each, where the places have names."""
    names: list[str] = []
    counted = itertools.count(1)

    def numbered(place: re.Match[str]) -> str:
        if place[2]:
            return "%"
        if not place[1]:
            return f"${next(counted)}"
        if place[1] not in names:
            names.append(place[1])
        return f"${names.index(place[1]) + 1}"

    return _PLACE.sub(numbered, sql).encode(), tuple(names)


def _answers(server: PGconn, statements: Sequence[_Ready], *, begins: bool, commits: bool) -> list[PGresult]:
    """Send all, and return what came back for each, once the server has dealt with all of them."""
    server.enter_pipeline_mode()
    if begins:
        server.send_query_params(b"BEGIN", None)
    for sql, name, values, types, formats in statements:
        if name:
            server.send_query_prepared(name, values, formats)
        else:
            server.send_query_params(sql, values, types, formats)
    if commits:
        server.send_query_params(b"COMMIT", None)
    server.pipeline_sync()
    results = _received(server)
    server.exit_pipeline_mode()
    return results


def _received(server: PGconn) -> list[PGresult]:
    """Return the results of all that was sent. Other threads go on while this one waits."""
    line = select.poll()
    results: list[PGresult] = []
    line.register(server.socket, select.POLLIN | select.POLLOUT)
    while server.flush():
        line.poll()
        server.consume_input()
    line.modify(server.socket, select.POLLIN)
    while True:
        while server.is_busy():
            line.poll()
            server.consume_input()
        result = server.get_result()  # nothing between the results of two statements
        if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
            return results
        if result is not None:
            results.append(result)
        elif server.status != ConnStatus.OK:
            return results


def _check(connection: "Connection[Any]", results: Sequence[PGresult]) -> None:
    for result in results:
        if result.status in _DONE:
            continue
        error = error_from_result(result, encoding=connection.info.encoding)
        if error.sqlstate in _OUTDATED:
            vars(connection).pop(_KNOWN, None)
        raise error


def _came_to(connection: "Connection[Any]", result: PGresult) -> Said:
    if not result.nfields:
        return Said([], result.command_tuples or 0)
    adapting = _known_of(connection).adapting
    adapting.set_pgresult(result)
    return Said(adapting.load_rows(0, result.ntuples, tuple), result.command_tuples or 0)
