"""Whether what somebody entered is what the bureau knows of a person: pure, over values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from vestibule.adapters.bureau.addresses import folded_address
from vestibule.proofing.policy.naming import given_names, given_names_agree, suffixes_agree, surname
from vestibule.proofing.ports import Applicant

VERIFIED = "verified"
REFERRED = "referred"  # never at once, and nothing changes that
VERIFIED_AFTER_CALL = "verified_after_call"
NEVER = "never"
OUTCOMES = (VERIFIED, REFERRED, VERIFIED_AFTER_CALL, NEVER)


@dataclass(frozen=True)
class KnownAddress:
    """Where a person lives, or lived before."""

    line_1: str = field(repr=False)
    line_2: str = field(repr=False)
    city: str = field(repr=False)
    state: str = field(repr=False)
    zip_code: str = field(repr=False)


@dataclass(frozen=True)
class Identity:
    """A person whom the bureau knows, with up to two addresses, and what becomes of who names them."""

    first_name: str = field(repr=False)
    middle_name: str = field(repr=False)
    last_name: str = field(repr=False)
    suffix: str = field(repr=False)
    birth_date: date = field(repr=False)
    ssn: str = field(repr=False)
    phone: str = field(repr=False)
    addresses: tuple[KnownAddress, ...] = field(repr=False)
    outcome: str


def person_key(last_name: str, born: date | None) -> str:
    """Return the text under which everybody of this last name, born on this day, is found."""
    return f"{surname(last_name)}|{born.isoformat() if born else ''}"


def is_named(identity: Identity, applicant: Applicant) -> bool:
    """Say whether what somebody entered names this person: legal name, date of birth, and no other's number.

    Source: PRF-2 (APP 12). Reading: the Social Security number counts where it was given and is known.
    """
    numbers_agree = not applicant.ssn or not identity.ssn or applicant.ssn == identity.ssn
    return (
        numbers_agree
        and identity.birth_date == applicant.birth_date
        and surname(identity.last_name) == surname(applicant.last_name)
        and suffixes_agree(identity.suffix, applicant.suffix)
        and given_names_agree(
            given_names(identity.first_name, identity.middle_name),
            given_names(applicant.first_name, applicant.middle_name),
        )
    )


def lives_there(identity: Identity, applicant: Applicant) -> bool:
    """Say whether the address entered is the person's present or prior one. Source: PRF-2 (APP 12)."""
    return any(_place(known) == _entered(applicant) for known in identity.addresses)


def verifies_at_once(known: Iterable[Identity], applicant: Applicant) -> bool:
    """Say whether somebody is verified at once: named, at home there, and nothing stands against it. Source: PRF-3."""
    return any(
        identity.outcome == VERIFIED and is_named(identity, applicant) and lives_there(identity, applicant)
        for identity in known
    )


def whom_it_names(known: Iterable[Identity], applicant: Applicant) -> int | None:
    """Return which of several persons a referral is about, or nothing where it could be two or nobody.

    Source: PRF-4. Reading: who also lives there goes before who is only named.
    """
    named = [(number, identity) for number, identity in enumerate(known) if is_named(identity, applicant)]
    at_home = [number for number, identity in named if lives_there(identity, applicant)]
    candidates = at_home or [number for number, _ in named]
    return candidates[0] if len(candidates) == 1 else None


def _place(known: KnownAddress) -> tuple[str, ...]:
    return _folded(known.line_1, known.line_2, known.city, known.state, known.zip_code)


def _entered(applicant: Applicant) -> tuple[str, ...]:
    return _folded(
        applicant.address_line_1, applicant.address_line_2, applicant.city, applicant.state, applicant.zip_code
    )


def _folded(line_1: str, line_2: str, city: str, state: str, zip_code: str) -> tuple[str, ...]:
    """Return an address as it is compared: of the ZIP code its first five digits count."""
    return folded_address(line_1, line_2), folded_address(city), state.strip().upper(), zip_code.strip()[:5]
