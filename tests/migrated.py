"""Databases with their tables: one is migrated, the others are copies of it, for migrating takes seconds each time.

Kept under a name that says which migrations it has: on SQLite a file in ``.tools``, on PostgreSQL a database of the
server. Where there is none yet, whoever asks gets an empty database and migrates it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import django
import psycopg
from django.db import connection
from psycopg import sql

from tests.environment import SERVER, on_postgres
from workshop import CHECKOUT

FOLDER = CHECKOUT / ".tools/migrated"


def copied_to(name: str) -> bool:
    """Make the database of this run a copy of the migrated one; say whether there was one."""
    if not on_postgres():
        return copied_file(Path(name))
    with _server() as server:
        if _exists(server):
            _create(server, name, _kept())
            return True
    return False


def copied_file(file: Path) -> bool:
    """Put a migrated database on SQLite where a program will look for its own; say whether there was one."""
    if not _file().is_file():
        return False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(_file(), file)
    return True


def keep() -> None:
    """Keep a copy of the database of this run, which was migrated just now and is empty still."""
    if on_postgres():
        name = connection.settings_dict["NAME"]
        connection.close()  # nobody may look at a database that is copied
        with _server() as server, suppress(psycopg.errors.DuplicateDatabase):  # another run was first
            _create(server, _kept(), name)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in set(FOLDER.glob("vestibule_migrated_*.sqlite3")) - {_file()}:
        old.unlink(missing_ok=True)
    fresh = FOLDER / f"{token_hex(8)}.new"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(_file())


@contextmanager
def new_database(home: Path | None = None) -> Iterator[str]:
    """Yield the address of a database for programs of their own, gone afterwards; none where SQLite's is in their home.

    Empty, or with Vestibule's tables where the home is named and a migrated one was kept.
    """
    if not on_postgres():
        if home:
            copied_file(home / "vestibule.sqlite3")
        yield ""
        return
    name = f"vestibule_live_{token_hex(4)}"
    with _server() as server:
        _create(server, name, _kept() if home and _exists(server) else "template1")
        yield f"{os.environ[SERVER].rstrip('/')}/{name}"
        drop(name)


def drop(name: str) -> None:
    """Drop a database of the server, whoever looks at it."""
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(f"{os.environ[SERVER].rstrip('/')}/postgres", autocommit=True) as server:
        yield server


def _exists(server: "psycopg.Connection[tuple[object, ...]]") -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_kept()]).fetchone() is not None


def _create(server: "psycopg.Connection[tuple[object, ...]]", name: str, like: str) -> None:
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
    server.execute(made)


def _file() -> Path:
    return FOLDER / f"{_kept()}.sqlite3"


@cache
def _kept() -> str:
    """Return the name of the migrated database: it says which migrations, by which Django."""
    digest = sha256(django.__version__.encode())
    for file in sorted((CHECKOUT / "src/vestibule").glob("*/migrations/*.py")):
        digest.update(f"\n{file.relative_to(CHECKOUT)}\n".encode() + file.read_bytes())
    return f"vestibule_migrated_{digest.hexdigest()[:16]}"
