"""How organizations' names are compared and found."""

from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from itertools import groupby, pairwise

from rapidfuzz import fuzz, process

from vestibule.kernel.addresses import STATES
from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

LEAST_LETTERS = 2
MOST_LETTERS = 200
MOST_WORDS = 8
LIKE_ENOUGH = 72  # of 100: below it, a name is another name
WORD_LIKE_ENOUGH = 70
NEARLY_EQUAL = 88  # of 100, of two whole names
MOST_COMPARED_WHOLE = 60  # of the names whose words are the most alike
KEY_LETTERS = 7
LEAST_LETTERS_OF_A_KEY = 4
LEAST_LETTERS_APART = 3

# What people leave out, add or write otherwise: forms of companies, and words that tell no two names apart.
_FORMS = frozenset(
    {"llc", "llp", "lllp", "lp", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company"}
    | {"pa", "pc", "pl", "plc", "pllc", "pllp", "psc", "chtd"}
)
_FILLERS = frozenset({"and", "the", "of", "de", "la", "el", "los", "las", "y"})

# What people write shorter, or in full; each stands for the others of its line.
_SAME = (
    ("saint", "st"), ("mount", "mt"), ("fort", "ft"), ("doctor", "dr"), ("doctors", "drs"), ("brothers", "bros"),
    ("center", "centre", "ctr", "cntr", "centro"), ("associates", "assoc", "assocs"), ("association", "assn"),
    ("hospital", "hosp"), ("medical", "med"), ("medicine", "med"), ("clinic", "clinica"), ("services", "svcs", "svc"),
    ("service", "svc"), ("group", "grp"), ("institute", "inst"), ("management", "mgmt"), ("community", "comm"),
    ("family", "fam"), ("health", "hlth"), ("north", "n"), ("south", "s"), ("east", "e"), ("west", "w"),
    ("first", "1st"), ("second", "2nd"), ("third", "3rd"),
)  # fmt: skip
_ALSO = {
    word: frozenset(other for line in _SAME if word in line for other in line if other != word)
    for line in _SAME
    for word in line
}

NAME_TOO_SHORT = declare_reason(
    "organization.search_too_short",
    gettext_noop("Type at least %(least)s letters or digits of the legal business name."),
    rule="ORG-5",
    field="legal_name",
)
STATE_NOT_CHOSEN = declare_reason(
    "organization.search_state_missing",
    gettext_noop("Choose the state or territory of the organization."),
    rule="ORG-5",
    field="state",
)


def search_faults(name: str, state: str) -> list[Reason]:
    """List why a search can't be made; empty means that it may. Source: ORG-5 (EU 14)."""
    faults = []
    if len("".join(name_words(name))) < LEAST_LETTERS:
        faults.append(NAME_TOO_SHORT(least=LEAST_LETTERS))
    if state not in STATES:
        faults.append(STATE_NOT_CHOSEN())
    return faults


def name_words(name: str) -> tuple[str, ...]:
    """Return the words by which a name is found: folded, forms and fillers left out, each once, in order.

    Source: ORG-5, ORG-3. Reading: letters that stand alone are one word (``A.B.C.`` is ``abc``); a name of forms and
    fillers only keeps them.
    """
    parts = folded_name(name[:MOST_LETTERS]).split()
    words: list[str] = []
    for alone, run in groupby(parts, key=lambda part: len(part) == 1 and part.isalpha()):
        letters = list(run)
        words += ["".join(letters)] if alone else letters
    telling = [word for word in words if word not in _FORMS and word not in _FILLERS]
    return tuple(dict.fromkeys(telling or words))


def compared_name(name: str) -> str:
    """Return the form in which two spellings of one organization's name meet. Source: ORG-3, ORG-5."""
    return " ".join(name_words(name))[:MOST_LETTERS]


def sorted_words(name: str) -> str:
    """Return a compared name with its words in alphabetical order: names that differ in their order only are equal."""
    return " ".join(sorted(name.split()))


def word_keys(word: str) -> list[str]:
    """Return the keys by which a misspelt word meets the right one: its beginning, and that with one letter left out.

    Source: ORG-5. Reading: a letter too many, too few, another, or two in the wrong order leave one of these the same
    on both sides. Of three letters nothing is left out: too many words would meet.
    """
    beginning = word[:KEY_LETTERS]
    if len(beginning) < LEAST_LETTERS_OF_A_KEY:
        return [beginning]
    left = {beginning[:place] + beginning[place + 1 :] for place in range(len(beginning))}
    return sorted({beginning, *left})


def also_written(words: Sequence[str]) -> set[str]:
    """Return what else may stand in a name for some typed words: abbreviated, in full, joined, or apart.

    Source: ORG-5.
    """
    others = {other for word in words for other in _ALSO.get(word, ())}
    joined = {first + second for first, second in pairwise(words)}
    apart = {part for word in words for halves in _apart(word) for part in halves}
    return others | joined | apart


def words_like(typed: str, known: Collection[str]) -> list[str]:
    """Return the known words that somebody may have meant, the closest first. Source: ORG-5."""
    halves = {part for both in _apart(typed) if all(part in known for part in both) for part in both}
    others = halves | _ALSO.get(typed, frozenset())
    likeness = {word: 100.0 if word in others else fuzz.ratio(typed, word) for word in known}
    close = [word for word, score in likeness.items() if score >= WORD_LIKE_ENOUGH or word.startswith(typed)]
    return sorted(close, key=lambda word: (word != typed, -likeness[word], not word.startswith(typed), word))


def ranked(typed: str, names: Iterable[str]) -> dict[str, float]:
    """Say from 0 to 100 of each compared name how likely it is that it is meant; of the likely ones only.

    Source: ORG-5. Reading: each typed word is held against the name's words, unfinished ones too; order and left-out
    words count little, the whole decides between equals. Words that stand in many names are held against once.
    """
    known = {name: name.split() for name in names if name}
    words, vocabulary = typed.split(), {word for others in known.values() for word in others}
    if not words or not known:
        return {}
    alike = [_likenesses(word, vocabulary) for word in words]
    each = {name: sum(max(map(scored.__getitem__, others)) for scored in alike) for name, others in known.items()}
    likeliest = nlargest(MOST_COMPARED_WHOLE, each, key=lambda name: (each[name], -len(name)))
    return {name: score for name in likeliest if (score := _whole(typed, name, each[name] / len(words))) >= LIKE_ENOUGH}


def _likenesses(typed: str, words: Collection[str]) -> dict[str, float]:
    """Return how alike a typed word is to each of some words: one that it begins is as good as itself."""
    scores = {word: score for word, score, _ in process.extract(typed, words, scorer=fuzz.ratio, limit=None)}
    if len(typed) >= LEAST_LETTERS:
        scores |= {word: 100.0 for word in words if word.startswith(typed)}
    return scores | {word: 100.0 for word in _ALSO.get(typed, ()) if word in scores}


def _whole(typed: str, name: str, each: float) -> float:
    whole = fuzz.token_sort_ratio(typed, name)
    joined = fuzz.ratio(typed.replace(" ", ""), name.replace(" ", ""))
    return max(0.9 * each + 0.1 * whole, whole, joined)


def least_likeness(typed: str, name: str) -> float:
    """Say from 0 to 100 how alike the least alike of the typed words is to a word of the name. Source: ORG-5."""
    others = name.split()
    return min((max(_likenesses(word, others).values(), default=0) for word in typed.split()), default=0)


def nearness(name: str, other: str) -> float:
    """Say from 0 to 100 how nearly two compared names are equal; the order of words doesn't count. Source: ORG-4."""
    return float(fuzz.token_sort_ratio(name, other))


def _apart(word: str) -> list[tuple[str, str]]:
    """Return the pairs of words that were perhaps written as one."""
    places = range(LEAST_LETTERS_APART, len(word) - LEAST_LETTERS_APART + 1)
    return [(word[:place], word[place:]) for place in places]
