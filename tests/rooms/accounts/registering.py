"""Somebody who registers: through the action, and through the pages; and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.test import Client

from vestibule.accounts.actions import Hashes, register_person
from vestibule.accounts.models import Person, RegistrationDraft, SecurityAnswer, TermsAcceptance
from vestibule.accounts.passwords import hash_secret
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.accounts.queries import draft_digest
from vestibule.jobs.models import Job
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Trail, visitor
from vestibule.notices.models import Mail

PASSWORD = "Correct7Horse-Battery"

ANN = Personal(
    first_name="Ann",
    middle_name="Q.",
    last_name="O'Brien",
    birth_date=date(1980, 2, 29),
    email="Ann.OBrien@clinic.com",
    terms_version=TERMS_VERSION,
)
HOME = Contact("1 Harbor Street", "", "Jacksonville", "FL", "32202-1234", "+19045550123")

FIRST_PAGE = {
    "first_name": "Ann",
    "middle_name": "Q.",
    "last_name": "O'Brien",
    "suffix": "",
    "birth_date_month": "2",
    "birth_date_day": "29",
    "birth_date_year": "1980",
    "email": "Ann.OBrien@clinic.com",
    "terms": "yes",
}
SECOND_PAGE = {
    "address_line_1": "1 Harbor Street",
    "address_line_2": "Apt. 2",
    "city": "Jacksonville",
    "state": "FL",
    "zip_code": "32202-1234",
    "telephone": "(904) 555-0123",
}
THIRD_PAGE = {
    "user_id": "harbor.seal",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
    "security_question": "first-pet",
    "security_answer": "Rex the Second",
}


@lru_cache
def hashed(text: str = PASSWORD) -> str:
    """Return a slow hash, made once a run."""
    return hash_secret(text)


def a_draft(at: datetime) -> UUID:
    """Return a registration that has come to its last page."""
    return RegistrationDraft.objects.create(
        token_digest=draft_digest(str(uuid4())), pages="{}", expires_at=at.replace(year=at.year + 1)
    ).pk


def register(
    at: datetime, *, draft_id: UUID | None = None, user_id: str = "harbor.seal", contact: Contact = HOME, **who: Any
) -> None:
    """Register Ann, or somebody who differs from her."""
    register_person(
        draft_id or a_draft(at),
        personal=replace(ANN, **who),
        contact=contact,
        user_id=user_id,
        hashes=Hashes(hashed(), "first-pet", hashed("rex")),
        language="en",
        by=visitor(Trail("192.0.2.7")),
        at=at,
    )


def consequences() -> dict[str, int]:
    """Count what a registration leaves behind."""
    rows: list[type[Model]] = [Person, SecurityAnswer, TermsAcceptance, Entry, Mail, Job]
    return {each.__name__: each._default_manager.count() for each in rows}


def the_person(user_id: str = "harbor.seal") -> Person:
    """Return the person with a User ID."""
    return next(each for each in Person.objects.all() if each.user_id == user_id)


def fill_in(browser: Client, *pages: Mapping[str, str]) -> Any:
    """Fill in the pages of a registration one after the other and press Next on each; return the last answer."""
    answer = None
    for address, typed in zip(("personal", "contact", "credentials"), pages, strict=False):
        answer = browser.post(f"/register/{address}", {**typed, "move": "next"})
    return answer
