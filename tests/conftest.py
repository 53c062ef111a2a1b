"""What every test may ask for: a moment, a clock that travels, databases, a browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import TransactionTestCase

from tests.emptying import empty_the_database
from tests.environment import on_postgres

AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers, and empty the database in our way after tests that commit."""
    config.addinivalue_line("markers", "postgres: shows on PostgreSQL only (races); not part of the SQLite run")
    config.addinivalue_line("markers", "browser: drives Chromium")
    TransactionTestCase._fixture_teardown = lambda _: empty_the_database()  # type: ignore[method-assign,assignment]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests that need PostgreSQL to the run that has it: they are deselected, never skipped."""
    if on_postgres():
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database: each process has its own home or its own random name, so no two ever meet."""
    database = settings.DATABASES["default"]
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
