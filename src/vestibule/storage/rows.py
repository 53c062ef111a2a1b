"""What both databases are told in one way: conditional writes, one after the other, and how a text begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from vestibule.storage.statements import ask_for_many

_LAST_LETTER = "\U0010ffff"  # sorts after every other, and stands in no text


def moved(rows: "QuerySet[Any]", **changes: Any) -> bool:
    """Write to the one row of a query if it is still as the query expects; say whether it was.

    The caller filters by identity *and* by the expected state, so that of several at once exactly one wins.
    """
    count = rows.update(**changes)
    if count > 1:
        raise RuntimeError(f"A conditional write met {count} rows of {rows.model.__name__}; it is for one.")
    return count == 1


def moved_set(rows: "QuerySet[Any]", *, most: int, waits: bool = False, **changes: Any) -> list[Any]:
    """Write to so many rows of a query at most by one conditional write, and return them as they are after it.

    Rows that another transaction holds are left to it, so that many nodes at once never move a row twice; or waited
    for and judged again, where none may be left out.
    """
    statement, values = _moving(rows, most, waits, changes, "*")
    return list(rows.model._default_manager.raw(statement, values))  # noqa: SLF001


def moved_values(
    rows: "QuerySet[Any]", returning: Sequence[str], *, most: int, waits: bool = False, **changes: Any
) -> list[tuple[Any, ...]]:
    """Do as ``moved_set`` does, and return some columns of the rows as plain values: of a thousand that is quicker."""
    columns = [rows.model._meta.get_field(name) for name in returning]  # noqa: SLF001 - Django's way
    named = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    statement, values = _moving(rows, most, waits, changes, named)
    compiler = rows.query.get_compiler(connection=connection)
    converters = compiler.get_converters([column.get_col(column.model._meta.db_table) for column in columns])  # noqa: SLF001
    found = ask_for_many(statement, values)
    return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found


def _moving(
    rows: "QuerySet[Any]", most: int, waits: bool, changes: Mapping[str, Any], returning: str
) -> tuple[str, list[Any]]:
    model, quote = rows.model, connection.ops.quote_name
    locked = rows.select_for_update(skip_locked=not waits, of=("self",))
    picked, values = locked.values("pk")[:most].query.sql_with_params()
    fields = {model._meta.get_field(name): value for name, value in changes.items()}  # noqa: SLF001 - Django's way
    written = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)  # noqa: SLF001
    # The set is picked once, before anything is written, however the database would join the two.
    statement = (
        f"WITH picked AS MATERIALIZED ({picked}) "  # noqa: S608 - from a query of ours
        f"UPDATE {table} SET {written} WHERE {key} IN (SELECT * FROM picked) RETURNING {returning}"
    )
    changed = [field.get_db_prep_save(value, connection) for field, value in fields.items()]
    return statement, [*values, *changed]


def one_at_a_time(*keys: str) -> None:
    """Let transactions that name the same key wait for one another from here to their ends, where no row can be locked.

    Of several keys each is waited for in the order of all. On PostgreSQL; SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            locked = "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s::text[]) AS key"
            cursor.execute(locked, [sorted(set(keys))])


@dataclass(frozen=True)
class BeginningSql:
    """In SQL: that a column begins with a text, in the order of its index."""

    condition: str
    order: str

    def values(self, text: str) -> list[str]:
        """Return the values of the condition."""
        return [text, f"{text}{_LAST_LETTER}"]


def beginning_sql(column: str) -> BeginningSql:
    """Return the condition that a text column begins with something, said so that the database can use its index.

    SQLite sorts by bytes, and uses an index for a range only; PostgreSQL may sort by a language, and uses an index with
    ``varchar_pattern_ops`` for its own comparisons of bytes. Case counts.
    """
    if connection.vendor == "sqlite":
        return BeginningSql(f"{column} >= %s AND {column} < %s", column)
    return BeginningSql(f"{column} ~>=~ %s AND {column} ~<~ %s", f"{column} USING ~<~")
