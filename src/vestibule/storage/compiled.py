"""Statements that are made once: the ORM says them at their first use, and from then on only their values are new.

Making SQL out of a query takes the ORM several times as long as asking it. What every page and every sign-in asks is
therefore compiled once in each process; what is said to the database is the same (decision 0027). Nothing that was read
is kept.
"""

import functools
import inspect
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

from vestibule.storage.lines import copy_in
from vestibule.storage.statements import ask, ask_along, here, say, tell, tell_along

P = ParamSpec("P")
R = TypeVar("R")

# Fields whose values PostgreSQL takes as they stand in a row.
_AS_THEY_ARE = {
    models.BooleanField,
    models.CharField,
    models.DateTimeField,
    models.PositiveSmallIntegerField,
    models.TextField,
    models.UUIDField,
}
A_FEW = 20  # rows that go into one statement: with every column still far from what a database takes at once


class Given(models.Expression):
    """The place of a value that each asking brings."""

    def __init__(self, name: str) -> None:
        """Stand for the argument of this name."""
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Be a place in the statement."""
        return "%s", [self]


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: tuple[Any, ...]  # values that are always the same, and ``Given`` places

    def values(self, given: dict[str, Any], connection: Any) -> list[Any]:
        return [_adapted(given[each.name], connection) if isinstance(each, Given) else each for each in self.params]


@dataclass(frozen=True)
class _Reading:
    statement: _Statement
    locks: bool
    rows_of: Callable[[Iterable[Sequence[Any]]], list[Any]]


class Compiled(Generic[P, R]):
    """A query that is made once; called it returns its rows."""

    def __init__(self, build: Callable[P, "QuerySet[Any, R]"]) -> None:
        """Make nothing yet: what there is to say depends on the database and on which arguments are ``None``."""
        functools.update_wrapper(self, build)
        self._build, self._names = build, list(inspect.signature(build).parameters)
        self._made: dict[tuple[str, ...], _Reading] = {}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Ask, and return the rows."""
        reading, values = self._ready(args, kwargs)
        return reading.rows_of(ask(reading.statement.sql, values))

    def along(self, *args: P.args, **kwargs: P.kwargs) -> Callable[[], list[R]]:
        """Ask in ``one_visit`` together with what is waited for next; what is returned gives the rows."""
        reading, values = self._ready(args, kwargs)
        rows = ask_along(reading.statement.sql, values)
        return lambda: reading.rows_of(rows())

    def _ready(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[_Reading, list[Any]]:
        given, connection = {**dict(zip(self._names, args, strict=False)), **kwargs}, here()
        reading = self._made.get(key := _key(given, connection))
        if reading is None:
            build: Callable[..., QuerySet[Any, R]] = self._build
            reading = self._made[key] = _reading(build(**_places(given)), connection)
        if reading.locks and connection.get_autocommit():
            raise TransactionManagementError("A row is locked inside a transaction only.")
        return reading, reading.statement.values(given, connection)


def compiled(build: Callable[P, "QuerySet[Any, R]"]) -> Compiled[P, R]:
    """Make a function that returns a query one that returns its rows, and is asked what to say only once.

    Its arguments stand where the query has values. The query is of whole rows, of some of their columns (``only``), or
    of ``values_list``.
    """
    return Compiled(build)


class CompiledChange(Generic[P]):
    """A change that is made once; called it writes, and counts the rows."""

    def __init__(self, build: Callable[P, tuple["QuerySet[Any]", dict[str, Any]]]) -> None:
        """Make nothing yet, as ``Compiled``."""
        functools.update_wrapper(self, build)
        self._made = _changes(build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> int:
        """Write, and count the rows."""
        return tell(*self._made(*args, **kwargs))

    def along(self, *args: P.args, **kwargs: P.kwargs) -> Callable[[], int]:
        """Write in ``one_visit`` together with what is waited for next; what is returned counts the rows."""
        return tell_along(*self._made(*args, **kwargs))


def compiled_change(build: Callable[P, tuple["QuerySet[Any]", dict[str, Any]]]) -> CompiledChange[P]:
    """Make a function that returns a query and what to write to its rows one that writes it, and counts the rows."""
    return CompiledChange(build)


def compiled_saying(build: Callable[P, tuple["QuerySet[Any]", dict[str, Any]]]) -> Callable[P, None]:
    """Make what ``compiled_change`` makes where nobody asks how many rows there were: it may go with others."""
    made = _changes(build)

    @functools.wraps(build)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        say(*made(*args, **kwargs))

    return run


def _changes(
    build: Callable[P, tuple["QuerySet[Any]", dict[str, Any]]],
) -> Callable[P, tuple[str, list[Any]]]:
    made: dict[tuple[str, ...], _Statement] = {}
    names = list(inspect.signature(build).parameters)

    def run(*args: P.args, **kwargs: P.kwargs) -> tuple[str, list[Any]]:
        given, connection = {**dict(zip(names, args, strict=False)), **kwargs}, here()
        change = made.get(key := _key(given, connection))
        if change is None:
            change = made[key] = _change(*build(**_places(given)), connection)  # type: ignore[call-arg]  # places in place of values
        return change.sql, change.values(given, connection)

    return run


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table; each has its own key. Many are copied in, where the database can do that."""
    if not rows:
        return
    model, connection = type(rows[0]), here()
    if len(rows) <= A_FEW:
        say(
            _insert_sql(model, len(rows), connection.vendor),
            [value for row in rows for value in _values(row, connection.vendor)],
        )
    elif connection.vendor == "postgresql":
        names = [column.attname for column in sorted(_columns(model), key=lambda column: not column.primary_key)]
        copy_in(model, {}, names, ([getattr(row, name) for name in names] for row in rows))
    else:
        model._default_manager.bulk_create(rows)  # noqa: SLF001 - Django's documented way
        return
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as the ORM's own insert does


def _key(given: dict[str, Any], connection: Any) -> tuple[str, ...]:
    """Return what another statement is made for: a condition says ``None`` in other words."""
    return (connection.vendor, *(name for name, value in given.items() if value is None))


def _places(given: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else Given(name) for name, value in given.items()}


def _reading(query: "QuerySet[Any, Any]", connection: Any) -> _Reading:
    compiler = query.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    def converted(rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

    locks = query.query.select_for_update and connection.features.has_select_for_update
    statement = _Statement(sql, tuple(params))
    if query._iterable_class is ModelIterable:  # noqa: SLF001 - Django's own
        row = _row_maker(compiler, connection.alias)
        return _Reading(statement, locks, lambda rows: [row(values) for values in converted(rows)])
    return _Reading(statement, locks, lambda rows: list(converted(rows)))


def _row_maker(compiler: Any, alias: str) -> Callable[[Sequence[Any]], Any]:
    """Return what makes a row of the ORM of what was read: its columns, and what was computed beside them."""
    model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    beside = compiler.annotation_col_map or {}

    def row(values: Sequence[Any]) -> Any:
        made = model.from_db(alias, names, [values[place] for place in places])
        for name, place in beside.items():
            setattr(made, name, values[place])
        return made

    return row


def _change(rows: "QuerySet[Any]", changes: dict[str, Any], connection: Any) -> _Statement:
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    sql, params = query.get_compiler(connection=connection).as_sql()
    return _Statement(sql, tuple(params))


@functools.cache
def _columns(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField))  # noqa: SLF001 - Django's documented way


def _values(row: models.Model, vendor: str) -> list[Any]:
    """Return what the columns of a row get, as the database takes it."""
    if vendor == "postgresql":
        return [value(row) for value in _values_of(type(row))]
    return [_prepared(column, row) for column in _columns(type(row))]


def _prepared(column: Any, row: models.Model) -> Any:
    return column.get_db_prep_save(column.pre_save(row, add=True), connection=here())


@functools.cache
def _values_of(model: type[models.Model]) -> list[Callable[[Any], Any]]:
    """Return what tells each column of a row on PostgreSQL: most values go as they are, a few as the ORM has them.

    Asking the ORM about every value takes longer than all else about a row.
    """
    return [
        operator.attrgetter(column.attname) if type(column) in _AS_THEY_ARE else functools.partial(_prepared, column)
        for column in _columns(model)
    ]


@functools.lru_cache(maxsize=256)
def _insert_sql(model: type[models.Model], count: int, _vendor: str) -> str:
    quoted = here().ops.quote_name
    columns = _columns(model)
    places = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(quoted(column.column) for column in columns)
    table = quoted(model._meta.db_table)  # noqa: SLF001 - Django's documented way
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([places] * count)}"  # noqa: S608 - our own names and places


def _adapted(value: Any, connection: Any) -> Any:
    """Return a value as this database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
