"""Folding: how names are compared, without regard to case, accents, punctuation and spacing."""

import unicodedata

# Letters that Unicode doesn't take apart, but that people leave out on other keyboards (readings of ACC).
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def folded(text: str) -> str:
    """Return text without case and accents; everything else stands."""
    plain = unicodedata.normalize("NFKD", text).casefold()  # first apart: ℌ has no small letter, H has
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LETTERS)


def folded_name(name: str) -> str:
    """Return the form in which two spellings of one name meet: folded, letters and digits, single spaces."""
    kept = "".join(letter if letter.isalnum() else " " for letter in folded(name).replace("'", "").replace("’", ""))
    return " ".join(kept.split())
