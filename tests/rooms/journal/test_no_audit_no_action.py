"""No audit, no action: where the record can't be written, nothing happens at all."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection

from tests.consequences import NONE, consequences
from tests.rooms.journal import deeds
from tests.rooms.journal.deeds import ANN
from vestibule.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ["journal_entry", "log_waiting"]


@contextmanager
def unwritable(table: str) -> Iterator[None]:
    """Let a table take no row, as a full disk or a lost right would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER shut BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no space is left'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION shut() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no space is left'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER shut BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION shut()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER shut" if connection.vendor == "sqlite" else "DROP FUNCTION shut CASCADE")


@pytest.mark.parametrize("table", TABLES)
def test_a_deed_whose_entry_cannot_be_written_is_not_done(table, at):
    """Neither is its mail sent, nor an application told. Source: AUD-1, AUD-2."""
    line = deeds.a_line(at=at)

    with unwritable(table), pytest.raises(DatabaseError, match="no space is left"):
        deeds.put_off(line, by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)
    deeds.put_off(line, by=ANN, at=at)
    assert (deeds.due(), Entry.objects.count()) == (at + deeds.LATER, 1)


@pytest.mark.parametrize("table", TABLES)
def test_a_set_whose_entries_cannot_be_written_is_not_moved(table, at):
    """Source: AUD-1, LIF-7."""
    deeds.a_line(at=at)

    with unwritable(table), pytest.raises(DatabaseError, match="no space is left"):
        deeds.put_all_off(by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)
