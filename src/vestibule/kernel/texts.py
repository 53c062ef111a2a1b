"""Free text that people type: what of it is words, and what would only play with the page it is shown on."""

import unicodedata

# Joiners that some scripts need between letters; every other invisible character only plays tricks.
_JOINERS = {"\u200c", "\u200d"}

_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def one_line(text: str) -> str:
    """Return text as one line of visible characters: no controls, no line breaks, no changes of direction."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # so are nearly all: nothing in them plays, and of white space there are blanks alone
        return " ".join(composed.split())
    kept = (" " if _breaks(letter) else letter for letter in composed if not _plays(letter))
    return " ".join("".join(kept).split())


def as_cell(text: str) -> str:
    """Return text as a cell of a table that spreadsheets open: one line, and never a formula. Source: ROL-12.

    Reading: what a formula begins with gets an apostrophe before it, in the wide letters of East Asia too.
    """
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULAS) else line


def _breaks(letter: str) -> bool:
    return letter.isspace() or letter in "\n\r\t\v\f"


def _plays(letter: str) -> bool:
    if letter in _JOINERS or _breaks(letter):
        return False
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}
