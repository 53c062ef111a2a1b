"""Numbers that people write down: short, readable over the telephone, and not to be guessed from one another."""

import secrets

from stdnum import luhn

# Crockford's base 32: no I, L, O or U, so that nobody mistakes a letter for a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LETTERS = 9  # 45 bits

_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_reference() -> str:
    """Return a new number, of a request or a form. Source: ROL-6, ORG-1."""
    return reference_number("".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS)))


def reference_number(letters: str) -> str:
    """Return the number made of nine random letters and one that checks them: ``7K2QM-X9DRH``."""
    whole = letters + str(luhn.calc_check_digit(letters, alphabet=ALPHABET))
    return f"{whole[:5]}-{whole[5:]}"


def read_reference(text: str) -> str | None:
    """Return the number that somebody typed, misread letters put right, or nothing where it can't be one."""
    typed = "".join(text.upper().replace("-", "").split()).translate(_MISREAD)
    if len(typed) != RANDOM_LETTERS + 1 or not set(typed) <= set(ALPHABET):
        return None
    if not luhn.is_valid(typed, alphabet=ALPHABET):
        return None
    return f"{typed[:5]}-{typed[5:]}"
