"""What counts as a common password."""

import string
from collections.abc import Container

_PADDING = string.digits + string.punctuation + " "
_SHORTEST_WORD = 4


def is_common_password(password: str, known: Container[str]) -> bool:
    """Say whether a password is one of the known ones, or is made of one without a thought.

    Source: ACC-8. Reading: passwords here are long and the known ones short, so these count as common as well,
    without regard to case: a known one of four characters or more that is padded with digits, punctuation or spaces at
    its ends, or said several times over; and fewer than four characters said over and over.
    """
    lowered = password.casefold()
    once = _said_once(lowered)
    if lowered in known or len(once) < min(_SHORTEST_WORD, len(lowered)):
        return True
    words = (once, once.strip(_PADDING), _said_once(lowered.strip(_PADDING)))
    return any(len(word) >= _SHORTEST_WORD and word in known for word in words)


def _said_once(text: str) -> str:
    """Return what a text repeats: ``secret`` of ``secretsecret``; the text itself where it repeats nothing."""
    period = (text + text).find(text, 1)
    return text[:period] if period > 0 else text
