"""Telephone numbers of the United States and its territories, in the one form that is stored."""

from typing import TYPE_CHECKING

from vestibule.kernel.later import later

if TYPE_CHECKING:
    import phonenumbers
else:
    phonenumbers = later("phonenumbers")

_REGIONS = {"US", "PR", "VI", "GU", "AS", "MP"}
_LONGEST = 40  # characters: what is longer is no number, however it is written


def telephone_number(text: str) -> str | None:
    """Return a telephone number of the United States or its territories in full (``+19045550123``), or nothing.

    Source: ACC-1 (APP 3), ORG-1. Reading: without an extension, for codes are sent to it; +1 alone doesn't do, for
    other countries share it.
    """
    try:
        number = phonenumbers.parse(text[:_LONGEST], "US")
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number) and phonenumbers.region_code_for_number(number) in _REGIONS
    if not valid or number.extension:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def hidden_telephone(number: str) -> str:
    """Return enough of a number for its owner to know which telephone it is, and for nobody else: ``•••-••43``.

    Source: SIG-3.
    """
    return f"•••-••{number[-2:]}"


def shown_telephone(number: str) -> str:
    """Return a stored telephone number as people write it: ``904-555-0123``."""
    national = number.removeprefix("+1")
    return f"{national[:3]}-{national[3:6]}-{national[6:]}" if len(national) == 10 else number
