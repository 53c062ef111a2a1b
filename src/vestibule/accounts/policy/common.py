"""What counts as a common password."""

import string
from collections.abc import Container

_PADDING = string.digits + string.punctuation + " "
_SHORTEST_WORD = 4


def is_common_password(password: str, known: Container[str]) -> bool:
    """Say whether a password is one of the known ones, or is made of one without a thought.

    Source: ACC-8. Reading: without regard to case; also where a known one of four characters or more is only padded
    with digits, punctuation or spaces at its ends, or said several times over (passwords here are long, and the known
    ones short).
    """
    lowered = password.casefold()
    words = (lowered, lowered.strip(_PADDING), _said_once(lowered), _said_once(lowered).strip(_PADDING))
    return lowered in known or any(len(word) >= _SHORTEST_WORD and word in known for word in words)


def _said_once(text: str) -> str:
    """Return what a text repeats: ``secret`` of ``secretsecret``; the text itself where it repeats nothing."""
    period = (text + text).find(text, 1)
    return text[:period] if period > 0 else text
