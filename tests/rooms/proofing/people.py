"""The shipped bureau's people with accounts here, and what they enter."""

import csv
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from uuid import UUID

from tests.people import AT, PASSWORD, hashed
from vestibule.accounts.actions import Hashes, enrol_person, invite_person
from vestibule.accounts.models import Person
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.adapters.bureau.files import read_identities
from vestibule.adapters.bureau.loading import load_identities
from vestibule.adapters.bureau.program import PEOPLE
from vestibule.kernel.actor import OPERATOR, person
from vestibule.proofing.actions import accept_proofing_terms
from vestibule.proofing.asking import ask_about
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import Applicant
from vestibule.proofing.queries import ProofingStanding, proofing_standing


@cache
def known(first_name: str) -> dict[str, str]:
    """Return one of the shipped people, by the first name."""
    with PEOPLE.open(encoding="utf-8", newline="") as lines:
        return next(row for row in csv.DictReader(lines) if row["first_name"] == first_name)


def the_bureau(at: datetime = AT) -> None:
    """Let the embedded bureau know the shipped people."""
    load_identities(read_identities(PEOPLE, today=at.date()), progress=lambda _: None, by=OPERATOR, at=at)


def account_of(first_name: str, /, at: datetime = AT, **told: str) -> UUID:
    """Return one of the shipped people with an account, as they registered: User ID ``carla.user``."""
    row = {**known(first_name), **told}
    user_id = f"{first_name.lower()}.user".replace("é", "e")
    personal = Personal(
        first_name=row["first_name"],
        middle_name=row["middle_name"],
        last_name=row["last_name"],
        suffix=row["suffix"],
        birth_date=date.fromisoformat(row["birth_date"]),
        email=f"{user_id}@example.com",
    )
    contact = Contact(
        address_line_1=row["address_line_1"],
        address_line_2=row["address_line_2"],
        city=row["city"],
        state=row["state"],
        zip_code=row["zip_code"],
        telephone="904-555-0143",
    )
    invitation = invite_person(personal=personal, contact=contact, user_id=user_id, by=OPERATOR, at=at)
    enrol_person(invitation.token, user_id=user_id, hashes=Hashes(password=hashed(PASSWORD)), by=OPERATOR, at=at)
    Person.objects.filter(pk=invitation.person_id).update(state="active")
    return invitation.person_id


def entry_of(first_name: str, /, **told: object) -> Applicant:
    """Return what one of the shipped people enters, without the Social Security number."""
    row = known(first_name)
    applicant = Applicant(
        first_name=row["first_name"],
        middle_name=row["middle_name"],
        last_name=row["last_name"],
        suffix=row["suffix"],
        birth_date=date.fromisoformat(row["birth_date"]),
        address_line_1=row["address_line_1"],
        address_line_2=row["address_line_2"],
        city=row["city"],
        state=row["state"],
        zip_code=row["zip_code"],
        telephone="904-555-0143",
    )
    return replace(applicant, **told)  # type: ignore[arg-type]  # each by its own field


def agreed(person_id: UUID, *, at: datetime = AT) -> UUID:
    """Let somebody agree to the terms, and return them."""
    accept_proofing_terms(person_id, PROOFING_TERMS_VERSION, by=person(person_id), at=at)
    return person_id


def standing(person_id: UUID, at: datetime = AT) -> ProofingStanding:
    """Return how far somebody has come."""
    return proofing_standing(person_id, at=at)


def tries(person_id: UUID, applicant: Applicant, *, at: datetime = AT) -> ProofingStanding:
    """Let somebody try with what they enter; return how far that brings them."""
    ticket = standing(person_id, at).ticket
    ask_about(person_id, applicant, ticket=ticket, by=person(person_id), at=at)
    return standing(person_id, at)


def referred(first_name: str = "Gordon", *, at: datetime = AT) -> UUID:
    """Return somebody whom the bureau has referred; by default one whom it never verifies."""
    person_id = agreed(account_of(first_name, at=at), at=at)
    assert tries(person_id, entry_of(first_name), at=at).state == "referred"
    return person_id
