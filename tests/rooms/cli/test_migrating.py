"""``vestibule migrate``: wherever an installation stands, it comes to the tables that Django's own command makes."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.conftest import NewDatabase
from tests.environment import on_postgres
from tests.rooms.cli.programs import surroundings
from vestibule.kernel.secrets import Key

VESTIBULE = [sys.executable, "-m", "vestibule.cli.main"]
DJANGO = [sys.executable, "-m", "django", "migrate", "--settings", "vestibule.config.settings"]
EARLY = ("access", "0003")  # with what it needs: accounts, organizations, the journal; some in rooms that went on since

DONE = "SELECT app, name FROM django_migrations"
TABLES = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master", DONE],
    "postgresql": [
        """SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
        "SELECT relname, reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        "SELECT extname FROM pg_extension",
        DONE,
    ],
}


def made_by_django() -> list[list[tuple[object, ...]]]:
    """Return what stands in the run's own database: Django's command made it, for pytest-django calls that."""
    with connection.cursor() as cursor:
        return [_rows(cursor.execute(asked) or cursor) for asked in TABLES[connection.vendor]]


def made_in(home: Path, address: str) -> list[list[tuple[object, ...]]]:
    """Return what stands in the database of a program."""
    opened = psycopg.connect(address) if on_postgres() else sqlite3.connect(home / "vestibule.sqlite3")
    with closing(opened) as other:
        return [_rows(other.execute(asked)) for asked in TABLES[connection.vendor]]


def _rows(cursor) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in cursor.fetchall()), key=str)


@pytest.mark.django_db
@pytest.mark.parametrize("point", [None, EARLY], ids=["nothing", "early"])
def test_a_database_comes_from_any_point_to_the_same_tables(point, tmp_path, new_database: NewDatabase):
    """Columns, indexes, constraints, triggers, functions, and the list of what was done (decision 0041)."""
    with new_database() as address:
        known = surroundings(tmp_path, DATABASE_URL=address, SECRET_KEYS=str(Key.generate()))
        if point:
            subprocess.run([*DJANGO, *point], env=known, capture_output=True, timeout=120, check=True)
            assert made_in(tmp_path, address) != made_by_django()
        migrated = subprocess.run(
            [*VESTIBULE, "migrate"], env=known, capture_output=True, text=True, timeout=120, check=True
        )

        assert made_in(tmp_path, address) == made_by_django()
        assert ("Done: accounts.0001_initial." in migrated.stdout) is (point is None)
        assert "Done: access.0012_lean_clocks." in migrated.stdout
