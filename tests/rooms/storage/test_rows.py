"""Conditions that both databases keep by their indexes."""

from itertools import product
from string import ascii_lowercase

import pytest
from django.db import connection

from tests.people import AT, a_person
from vestibule.accounts.models import Person
from vestibule.organizations.models import NameWord, Organization
from vestibule.storage.rows import beginning_sql, moved_set, moved_values

pytestmark = pytest.mark.django_db

WORDS = ["".join(letters) for letters in product("acegikmoqsuwy", ascii_lowercase, "aeiou", "lnrst")]


def _many_words() -> None:
    NameWord.objects.bulk_create([NameWord(state="FL", word=word) for word in WORDS])


def _many_organizations() -> None:
    known = {"state": "FL", "status": "active", "kind": "provider_office", "created_at": AT}
    Organization.objects.bulk_create(
        [Organization(name_folded=f"{word} clinic", tin_index=word, submitter_id=word, **known) for word in WORDS]
    )


@pytest.mark.parametrize(
    ("fill", "table", "column"),
    [(_many_words, "organization_word", "word"), (_many_organizations, "organization", "name_folded")],
)
def test_how_a_text_begins_is_looked_up_in_its_index(fill, table, column):
    """Source: ORG-5. Both ends of the range count: else a search reads the rest of its state."""
    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = _asked(table, column, "suns", explain="EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN")

    looked_up = (f"{column}>?", f"{column}<?") if connection.vendor == "sqlite" else ("Index Cond:", "~>=~", "~<~")
    assert any(all(part in str(line) for part in looked_up) for line in plan), plan


@pytest.mark.parametrize(
    ("begun", "found"), [("sun", ["sun", "suncoast", "sunshine"]), ("suns", ["sunshine"]), ("s_n", []), ("zebra", [])]
)
def test_a_beginning_is_taken_letter_by_letter(begun, found):
    """Nothing in it is a pattern."""
    for word in ("sun", "suncoast", "sunshine", "sum", "shine"):
        NameWord.objects.create(state="FL", word=word)

    assert [word for (word,) in _asked("organization_word", "word", begun)] == found


def _asked(table: str, column: str, begun: str, *, explain: str = "") -> list[tuple[object, ...]]:
    """Ask for what begins like this, in its order, or for how the database would look it up."""
    begins = beginning_sql(column)
    where = f"state = %s AND {begins.condition}"
    sql = f"SELECT {column} FROM {table} WHERE {where} ORDER BY state, {begins.order} LIMIT 40"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", ["FL", *begins.values(begun)])
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


def test_a_set_that_moves_tells_of_its_rows_in_plain_values():
    """Ids, moments and nothing at all come as they would in rows; nobody is moved whom the condition leaves out."""
    people = [a_person(name) for name in ("Ann", "Ben", "Cal")]
    held = Person.objects.filter(pk__in=people[:2], used_at=None).order_by("pk")

    moved = moved_values(held, ("id", "used_at", "state", "closing_told_at"), most=10, used_at=AT)
    assert sorted(moved) == sorted((who, AT, "active", None) for who in people[:2])
    assert moved_values(held, ("id",), most=10, used_at=AT) == []
    assert [row.pk for row in moved_set(Person.objects.filter(pk=people[2]), most=1, used_at=AT)] == people[2:]
