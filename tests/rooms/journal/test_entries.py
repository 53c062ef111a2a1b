"""What an entry is made of, and that it stays as it was written."""

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from tests.rooms.journal import deeds
from tests.rooms.journal.deeds import ANN
from vestibule.cli import migrate
from vestibule.journal.canonical import canonical
from vestibule.journal.models import Entry, LogLeaf
from vestibule.journal.queries import policy_on_record
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.facts import Code, Fact
from vestibule.kernel.rulebook import rulebook

ENTRY = UUID("5e000000-0000-4000-8000-00000000000e")
PARENT = UUID("5e000000-0000-4000-8000-00000000000f")


@dataclass(frozen=True, kw_only=True)
class AllSorts(Fact, name="test.all_sorts", rules=("AUD-1", "AUD-2"), version=3):
    """One value of every sort that a fact may hold."""

    day: date
    flag: bool
    ids: tuple[UUID, ...]
    moment: datetime
    nothing: Code | None
    number: int
    word: Code


def all_sorts(**other: Any) -> AllSorts:
    """Return a fact whose values never change."""
    moment = datetime(2026, 3, 10, 9, 0, 0, 1500, tzinfo=timezone(timedelta(hours=-5)))
    values: dict[str, Any] = {
        "day": date(1980, 2, 29),
        "flag": True,
        "ids": (PARENT, ENTRY),
        "moment": moment,
        "nothing": None,
        "number": -7,
        "word": Code("SPOT:end-user/1.0"),
    }
    return AllSorts(**{**values, **other})


GOLDEN = (
    b'{"at":"2026-11-22T21:20:00.000000Z","by":{"id":"0a000000-0000-4000-8000-000000000001","kind":"person"},'
    b'"detail":{"day":"1980-02-29","flag":true,'
    b'"ids":["5e000000-0000-4000-8000-00000000000f","5e000000-0000-4000-8000-00000000000e"],'
    b'"moment":"2026-03-10T14:00:00.001500Z","nothing":null,"number":-7,"word":"SPOT:end-user/1.0"},'
    b'"fact":"test.all_sorts","format":1,"id":"5e000000-0000-4000-8000-00000000000e",'
    b'"parent":"5e000000-0000-4000-8000-00000000000f","rules":["AUD-1","AUD-2"],"version":3}'
)


def test_the_canonical_bytes_never_change():
    """These bytes are what is sealed: whoever changes them breaks every proof. Source: AUD-2."""
    at = datetime(2026, 11, 22, 21, 20, tzinfo=UTC)

    assert canonical(all_sorts(), entry_id=ENTRY, by=ANN, at=at, parent_id=PARENT) == GOLDEN


@given(
    by=some.sampled_from([ANN, SYSTEM]),
    at=some.datetimes(timezones=some.just(UTC)),
    parent_id=some.none() | some.uuids(),
    entry_id=some.uuids(),
    number=some.integers(-(10**12), 10**12),
    flag=some.booleans(),
    ids=some.lists(some.uuids(), max_size=3).map(tuple),
    word=some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}", fullmatch=True),
    day=some.dates(),
)
def test_its_bytes_are_those_of_one_sorted_object_whatever_it_says(by, at, parent_id, entry_id, **detail):
    """Source: AUD-2. As any writer of JSON has them that sorts keys and leaves out white space."""
    fact = all_sorts(**detail)
    written = canonical(fact, entry_id=entry_id, by=by, at=at, parent_id=parent_id)
    read = json.loads(written)
    assert written == json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    told = {**fact.detail(), "day": fact.day.isoformat(), "ids": [str(each) for each in fact.ids]}
    told["moment"] = "2026-03-10T14:00:00.001500Z"
    about = {"id": by.id and str(by.id), "kind": by.kind.value}
    parent = parent_id and str(parent_id)
    assert read == {
        "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": about,
        "detail": told,
        "fact": "test.all_sorts",
        "format": 1,
        "id": str(entry_id),
        "parent": parent,
        "rules": ["AUD-1", "AUD-2"],
        "version": 3,
    }


@pytest.mark.parametrize("typed", ["Ann Archer", "ann@example.com", "", "-", "é", "x" * 101, "two\nlines", "a,b"])
def test_a_fact_refuses_free_text(typed):
    """Source: AUD-1."""
    with pytest.raises(ValueError, match="never hold free text"):
        all_sorts(word=typed)


@pytest.mark.parametrize("value", [1.5, {"a": 1}, ["a"], b"bytes", object()])
def test_a_fact_refuses_values_that_have_no_canonical_form(value):
    """Source: AUD-2."""
    with pytest.raises(TypeError, match="ids and codes"):
        all_sorts(word=value)


def _sealed_entry(at: datetime) -> Entry:
    deeds.put_off(deeds.a_line(at=at), by=ANN, at=at)
    entry = Entry.objects.get()
    LogLeaf.objects.create(index=0, entry=entry, hash=b"\x00" * 32)
    return entry


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET fact = 'test.other'",
        "DELETE FROM journal_entry",
        "UPDATE log_leaf SET hash = NULL",
        "DELETE FROM log_leaf",
    ],
)
def test_the_database_refuses_to_change_or_delete_what_is_on_record(statement, at):
    """Source: AUD-2."""
    _sealed_entry(at)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (Entry.objects.get().fact, LogLeaf.objects.count()) == ("test.line_moved", 1)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_entry CASCADE", "log_leaf"])
def test_the_database_refuses_to_truncate_the_record(table, at):
    """Source: AUD-2."""
    deeds.put_off(deeds.a_line(at=at), by=ANN, at=at)
    with connection.cursor() as cursor:  # else PostgreSQL refuses for the open checks of foreign keys alone
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.django_db
def test_migrating_puts_the_policy_in_force_on_record_when_it_changed(capsys):
    """Once, and not again until the numbers change. Source: AUD-1."""
    migrate.run(argparse.Namespace())
    migrate.run(argparse.Namespace())

    assert policy_on_record() == rulebook().digest()
    assert Entry.objects.get().actor_kind == "operator" != SYSTEM.kind
    assert "already" in capsys.readouterr().out
