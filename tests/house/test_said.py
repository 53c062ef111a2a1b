"""What is said on SQLite alone is found, however often: by its words, and by what kind of answer they got."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import said
from workshop.suite import _all_is_said_there


class Cursor:
    """A cursor as SQLite's: it answers with so many rows, or counts as many that it met."""

    description: object = None
    rowcount = 0

    def execute(self, sql: str, rows: int = 0) -> None:
        """Say something, and read or meet so many rows."""
        if rows < 0:
            raise ValueError(sql)
        self.description, self.rowcount, self._rows = sql.startswith("SELECT") or None, rows, [()] * rows

    def fetchmany(self, size: int) -> list[tuple[()]]:
        """Return some of the rows."""
        some, self._rows = self._rows[:size], self._rows[size:]
        return some


@pytest.fixture
def hear(monkeypatch) -> Callable[..., set[str]]:
    """Return what says something to a listening cursor, and returns what was noted."""
    monkeypatch.setattr(said, "_now", set())
    monkeypatch.setattr(said, "_product", {})
    monkeypatch.setattr(said, "_is_of_the_product", lambda: True)
    monkeypatch.setattr(Cursor, "execute", said._heard(Cursor.execute))
    monkeypatch.setattr(Cursor, "fetchmany", said._answered(Cursor.fetchmany))

    def say(sql: str, rows: int = 0) -> set[str]:
        cursor, before = Cursor(), set(said._now)
        cursor.execute(sql, rows)
        while cursor.description and cursor.fetchmany(2):
            pass
        return said._now - before

    return say


@pytest.mark.parametrize(
    ("rows", "answer"), [(0, "none"), (1, "one"), (2, "a few"), (20, "a few"), (21, "many"), (1000, "many")]
)
def test_an_answer_is_of_a_kind(hear, rows, answer):
    """A write of more than a few rows goes another way on PostgreSQL."""
    assert hear("UPDATE mail SET sent = %s", rows) == {
        "UPDATE mail SET sent = %s",
        f"UPDATE mail SET sent = %s -> {answer}",
    }


def test_what_was_heard_once_is_not_new_but_another_answer_is(hear):
    """However long a list is, and whatever is read at a time, the words are the same."""
    assert hear("SELECT * FROM mail WHERE id IN (%s, %s) LIMIT 21", 3) == {
        "SELECT * FROM mail WHERE id IN (…) LIMIT n",
        "SELECT * FROM mail WHERE id IN (…) LIMIT n -> a few",
    }
    assert hear("SELECT * FROM mail WHERE id IN (%s, %s, %s) LIMIT 5", 2) == set()
    assert hear("SELECT * FROM mail WHERE id IN (%s)", 0) == {
        "SELECT * FROM mail WHERE id IN (…)",
        "SELECT * FROM mail WHERE id IN (…) -> none",
    }
    with pytest.raises(ValueError, match="SELECT"):
        hear("SELECT * FROM mail WHERE id IN (%s)", -1)
    assert "SELECT * FROM mail WHERE id IN (…) -> ValueError" in said._now


def test_a_test_of_the_product_alone_counts():
    """What a test asks by itself is asked of either database or not, as the test likes."""
    assert not said._is_of_the_product()


def test_bin_test_fails_where_only_sqlite_is_told(tmp_path: Path, capsys):
    """And names the test; what another part of the run tells both is enough."""
    rooms, rest = tmp_path / "rooms", tmp_path / "rest"
    rooms.write_text(json.dumps({"there": ["SELECT a"], "spared": {"SELECT b": ["test_pages.py::test_b"]}}))
    rest.write_text(json.dumps({"there": ["SELECT b"], "spared": {"SELECT a": ["test_story.py::test_a"]}}))
    assert _all_is_said_there([rooms, rest]) == 0

    rest.write_text(json.dumps({"there": [], "spared": {"SELECT a": ["test_story.py::test_a"]}}))
    assert _all_is_said_there([rooms, rest]) == 1
    assert "test_pages.py::test_b" in capsys.readouterr().out


def test_bin_test_fails_where_a_part_of_the_run_was_not_heard(tmp_path: Path, capsys):
    """What nobody listened to proves nothing."""
    rooms = tmp_path / "rooms"
    rooms.write_text(json.dumps({"there": ["SELECT a"], "spared": {}}))
    assert _all_is_said_there([rooms]) == 0
    assert _all_is_said_there([rooms, tmp_path / "rest"]) == 1
    assert "rest" in capsys.readouterr().out
