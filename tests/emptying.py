"""Emptying the database after a test that commits, although the journal's triggers refuse to let anything go."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection, transaction


def empty_the_database() -> None:
    """Delete every row of every room; triggers stand aside for it and are back afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_which_have_rows(connection.vendor))
        tables = [name for (name,) in cursor.fetchall()]
        if not tables:
            return
        with without_triggers(tables):
            # TRUNCATE takes PostgreSQL fifteen times as long, for it makes every table's files anew.
            on_postgres = connection.vendor == "postgresql"
            cursor.execute("SET CONSTRAINTS ALL DEFERRED" if on_postgres else "PRAGMA defer_foreign_keys = ON")
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            if on_postgres:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the triggers could not come back yet


@cache
def _which_have_rows(_vendor: str) -> str:
    """Return what asks for the tables that aren't empty: most are, and each costs as much as one that isn't."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [(table, connection.ops.quote_name(table)) for table in tables]
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in quoted)


@contextmanager
def without_triggers(tables: list[str]) -> Iterator[None]:
    """Let triggers of tables stand aside, as their owner may."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
                " AND tgrelid::regclass::text = ANY(%s)",
                [tables],
            )
            guarded = [name for (name,) in cursor.fetchall()]
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            named = ", ".join(["%s"] * len(tables))
            theirs = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({named})"
            cursor.execute(theirs, tables)
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _, sql in triggers:
                cursor.execute(sql)
