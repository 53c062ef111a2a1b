"""How organizations' names are compared and found."""

from collections.abc import Iterable
from itertools import groupby

from rapidfuzz import fuzz

from vestibule.kernel.addresses import STATES
from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

LEAST_LETTERS = 2
MOST_LETTERS = 200
MOST_WORDS = 8
LIKE_ENOUGH = 72  # of 100: below it, a name is another name
WORD_LIKE_ENOUGH = 70
NEARLY_EQUAL = 88  # of 100, of two whole names

# What people leave out, add or write otherwise: forms of companies, and words that tell no two names apart.
_FORMS = frozenset(
    {"llc", "llp", "lllp", "lp", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company"}
    | {"pa", "pc", "pl", "plc", "pllc", "pllp", "psc", "chtd"}
)
_FILLERS = frozenset({"and", "the", "of", "de", "la", "el", "los", "las", "y"})

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


def word_parts(word: str) -> set[str]:
    """Return the groups of three letters by which a misspelt word still meets the right one. Source: ORG-5."""
    framed = f"^{word}$"
    return {framed[start : start + 3] for start in range(len(framed) - 2)}


def words_like(typed: str, known: Iterable[str]) -> list[str]:
    """Return the known words that somebody may have meant, the closest first. Source: ORG-5."""
    likeness = {word: fuzz.ratio(typed, word) for word in known}
    close = [word for word, score in likeness.items() if score >= WORD_LIKE_ENOUGH or word.startswith(typed)]
    return sorted(close, key=lambda word: (not word.startswith(typed), -likeness[word], word))


def likeness(typed: str, name: str) -> float:
    """Say from 0 to 100 how likely it is that a compared name is meant: order and left-out words count little.

    Source: ORG-5. Reading: each typed word is held against the name's words, unfinished ones too; the whole decides
    between equals.
    """
    words, others = typed.split(), name.split()
    if not words or not others:
        return 0.0
    each = [max(_word_likeness(word, other) for other in others) for word in words]
    whole = fuzz.token_sort_ratio(typed, name)
    return max(0.9 * sum(each) / len(each) + 0.1 * whole, whole)


def nearness(name: str, other: str) -> float:
    """Say from 0 to 100 how nearly two compared names are equal; the order of words doesn't count. Source: ORG-4."""
    return float(fuzz.token_sort_ratio(name, other))


def _word_likeness(typed: str, word: str) -> float:
    if len(typed) >= LEAST_LETTERS and word.startswith(typed):
        return 100.0
    return fuzz.ratio(typed, word)
