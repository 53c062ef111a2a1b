"""Rows that are copied into PostgreSQL, as COPY reads them in its binary form: the one way in for many at once.

Each value goes as the bytes that PostgreSQL itself sends and takes, so that it has nothing to read and we have nothing
to write out: a moment as a number, an id as its sixteen bytes, what is sealed as it is.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from struct import Struct
from typing import Any

from django.db import models

from vestibule.kernel.secrets import keyring
from vestibule.storage.fields import SealedText
from vestibule.storage.statements import here, say_now

_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"
_NOTHING = b"\xff\xff\xff\xff"
_LENGTH, _LENGTH_AND_MOMENT = Struct("!i").pack, Struct("!iq").pack
_written = json.JSONEncoder(separators=(",", ":")).encode
_EPOCH, _MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_INET = {4: 2, 6: 3}  # what PostgreSQL calls the families of addresses

Values = Sequence[Any]
Telling = Callable[[Any], bytes]  # a value as PostgreSQL reads it in a copied row, with its length before it


def copy_in(model: type[models.Model], same: Mapping[str, Any], names: Sequence[str], each: Iterable[Values]) -> None:
    """Copy new rows in: what all of them have, and the values of each under some names, of which the key is the first.

    Names are as ``attname`` has them. What waits to be said is said before.
    """
    say_now()
    columns, rows = columns_of(model), list(each)
    # What is sealed is sealed for each row by itself, though all say the same.
    sealed = [name for name, value in same.items() if value is not None and isinstance(columns[name], SealedText)]
    names, alike = [*names, *sealed], [name for name in same if name not in sealed]
    more = tuple(same[name] for name in sealed)
    keys = [str(values[0]) for values in rows] if any(isinstance(columns[name], SealedText) for name in names) else []
    by_column = zip(*((*values, *more) for values in rows), strict=True)
    told = [_told(columns[name], values, keys) for name, values in zip(names, by_column, strict=True)]
    begins = Struct("!h").pack(len(names) + len(alike))
    ends = b"".join([_told(columns[name], [same[name]], [])[0] for name in alike])

    connection = here()
    quoted = connection.ops.quote_name
    into = ", ".join(quoted(columns[name].column) for name in (*names, *alike))
    words = f"COPY {quoted(model._meta.db_table)} ({into}) FROM STDIN (FORMAT binary)"  # noqa: SLF001
    with connection.cursor() as cursor, cursor.copy(words) as copy:
        copy.write(b"".join([_HEAD, *[begins + b"".join(row) + ends for row in zip(*told, strict=True)], _TAIL]))


@cache
def columns_of(model: type[models.Model]) -> dict[str, Any]:
    """Return the columns of a table by their names."""
    return {column.attname: column for column in model._meta.local_concrete_fields}  # noqa: SLF001 - Django's documented way


def _told(column: Any, values: Values, keys: Sequence[str]) -> list[bytes]:
    """Return the values of a column, each with its length before it; what is sealed is for the rows with these keys."""
    if isinstance(column, SealedText) and keys:
        seal = keyring().sealing(sum(value is not None for value in values))
        return [
            _NOTHING if value is None else _bytes(seal(column.plain(value), column.place_of(key)))
            for value, key in zip(values, keys, strict=True)
        ]
    first = values[0] if values else None
    if all(value is first for value in values):
        return [_NOTHING if first is None else _telling(column)(first)] * len(values)
    tell = _telling(column)
    return [_NOTHING if value is None else tell(value) for value in values]


def _telling(column: Any) -> Telling:
    """Return how the values of a column are told. Raises ``KeyError`` for a kind that nobody has asked for yet."""
    return _TELLING[type(column.target_field if column.remote_field else column)]


def _bytes(value: Any) -> bytes:
    told: bytes = _LENGTH(len(value)) + value
    return told


def _text(value: Any) -> bytes:
    return _bytes(str(value).encode())


def _number(kind: str) -> Telling:
    pack, size = Struct(f"!i{kind}").pack, Struct(f"!{kind}").size
    return lambda value: pack(size, int(value))


def _moment(value: Any) -> bytes:
    return _LENGTH_AND_MOMENT(8, (value - _EPOCH) // _MICROSECOND)


def _address(value: Any) -> bytes:
    address = ip_address(value)
    return _bytes(bytes([_INET[address.version], address.max_prefixlen, 0, len(address.packed)]) + address.packed)


_TELLING: Mapping[type[Any], Telling] = {
    models.BinaryField: _bytes,
    models.BooleanField: lambda value: b"\0\0\0\1\1" if value else b"\0\0\0\1\0",
    models.CharField: _text,
    models.DateTimeField: _moment,
    models.GenericIPAddressField: _address,
    models.JSONField: lambda value: _bytes(b"\1" + _written(value).encode()),  # the version of jsonb's own form
    models.PositiveIntegerField: _number("i"),
    models.PositiveSmallIntegerField: _number("h"),
    models.TextField: _text,
    models.UUIDField: lambda value: b"\0\0\0\x10" + value.bytes,
}
