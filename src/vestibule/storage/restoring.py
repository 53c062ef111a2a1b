"""A database made from a backup, of either kind: all of it, or nothing (decision 0044)."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import error as CompressionError  # noqa: N812 - a class, whatever its name

from django.core.management.color import no_style

from vestibule.storage.backup import AT_ONCE, FORMAT, Head, Tell, names_of
from vestibule.storage.portable import Table, tables
from vestibule.storage.statements import here

Row = list[Any]


class NoBackup(Exception):  # noqa: N818 - the house's word
    """A file that is no backup, or one that was cut short or changed: in a sentence."""


@contextmanager
def opened(place: Path) -> Iterator[tuple[Head, Iterator[Any]]]:
    """Yield what a backup says of itself, and its lines after that, as they are read. Raises ``NoBackup``."""
    with gzip.open(place, "rb") as file:
        lines = _checked(file)
        try:
            said = next(lines)
            head = Head(**{**said, "migrations": tuple(said["migrations"])})
        except (StopIteration, TypeError, KeyError):
            raise NoBackup("It doesn't begin as a backup of Vestibule does.") from None
        if head.format != FORMAT:
            raise NoBackup(f"It is of another kind than {FORMAT}.")
        yield head, lines


def _checked(file: gzip.GzipFile) -> Iterator[Any]:
    """Yield the lines of a backup but the last, which must fit all others. Raises ``NoBackup``."""
    digest, count = hashlib.sha256(), 0
    try:
        for line in file:
            said = json.loads(line)
            if isinstance(said, dict) and said.keys() == {"lines", "sha256"}:
                if said == {"lines": count, "sha256": digest.hexdigest()} and not file.read(1):
                    return
                break
            digest.update(line)
            count += 1
            yield said
    except (OSError, EOFError, CompressionError, ValueError):
        pass
    raise NoBackup("It was cut short or changed.")


def table_with_rows() -> str | None:
    """Return the name of a table in which something stands; none where the database is as its migrations left it."""
    return next((table.name for table in tables() if _has_rows(table)), None)


def read_backup(lines: Iterator[Any], tell: Tell) -> int:
    """Insert the rows of a backup, in the caller's transaction; return how many. Raises ``NoBackup``.

    The database is as its migrations left it. What its triggers add beside the rows gives way to what was backed up.
    """
    if here().vendor == "postgresql":
        with here().cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
    left, rows = {table.name: table for table in tables()}, 0
    for table, batch in _batches(lines):
        if left.pop(table.name, None) and _has_rows(table):
            with here().cursor() as cursor:
                cursor.execute(f"DELETE FROM {here().ops.quote_name(table.name)}")  # noqa: S608 - our own names
        _insert(table, batch)
        rows += len(batch)
        tell(rows)
    if left:
        raise NoBackup(f"It lacks a table of this release: {next(iter(left))}.")
    _go_on_numbering()
    return rows


def _has_rows(table: Table) -> bool:
    return table.model._base_manager.exists()  # noqa: SLF001 - Django's documented way


def _batches(lines: Iterator[Any]) -> Iterator[tuple[Table, list[Row]]]:
    """Yield the rows of each table, some at a time; of an empty table none. Raises ``NoBackup``."""
    known = {table.name: table for table in tables()}
    table, batch = None, list[Row]()
    for said in lines:
        if isinstance(said, dict):
            if table:
                yield table, batch
            table, batch = known.pop(said.get("table", ""), None), []
            if table is None or [column.name for column in table.columns] != said.get("columns"):
                raise NoBackup(f"It has a table that this release doesn't have: {said.get('table')}.")
        elif table is None:
            raise NoBackup("It has a row that is of no table.")
        else:
            batch.append(_understood(table, said))
            if len(batch) == AT_ONCE:
                yield table, batch
                batch = []
    if table:
        yield table, batch


def _understood(table: Table, told: Any) -> Row:
    try:
        together = zip(table.columns, told, strict=True)
        return [None if value is None else column.understand(value) for column, value in together]
    except (TypeError, ValueError):
        raise NoBackup(f"It has a row that {table.name} can't hold.") from None


def _insert(table: Table, rows: list[Row]) -> None:
    connection, name = here(), here().ops.quote_name(table.name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({names_of(table)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif rows:
            places = ", ".join(["%s"] * len(table.columns))
            adapted = [_adapted(table, row) for row in rows]
            insert = f"INSERT INTO {name} ({names_of(table)}) VALUES ({places})"  # noqa: S608 - our own names
            cursor.executemany(insert, adapted)


def _adapted(table: Table, row: Row) -> Row:
    """Return a row as SQLite has it."""
    operations = here().ops
    adapting = {
        "UUIDField": lambda value: value.hex,
        "DateTimeField": operations.adapt_datetimefield_value,
        "DateField": operations.adapt_datefield_value,
    }
    return [
        adapting[column.kind](value) if value is not None and column.kind in adapting else value
        for column, value in zip(table.columns, row, strict=True)
    ]


def _go_on_numbering() -> None:
    """Let tables that number their rows go on after the last."""
    with here().cursor() as cursor:
        for statement in here().ops.sequence_reset_sql(no_style(), [table.model for table in tables()]):
            cursor.execute(statement)
