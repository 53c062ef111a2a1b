"""Whether the database has the tables that this program expects, and who may bring them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

_MIGRATING = 0x76657374  # the number of PostgreSQL's advisory lock: any, as long as it stays


def lacking_migrations() -> list[str]:
    """Return what ``pending_migrations`` does, until it is nothing once: a process never outlives its release."""
    try:
        return list(_complete())
    except LookupError as lacking:
        return list(lacking.args)


@cache
def _complete() -> tuple[()]:
    if pending := pending_migrations():
        raise LookupError(*pending)
    return ()


def pending_migrations() -> list[str]:
    """Return the migrations that this program brings and the database doesn't have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def all_migrations() -> list[str]:
    """Return the migrations that this program brings, in the order of their names."""
    return sorted(".".join(name) for name in MigrationLoader(None).disk_migrations)


@contextmanager
def migrating() -> Iterator[None]:
    """Hold the one place in which the database is changed: of several nodes that migrate at once each waits its turn.

    Inside, a statement may take as long as it takes; waiting for a busy table still ends, for pages queue behind it.
    """
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_name(f"{place.name}-migrate").open("w") as beside:
            fcntl.flock(beside, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        cursor.execute("RESET lock_timeout")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
            cursor.execute("RESET statement_timeout")
