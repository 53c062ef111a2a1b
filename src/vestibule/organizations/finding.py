"""Finding an organization by its name: a million names are narrowed to a few hundred, and those are compared.

Source: ORG-4, ORG-5. It is asked at every letter that somebody types, so that it is said in SQL of its own: three
questions, each in one go. Decision 0012 says how, and what was measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from vestibule.kernel.reasons import require
from vestibule.organizations import lifecycle
from vestibule.organizations.policy import search
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.rows import beginning_sql

MOST_NEAR = 5
MOST_BEGINNING = 60  # names that begin as typed, or have the very words
MOST_WORDS_BEGINNING = 60  # words that begin as a typed one does
MOST_WORDS_LIKE_ONE = 40
MOST_NAMES = 300  # that share words with what was typed
LEAST_LETTERS_BEGINNING = 3

Value = str | int
Question = tuple[str, list[Value]]  # a SELECT, and its values


@dataclass(frozen=True)
class _Word:
    """A word of the names of a state: its id, and in how many names it stands."""

    id: int
    count: int


def find_organizations(name: str, state: str, limit: int = 20) -> list[OrganizationCard]:
    """Return the organizations of a state that somebody may mean by a name, the likeliest first.

    Raises ``Refused`` where the name is too short or the state unknown. Source: ORG-5 (EU 14, ADD 10). Reading: the
    words come in any order, unfinished, misspelt, abbreviated, joined or apart; company forms (LLC, Inc.) don't count.
    """
    require(search.search_faults(name, state))

    words = search.name_words(name)[: search.MOST_WORDS]
    names = _candidates(words, state)
    scores = search.ranked(" ".join(words), names.values())
    likely = [(-scores[known], known, pk) for pk, known in names.items() if known in scores]
    return _active([pk for *_, pk in sorted(likely)], limit)


def organizations_named_nearly(name: str, state: str) -> list[OrganizationCard]:
    """Return the active organizations of a state whose names nearly equal this one, the nearest first.

    Source: ORG-4. Reading: unlike a search, in which a word may stand for a name, the whole names are compared.
    """
    words = search.name_words(name)
    near = {pk: (search.nearness(" ".join(words), known), known) for pk, known in _candidates(words, state).items()}
    close = [(-score, known, pk) for pk, (score, known) in near.items() if score >= search.NEARLY_EQUAL]
    return _active([pk for *_, pk in sorted(close)], MOST_NEAR)


def _active(ids: Sequence[str], limit: int) -> list[OrganizationCard]:
    """Return the organizations of these ids that may be found, in this order."""
    wanted = [UUID(each) for each in ids[:limit]]
    cards = organization_cards(wanted)
    return [cards[pk] for pk in wanted if pk in cards and cards[pk].status == lifecycle.ACTIVE]


def _candidates(words: tuple[str, ...], state: str) -> dict[str, str]:
    """Return the folded names worth comparing by id: that begin as typed, have these very words, or share rare ones."""
    known = _vocabulary(words, state)
    meant = [search.words_like(word, known)[:MOST_WORDS_LIKE_ONE] for word in words]
    closest = " ".join(sorted(alike[0] if alike else word for alike, word in zip(meant, words, strict=True)))
    return dict(
        _asked(
            _named("name_folded", " ".join(words), state),
            _named("words_sorted", closest, state),
            *_sharing([[known[word] for word in alike] for alike in meant], len(words)),
        )
    )


def _vocabulary(words: tuple[str, ...], state: str) -> dict[str, _Word]:
    """Return the words of a state's names that may be meant: these, those written otherwise, unfinished, misspelt."""
    exact = sorted({*words, *search.also_written(words)})
    keys = sorted({key for word in words for key in search.word_keys(word)})
    unfinished = [word for word in words if len(word) >= LEAST_LETTERS_BEGINNING]
    found = _asked(_exact(exact, state), _misspelt(keys, state), *(_unfinished(word, state) for word in unfinished))
    return {word: _Word(pk, count) for word, pk, count in found if count}


def _exact(words: Sequence[str], state: str) -> Question:
    """Ask for words of a state's names."""
    sql = f"SELECT word, id, count FROM organization_word WHERE state = %s AND word IN ({_places(words)})"  # noqa: S608 - places
    return sql, [state, *words]


def _misspelt(keys: Sequence[str], state: str) -> Question:
    """Ask for words of a state's names that have one of these keys."""
    words = "SELECT word, word_id, count FROM organization_word_key AS k JOIN organization_word AS w ON w.id = word_id"
    return f"{words} WHERE k.state = %s AND key IN ({_places(keys)})", [state, *keys]


def _unfinished(word: str, state: str) -> Question:
    """Ask for the words that begin like this and stand in the most names of a state."""
    begins = beginning_sql("word")
    words = "SELECT word, id, count FROM organization_word WHERE state = %s"
    return (
        f"{words} AND {begins.condition} ORDER BY count DESC LIMIT {MOST_WORDS_BEGINNING}",
        [state, *begins.values(word)],
    )


def _named(column: str, beginning: str, state: str) -> Question:
    """Ask for the first names of a state that begin like this."""
    begins = beginning_sql(column)
    names = "SELECT CAST(id AS text), name_folded FROM organization WHERE state = %s AND status = %s"
    return (
        f"{names} AND {begins.condition} ORDER BY state, {begins.order} LIMIT {MOST_BEGINNING}",
        [state, lifecycle.ACTIVE, *begins.values(beginning)],
    )


def _sharing(meant: list[list[_Word]], length: int) -> list[Question]:
    """Ask for the names in which the rarest of the words stand, as many as are worth comparing.

    Reading: a word that stands in few names says most; of one that stands in many, the shortest names count that are
    not much shorter than what was typed.
    """
    left = MOST_NAMES
    rare: list[Value] = []
    common: list[_Word] = []
    for alike in sorted((alike for alike in meant if alike), key=lambda alike: alike[0].count):
        for word in alike:
            if word.count <= left:
                rare.append(word.id)
                left -= word.count
            elif word is alike[0]:
                common.append(word)
    names = "SELECT CAST(organization_id AS text), name FROM organization_named_by WHERE word_id"
    asked: list[Question] = [(f"{names} IN ({_places(rare)})", rare)] if rare else []
    for word in common[:2]:
        most = max(left, MOST_BEGINNING)
        asked.append((f"{names} = %s AND words >= %s ORDER BY words LIMIT {most}", [word.id, length - 1]))
        left -= most
    return asked


def _asked(*questions: Question) -> list[tuple[Any, ...]]:
    """Put some questions to the database at once, and return all the rows of their answers."""
    apart = [f"SELECT * FROM ({asked}) AS q{number}" for number, (asked, _) in enumerate(questions)]  # noqa: S608 - our own SQL
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(apart), [value for _, values in questions for value in values])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _places(values: Sequence[Value]) -> str:
    return ", ".join(["%s"] * len(values))
