"""Finding an organization by its name: a million names are narrowed to a few hundred, and those are compared.

Source: ORG-4, ORG-5. Decision 0012 says how, and what was measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from vestibule.kernel.reasons import require
from vestibule.organizations import lifecycle
from vestibule.organizations.models import NamedBy, NameWord, NameWordKey, Organization
from vestibule.organizations.policy import search
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.rows import begins_with

MOST_NEAR = 5
MOST_BEGINNING = 100  # names that begin as typed
MOST_WORDS_BEGINNING = 200  # words that begin as the typed ones do
MOST_WORDS_LIKE_ONE = 40
MOST_NAMES = 500  # that share words with what was typed
LEAST_LETTERS_BEGINNING = 3


@dataclass(frozen=True)
class _Word:
    """A word of the names of a state: its id, and in how many names it stands."""

    id: int
    count: int


@dataclass
class _Names:
    """The folded names that were found so far, by organization."""

    of: dict[UUID, str] = field(default_factory=dict)

    def take(self, found: Iterable[tuple[UUID, str]]) -> None:
        self.of.update(found)


def find_organizations(name: str, state: str, limit: int = 20) -> list[OrganizationCard]:
    """Return the organizations of a state that somebody may mean by a name, the likeliest first.

    Raises ``Refused`` where the name is too short or the state unknown. Source: ORG-5 (EU 14, ADD 10). Reading: the
    words come in any order, unfinished, misspelt, abbreviated, joined or apart; company forms (LLC, Inc.) don't count.
    """
    require(search.search_faults(name, state))

    words = search.name_words(name)[: search.MOST_WORDS]
    names = _candidates(words, state)
    scores = search.ranked(" ".join(words), names.values())
    likely = [(-scores[known], known, str(pk), pk) for pk, known in names.items() if known in scores]
    return _active([pk for *_, pk in sorted(likely)], limit)


def organizations_named_nearly(name: str, state: str) -> list[OrganizationCard]:
    """Return the active organizations of a state whose names nearly equal this one, the nearest first.

    Source: ORG-4. Reading: unlike a search, in which a word may stand for a name, the whole names are compared.
    """
    words = search.name_words(name)
    near = {pk: (search.nearness(" ".join(words), known), known) for pk, known in _candidates(words, state).items()}
    close = [(-score, known, str(pk), pk) for pk, (score, known) in near.items() if score >= search.NEARLY_EQUAL]
    return _active([pk for *_, pk in sorted(close)], MOST_NEAR)


def _active(ids: list[UUID], limit: int) -> list[OrganizationCard]:
    """Return the organizations of these ids that may be found, in this order."""
    cards = organization_cards(ids[:limit])
    return [cards[pk] for pk in ids[:limit] if pk in cards and cards[pk].status == lifecycle.ACTIVE]


def _candidates(words: tuple[str, ...], state: str) -> dict[UUID, str]:
    """Return the folded names worth comparing: that begin as typed, have these very words, or share the rare ones."""
    there = Organization.objects.filter(state=state, status=lifecycle.ACTIVE)
    names = _Names()
    begins = there.filter(begins_with("name_folded", " ".join(words))).order_by("state", "name_folded")
    names.take(begins.values_list("pk", "name_folded")[:MOST_BEGINNING])

    known = _vocabulary(words, state)
    meant = [search.words_like(word, known)[:MOST_WORDS_LIKE_ONE] for word in words]
    closest = " ".join(sorted(alike[0] if alike else word for alike, word in zip(meant, words, strict=True)))
    same = there.filter(begins_with("words_sorted", closest)).order_by("state", "words_sorted")
    names.take(same.values_list("pk", "name_folded")[:MOST_BEGINNING])

    _take_sharing(names, [[known[word] for word in alike] for alike in meant], len(words))
    return names.of


def _vocabulary(words: tuple[str, ...], state: str) -> dict[str, _Word]:
    """Return the words of a state's names that may be meant: these, those written otherwise, unfinished, misspelt."""
    there = NameWord.objects.filter(state=state)
    columns = ("word", "pk", "count")
    known = there.filter(word__in={*words, *search.also_written(words)}).values_list(*columns)
    found = {word: _Word(pk, count) for word, pk, count in known}

    keys = {key for word in words for key in search.word_keys(word)}
    alike = NameWordKey.objects.filter(state=state, key__in=keys)
    misspelt = alike.values_list("word__word", "word_id", "word__count")
    found |= {word: _Word(pk, count) for word, pk, count in misspelt}

    if long := [begins_with("word", word) for word in words if len(word) >= LEAST_LETTERS_BEGINNING]:
        beginning = there.filter(reduce(or_, long, Q())).order_by("-count").values_list(*columns)
        found |= {word: _Word(pk, count) for word, pk, count in beginning[:MOST_WORDS_BEGINNING]}
    return {word: known for word, known in found.items() if known.count}


def _take_sharing(names: _Names, meant: list[list[_Word]], length: int) -> None:
    """Take the names in which the rarest of the words stand, as many as are worth comparing.

    Reading: a word that stands in few names says most; of one that stands in many, the shortest names count that are
    not much shorter than what was typed.
    """
    left = MOST_NAMES
    rare: list[int] = []
    common: list[_Word] = []
    for alike in sorted((alike for alike in meant if alike), key=lambda alike: alike[0].count):
        for word in alike:
            if word.count <= left:
                rare.append(word.id)
                left -= word.count
            elif word is alike[0]:
                common.append(word)
    if rare:
        names.take(NamedBy.objects.filter(word_id__in=rare).values_list("organization_id", "name"))
    for word in common[:2]:
        if left > 0:
            shares = NamedBy.objects.filter(word_id=word.id, words__gte=length - 1).order_by("word_id", "words")
            names.take(shares.values_list("organization_id", "name")[: max(left, MOST_BEGINNING)])
            left -= MOST_BEGINNING
