"""What every test may ask for: a moment, a clock that travels, databases, a browser."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from tests import migrated
from tests.at_once import close_kept
from tests.emptying import empty_the_database
from tests.environment import on_postgres, profile
from tests.made_once import browsers_share_their_middleware, hashes_are_remembered
from workshop.children import free_port
from workshop.installation import Installation, Ports

pytest_plugins = ["tests.said", "tests.scenes"]
DATABASES = {"db", "transactional_db", "new_database"}  # fixtures: a test that asks for none of these touches none
AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday
NewDatabase = Callable[..., AbstractContextManager[str]]


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers, and empty the database in our way after tests that commit."""
    config.addinivalue_line("markers", "postgres: shows on PostgreSQL only (races); not part of the SQLite run")
    config.addinivalue_line("markers", "browser: drives Chromium")
    config.addinivalue_line("markers", "programs: waits for programs that it runs; bin/test has a lane for these")
    config.addinivalue_line("markers", "timed: measures the processor's time; bin/test runs it when nothing else runs")
    config.addinivalue_line("markers", "once: says nothing of a database; not part of the PostgreSQL run")
    config.addinivalue_line("markers", "alike: its cases ask the same of a database; the first alone on PostgreSQL")
    config.addinivalue_line("markers", "said: tells a database what others do; not part of the PostgreSQL run")
    config.addinivalue_line("markers", "cms: shows what that profile alone asks; not part of a run under another")
    TransactionTestCase._fixture_teardown = lambda _: empty_the_database()  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let each test begin in the installation's language: the last page of the one before may have been in another."""
    translation.deactivate()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests that need PostgreSQL to the run that has it: they are deselected, never skipped.

    What says nothing of a database runs once: what asks for none, the checkout, the demo on its own SQLite, and the
    ways of using a page (keyboard, no script) by which a journey is made that a pointer makes on both. Of cases that
    are alike to a database it is the first that says so (decision 0042). What only says what others do runs on SQLite,
    but where there is one run under a profile (decision 0047).

    Tests on the running installation go to one of xdist's workers, so that there is one such installation.
    """
    for item in items:
        asked_for = set(getattr(item, "fixturenames", ()))
        if "installation" in asked_for:
            item.add_marker(pytest.mark.xdist_group("installation"))
        if not asked_for & DATABASES and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)
    _leave_alike_to_the_first(items)
    elsewhere = {"once"} if on_postgres() else {"postgres"}
    elsewhere |= {"cms"} if profile() != "cms" else {"said"} if on_postgres() else set()
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in elsewhere)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _leave_alike_to_the_first(items: list[pytest.Item]) -> None:
    """Let all cases but the first of what is marked ``alike`` run once; that they say the same is seen to."""
    met: set[str] = set()
    for item in items:
        if item.get_closest_marker("alike"):
            test = item.nodeid.partition("[")[0]
            if test in met:
                item.add_marker(pytest.mark.once)
                item.add_marker(pytest.mark.said)
            met.add(test)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Make once what is the same in each test; look for garbage as the server does: what is loaded by now stays."""
    browsers_share_their_middleware()
    if not any(item.get_closest_marker("timed") for item in session.items):
        hashes_are_remembered()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Name the test database: each process has its own home or its own random name, so no two ever meet."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if on_postgres():
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}"
    else:
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.ENVIRONMENT.home) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of the migrated database where one was kept; what is missing is migrated."""
    return migrated.copied_to(_test_database())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> Iterator[None]:
    """Keep a database that this run has migrated for others to copy, and drop one that was a copy."""
    with django_db_blocker.unblock():
        if not django_db_keepdb and connection.settings_dict["NAME"] == _test_database():  # else no test asks for one
            migrated.keep()
        yield
        close_kept()
        if django_db_keepdb and on_postgres():
            connection.close()
            migrated.drop(_test_database())


def _test_database() -> str:
    database: dict[str, Any] = settings.DATABASES["default"]
    return str(database["TEST"]["NAME"])


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
def new_database(django_db_setup: None) -> NewDatabase:
    """Return what makes a database for programs of their own: empty, or with its tables where their home is named.

    After that of the run, which keeps what it has migrated: so that no program migrates it a second time.
    """
    return migrated.new_database


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Installation]:
    """Run Vestibule with its worker, SPOT and the mail catcher, each a program of its own, with the demo's people."""
    ports = Ports(free_port(), free_port(), free_port(), free_port())
    home = tmp_path_factory.mktemp("installation")
    with new_database(home) as database_url:
        running = Installation(home, ports, database_url)
        try:
            running.prepare()
            running.start()
            yield running
        finally:
            running.stop()
