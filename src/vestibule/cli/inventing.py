"""People and organizations that exist for one walk: whom no other walk has met, with numbers that could be real."""

import random
import secrets
import string
from dataclasses import dataclass

from stdnum import luhn
from stdnum.us import ein

from vestibule.cli.acquaintance import HOME, Invented

_FIRST = ("Alma", "Bruno", "Carmen", "Dario", "Elena", "Felix", "Gloria", "Hugo", "Irene", "Jaime", "Karla", "Lorenzo")
_LAST = ("Acosta", "Benitez", "Colon", "Delgado", "Escobar", "Figueroa", "Galindo", "Herrera", "Iglesias", "Juarez")
_MONTHS = ("January", "March", "May", "July", "August", "October", "December")
_DICE = random.SystemRandom()


@dataclass(frozen=True)
class Office:
    """A provider's office as its form describes it."""

    legal_name: str
    tin: str
    npi: str
    ptan: str
    address: str = HOME.line_1
    city: str = HOME.city
    state: str = HOME.state
    zip_code: str = "32202"
    telephone: str = "904-555-0144"


def invent() -> Invented:
    """Invent a person whom no other walk has met."""
    tag = secrets.token_hex(4)
    return Invented(
        first_name=_DICE.choice(_FIRST),
        last_name=_DICE.choice(_LAST),
        email=f"walker-{tag}@example.com",
        user_id=f"walker.{tag}x",
        password="".join(_DICE.choices(string.ascii_lowercase, k=10)) + "Q7-" + "".join(_DICE.choices("bdfhkpz", k=6)),
        birth=(_DICE.choice(_MONTHS), str(_DICE.randint(1, 28)), str(_DICE.randint(1950, 2000))),
        zip_code=f"{_DICE.randint(32004, 34997)}",
    )


def invent_office() -> Office:
    """Invent a provider's office that no other walk has founded: its name is like no other's, its TIN is its own."""
    return Office(
        legal_name=f"{_word()} {_word()} Clinic",
        tin=_employer_number(),
        npi=_provider_identifier(),
        ptan=f"FL{_DICE.randint(1000, 9999)}",
    )


def _word() -> str:
    return "".join(_DICE.choice("bdfgklmnprstvz") + _DICE.choice("aeiou") for _ in range(4)).capitalize()


def _employer_number() -> str:
    """Return a number as the tax office gives them to employers, such as 12-3456789."""
    while not ein.is_valid(number := f"{_DICE.randrange(10**9):09}"):
        pass
    return str(ein.format(number))


def _provider_identifier() -> str:
    """Return an NPI: ten digits, of which the last checks the others."""
    number = f"1{_DICE.randrange(10**8):08}"
    return f"{number}{luhn.calc_check_digit(f'80840{number}')}"
