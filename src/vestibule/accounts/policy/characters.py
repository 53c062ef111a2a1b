"""Characters, refused by name."""

import string
import unicodedata
from collections.abc import Container

from vestibule.kernel.reasons import Reason, ReasonKind

LETTERS_AND_DIGITS = frozenset(string.ascii_letters + string.digits)

_NAMED = 3  # at the most: more helps nobody


def refused_characters(text: str, allowed: Container[str], kind: ReasonKind, **values: str) -> list[Reason]:
    """Give a reason for each of the first characters that aren't allowed; ``kind`` has places for it and its name.

    Source: ACC-3, ACC-4 (APP 4). The length of the text is judged before.
    """
    refused = dict.fromkeys(letter for letter in text if letter not in allowed)
    return [kind(**values, character=_shown(letter), name=name_of(letter)) for letter in list(refused)[:_NAMED]]


def name_of(letter: str) -> str:
    """Return what a character is called: ``Latin small letter e with acute``."""
    named = unicodedata.name(letter, "")
    if named:
        return named.capitalize()
    kind = "control character" if unicodedata.category(letter) == "Cc" else "nameless character"
    return f"{kind} U+{ord(letter):04X}"


def _shown(letter: str) -> str:
    """Return the character as it can be shown: invisible ones by their number."""
    visible = letter.isprintable() and not letter.isspace() and not unicodedata.combining(letter)
    return letter if visible else f"U+{ord(letter):04X}"
