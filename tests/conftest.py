"""What every test may ask for: a moment, a clock that travels, databases, a browser."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.test import TransactionTestCase
from psycopg import sql

from tests.emptying import empty_the_database
from tests.environment import SERVER, on_postgres
from workshop.children import free_port
from workshop.installation import Installation, Ports

AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers, and empty the database in our way after tests that commit."""
    config.addinivalue_line("markers", "postgres: shows on PostgreSQL only (races); not part of the SQLite run")
    config.addinivalue_line("markers", "browser: drives Chromium")
    config.addinivalue_line("markers", "timed: measures the processor's time; bin/test runs it when nothing else runs")
    config.addinivalue_line("markers", "once: says nothing of a database; not part of the PostgreSQL run")
    TransactionTestCase._fixture_teardown = lambda _: empty_the_database()  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests that need PostgreSQL to the run that has it: they are deselected, never skipped.

    What says nothing of a database runs once: the checkout, the demo on its own SQLite, and the ways of using a page
    (keyboard, no script) by which a journey is made that a pointer makes on both.

    Tests on the running installation go to one of xdist's workers, so that there is one such installation.
    """
    for item in items:
        if "installation" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("installation"))
    elsewhere = "once" if on_postgres() else "postgres"
    left_out = [item for item in items if item.get_closest_marker(elsewhere)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database: each process has its own home or its own random name, so no two ever meet."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if on_postgres():
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}"
    else:
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.ENVIRONMENT.home) / "test.sqlite3")


@pytest.fixture
def at() -> datetime:
    """Return the moment at which a test happens, unless it says otherwise."""
    return AT


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], Any]]:
    """Return a function that moves the system clock to a moment, from which it ticks on: ``travel(at + days(7))``."""
    with time_machine.travel(AT) as traveller:
        yield traveller.move_to


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run Vestibule with its worker, SPOT and the mail catcher, each a program of its own, with the demo's people."""
    ports = Ports(free_port(), free_port(), free_port(), free_port())
    with live_database() as database_url:
        running = Installation(tmp_path_factory.mktemp("installation"), ports, database_url)
        try:
            running.prepare()
            running.start()
            yield running
        finally:
            running.stop()


@contextmanager
def live_database() -> Iterator[str]:
    """Yield the address of an empty database on PostgreSQL, gone afterwards; on SQLite the home has its own."""
    if not on_postgres():
        yield ""
        return
    name = f"vestibule_live_{secrets.token_hex(4)}"
    server = os.environ[SERVER].rstrip("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{server}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
