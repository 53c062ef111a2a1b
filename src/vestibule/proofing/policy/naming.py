"""When two names mean one person, and which legal identity was verified."""

from collections.abc import Sequence
from datetime import date

from vestibule.kernel.names import folded_name

_SUFFIXES = {"junior": "jr", "senior": "sr", "2nd": "ii", "second": "ii", "3rd": "iii", "third": "iii", "4th": "iv"}


def given_names(first: str, middle: str) -> list[str]:
    """Return first and middle name as one row of folded words.

    Source: PRF-2 (APP 12). Reading: a two-part first name goes on in the middle name, and who types both parts into
    the first means the same.
    """
    return folded_name(f"{first} {middle}").split()


def given_names_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two rows of given names may be one person's.

    Source: PRF-2 (APP 12). Reading: the first word is equal; a middle name counts where both have one, and its initial
    is enough; written together is the same as written apart.
    """
    if not one or not other:
        return False
    if "".join(one) == "".join(other):
        return True
    if one[0] != other[0]:
        return False
    return all(_initial_or_equal(mine, theirs) for mine, theirs in zip(one[1:], other[1:], strict=False))


def surname(name: str) -> str:
    """Return a last name as it is compared: folded and in one word (``De la Cruz`` and ``Delacruz`` meet)."""
    return folded_name(name).replace(" ", "")


def suffixes_agree(one: str, other: str) -> bool:
    """Say whether two suffixes may be one person's: where both have one, in any spelling."""
    mine, theirs = _suffix(one), _suffix(other)
    return not mine or not theirs or mine == theirs


def legal_identity(first: str, middle: str, last: str, suffix: str, born: date | None) -> str:
    """Return the text that stays the same as long as legal name and date of birth do.

    Source: ACC-13, PRF-1. Reading: spelling with other case, accents or punctuation is no change, nor is moving a
    second first name into the middle name.
    """
    return "|".join(
        (" ".join(given_names(first, middle)), surname(last), _suffix(suffix), born.isoformat() if born else "")
    )


def _initial_or_equal(one: str, other: str) -> bool:
    if 1 in {len(one), len(other)}:
        return one[0] == other[0]
    return one == other


def _suffix(text: str) -> str:
    word = folded_name(text).replace(" ", "")
    return _SUFFIXES.get(word, word)
