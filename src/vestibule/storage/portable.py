"""What a backup holds: every row of every table, told so that either database understands it (decision 0044).

What is sealed stays sealed: neither writing nor reading a backup opens anything.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

Telling = Callable[[Any], Any]  # a value of a column to one of JSON, or back


@dataclass(frozen=True)
class Column:
    """A column of a table: what stands in the database under its name, and how it is told and understood."""

    name: str
    kind: str
    of_database: models.expressions.Col
    tell: Telling
    understand: Telling


@dataclass(frozen=True)
class Table:
    """A table with its columns, in an order that all rows of it follow."""

    name: str
    model: type[models.Model]
    columns: tuple[Column, ...]


@cache
def tables() -> tuple[Table, ...]:
    """Return all tables, each after those that its rows point to, unless these point back.

    So what a trigger adds for a row of one table is there before the other's rows are.
    """
    ordered: list[type[models.Model]] = []
    seen: set[type[models.Model]] = set()

    def put(model: type[models.Model]) -> None:
        if model in seen:
            return
        seen.add(model)
        for field in model._meta.local_concrete_fields:  # noqa: SLF001 - Django's documented way
            other = field.related_model
            if isinstance(other, type):
                put(other)
        ordered.append(model)

    for model in apps.get_models(include_auto_created=True):
        put(model)
    return tuple(Table(model._meta.db_table, model, _columns(model)) for model in ordered)  # noqa: SLF001


def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    found = []
    for field in model._meta.local_concrete_fields:  # noqa: SLF001
        of_database = field.get_col(model._meta.db_table)  # noqa: SLF001
        kind = of_database.output_field.get_internal_type()
        found.append(Column(str(field.column), kind, of_database, *_TOLD[kind]))
    return tuple(found)


def _as_it_is(value: Any) -> Any:
    return value


def _bytes_told(value: Any) -> str:
    return b64encode(value).decode()


_PLAIN = (_as_it_is, _as_it_is)

_TOLD: Mapping[str, tuple[Telling, Telling]] = {
    "BigAutoField": _PLAIN,
    "BigIntegerField": _PLAIN,
    "BinaryField": (_bytes_told, b64decode),
    "BooleanField": _PLAIN,
    "CharField": _PLAIN,
    "DateField": (date.isoformat, date.fromisoformat),
    "DateTimeField": (datetime.isoformat, datetime.fromisoformat),
    "GenericIPAddressField": _PLAIN,
    "IntegerField": _PLAIN,
    "JSONField": _PLAIN,  # the text of it, which both databases take
    "PositiveIntegerField": _PLAIN,
    "PositiveSmallIntegerField": _PLAIN,
    "TextField": _PLAIN,
    "UUIDField": (lambda value: value.hex, UUID),
}
