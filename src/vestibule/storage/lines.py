"""Rows that are copied into PostgreSQL, as the lines that COPY reads: the one way in for many at once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import models

from vestibule.storage.fields import SealedText
from vestibule.storage.statements import here, say_now

_NOTHING = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Values = Sequence[Any]


def copy_in(model: type[models.Model], same: Mapping[str, Any], names: Sequence[str], each: Iterable[Values]) -> None:
    """Copy new rows in: what all of them have, and the values of each under some names, of which the key is the first.

    Names are as ``attname`` has them. What waits to be said is said before.
    """
    say_now()
    columns = columns_of(model)
    # What is sealed is sealed for each row by itself, though all say the same.
    sealed = [name for name, value in same.items() if value is not None and isinstance(columns[name], SealedText)]
    names, alike = [*names, *sealed], [name for name in same if name not in sealed]
    telling, more = [_telling(columns[name]) for name in names], [same[name] for name in sealed]
    last = _told([_telling(columns[name]) for name in alike], [same[name] for name in alike], "")
    lines = ("\t".join([*_told(telling, [*values, *more], str(values[0])), *last]) for values in each)

    connection = here()
    quoted = connection.ops.quote_name
    into = ", ".join(quoted(columns[name].column) for name in (*names, *alike))
    with connection.cursor() as cursor, cursor.copy(f"COPY {quoted(model._meta.db_table)} ({into}) FROM STDIN") as copy:  # noqa: SLF001
        copy.write("\n".join(lines))


@cache
def columns_of(model: type[models.Model]) -> dict[str, Any]:
    """Return the columns of a table by their names."""
    return {column.attname: column for column in model._meta.local_concrete_fields}  # noqa: SLF001 - Django's documented way


def _told(telling: Sequence["Telling"], values: Values, key: str) -> list[str]:
    return [_NOTHING if value is None else tell(value, key) for tell, value in zip(telling, values, strict=True)]


Telling = Callable[[Any, str], str]  # a value, and the key of its row, as PostgreSQL reads them in a copied line


def _telling(column: Any) -> Telling:
    """Return how the values of a column are told. Raises ``KeyError`` for a kind that nobody has asked for yet."""
    if isinstance(column, SealedText):
        return lambda value, key: _bytes(column.sealed(value, key), key)
    return _TELLING[type(column.target_field if column.remote_field else column)]


def _bytes(value: Any, _: str) -> str:
    return f"\\\\x{value.hex()}"


def _number(value: Any, _: str) -> str:
    return str(int(value))


def _text(value: Any, _: str) -> str:
    return str(value).translate(_ESCAPED)


_TELLING: Mapping[type[Any], Telling] = {
    models.BinaryField: _bytes,
    models.BooleanField: lambda value, _: "t" if value else "f",
    models.CharField: _text,
    models.DateTimeField: lambda value, _: value.isoformat(),
    models.GenericIPAddressField: _text,
    models.JSONField: lambda value, _: json.dumps(value).translate(_ESCAPED),
    models.PositiveIntegerField: _number,
    models.PositiveSmallIntegerField: _number,
    models.TextField: _text,
    models.UUIDField: lambda value, _: value.hex,
}
