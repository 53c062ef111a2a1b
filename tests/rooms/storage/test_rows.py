"""Conditions that both databases keep by their indexes."""

from itertools import product
from string import ascii_lowercase

import pytest
from django.db import connection

from tests.people import AT
from vestibule.organizations.models import NameWord, Organization
from vestibule.storage.rows import begins_with

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
    ("fill", "rows", "column"),
    [(_many_words, NameWord.objects, "word"), (_many_organizations, Organization.objects, "name_folded")],
)
def test_how_a_text_begins_is_looked_up_in_its_index(fill, rows, column):
    """Source: ORG-5. Both ends of the range count: else a search reads the rest of its state."""
    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = rows.filter(begins_with(column, "suns"), state="FL").order_by(column)[:40].explain()

    ends = (f"{column}>?", f"{column}<?") if connection.vendor == "sqlite" else (f"{column})::text ~>=~", "~<~")
    assert all(end in plan for end in ends), plan


@pytest.mark.parametrize(
    ("begun", "found"), [("sun", ["sun", "suncoast", "sunshine"]), ("suns", ["sunshine"]), ("s_n", []), ("zebra", [])]
)
def test_a_beginning_is_taken_letter_by_letter(begun, found):
    """Nothing in it is a pattern."""
    for word in ("sun", "suncoast", "sunshine", "sum", "shine"):
        NameWord.objects.create(state="FL", word=word)

    assert (
        list(NameWord.objects.filter(begins_with("word", begun)).order_by("word").values_list("word", flat=True))
        == found
    )
