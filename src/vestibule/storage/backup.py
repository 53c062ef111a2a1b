"""A backup: the rows of one moment in one file, while people go on working.

The file is lines of JSON, compressed: what it is, then each table's name and its rows, and at last how many lines there
were and their SHA-256. Either database takes what the other wrote (``storage/restoring.py``).
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from vestibule.kernel.secrets import keyring
from vestibule.storage.portable import Column, Table, tables
from vestibule.storage.statements import here

FORMAT = "vestibule-backup-1"
AT_ONCE = 2_000  # rows that are held in memory

Tell = Callable[[int], None]  # how many rows are done


@dataclass(frozen=True)
class Head:
    """What a backup says of itself: release, moment, the database's migrations, and a proof of the keys that seal it.

    The proof is the blind index of a word of ours: who has the same keys makes the same one, and nobody learns them.
    """

    release: str
    made_at: str
    migrations: tuple[str, ...]
    keys: str
    format: str = FORMAT


def proof_of_keys() -> str:
    """Return what shows that two installations seal and index with the same key."""
    return keyring().index("vestibule backup", purpose="backup")


def write_backup(place: Path, head: Head, tell: Tell) -> int:
    """Write all rows as they stand now to a new file, readable to its owner alone; return how many there were.

    A file that stands there already is left alone: raises ``FileExistsError``.
    """
    part = place.with_name(f"{place.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with part.open("wb") as plain, gzip.open(plain, "wb", compresslevel=3) as file, _one_moment():
            rows = _write(_Lines(file), head, tell)
        place.hardlink_to(part)  # unlike a renaming it puts nothing in the place of what is there
    finally:
        part.unlink(missing_ok=True)
    return rows


class _Lines:
    """Lines on their way into a file, counted and digested."""

    def __init__(self, file: gzip.GzipFile) -> None:
        """Begin with none."""
        self._file, self._digest, self._count = file, hashlib.sha256(), 0

    def write(self, what: Any) -> None:
        """Write one line."""
        line = json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._file.write(line)
        self._digest.update(line)
        self._count += 1

    def close(self) -> None:
        """Write how many there were, and their digest."""
        self.write({"lines": self._count, "sha256": self._digest.hexdigest()})


def _write(lines: _Lines, head: Head, tell: Tell) -> int:
    lines.write(asdict(head))
    rows = 0
    for table in tables():
        lines.write({"table": table.name, "columns": [column.name for column in table.columns]})
        for row in _rows(table):
            lines.write(row)
            rows += 1
            tell(rows)
    lines.close()
    return rows


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it is now until the end, whatever others write meanwhile; nobody waits for us."""
    connection = here()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # a transaction of Django's would keep all others from writing
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _rows(table: Table) -> Iterator[list[Any]]:
    connection = here()
    readings = [_reading(column) for column in table.columns]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names_of(table)} FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own names
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield [read(value) for read, value in zip(readings, row, strict=True)]


def _reading(column: Column) -> Callable[[Any], Any]:
    """Return how a value as the database gives it is told: by the database's own converters, not the field's."""
    connection, expression = here(), column.of_database
    converters = connection.ops.get_db_converters(expression)

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, expression, connection)
        return None if value is None else column.tell(value)

    return read


def names_of(table: Table) -> str:
    """Return the names of a table's columns as statements have them."""
    return ", ".join(here().ops.quote_name(column.name) for column in table.columns)
