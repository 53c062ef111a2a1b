"""Emptying the database after a test that commits, although the journal's triggers refuse to let anything go."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def empty_the_database() -> None:
    """Delete every row of every room; triggers stand aside for it and are back afterwards."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), without_triggers(tables), connection.cursor() as cursor:
        # TRUNCATE takes PostgreSQL fifteen times as long, for it makes every table's files anew.
        on_postgres = connection.vendor == "postgresql"
        cursor.execute("SET CONSTRAINTS ALL DEFERRED" if on_postgres else "PRAGMA defer_foreign_keys = ON")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        if on_postgres:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the triggers could not come back yet


@contextmanager
def without_triggers(tables: list[str]) -> Iterator[None]:
    """Let triggers stand aside, as a superuser may: on PostgreSQL those of the tables, on SQLite all."""
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
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _, sql in triggers:
                cursor.execute(sql)
