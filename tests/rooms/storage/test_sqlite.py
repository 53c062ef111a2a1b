"""SQLite's manners: nobody checkpoints but one job, and that one alone."""

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from vestibule.storage.sqlite.checkpoint import checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    """Return a connection to a database of our own, with our settings, on whatever database the suite runs."""
    name = str(tmp_path / "own.sqlite3")
    handler = ConnectionHandler({"default": {"ENGINE": "vestibule.storage.sqlite", "NAME": name}})
    connection = handler["default"]
    connection.ensure_connection()
    connection.connection.execute("CREATE TABLE line (words)")
    yield connection
    connection.close()


def log_of(connection: Any) -> int:
    """Return the size of the write-ahead log in bytes."""
    return Path(f"{connection.settings_dict['NAME']}-wal").stat().st_size


def fill(connection: Any) -> None:
    """Write more than SQLite's own limit for a checkpoint, 1,000 pages."""
    for _ in range(10):
        connection.connection.execute("INSERT INTO line VALUES (zeroblob(1000000))")


def test_connections_never_checkpoint_by_themselves(database):
    """Two checkpoints at once can corrupt the database before SQLite 3.51.3 (trap 1 of the stack)."""
    fill(database)

    assert log_of(database) > 9_000_000


def test_a_checkpoint_empties_the_log(database):
    """Else it would grow for ever."""
    fill(database)

    assert checkpoint(database)

    assert log_of(database) == 0
    assert database.connection.execute("SELECT count(*) FROM line").fetchone() == (10,)


def test_only_one_checkpoint_runs_at_a_time(database):
    """Whoever comes second leaves it to the first."""
    fill(database)
    beside = Path(f"{database.settings_dict['NAME']}-checkpoint")

    with beside.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not checkpoint(database)
        assert log_of(database) > 0

    assert checkpoint(database)


def test_settings_that_a_transaction_can_rely_on(database):
    """A commit that was acknowledged survives a power cut."""
    pragmas = [database.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert pragmas == ["wal", 2]
