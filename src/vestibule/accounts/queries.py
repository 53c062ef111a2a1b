"""Reads of persons and accounts, as cards."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from vestibule.accounts.lifecycle import ACTIVE, CLOSED, REACHABLE
from vestibule.accounts.models import (
    EnrolmentLink,
    PasswordRecord,
    Person,
    RegistrationDraft,
    RegistrationTries,
    SecurityAnswer,
    TermsAcceptance,
)
from vestibule.accounts.policy.likeness import likeness
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring
from vestibule.storage.compiled import compiled

TOLD_TAKEN_AT_MOST = 20
TRIES_COUNT_FOR = timedelta(hours=1)

# The columns that are read of a person: no more of them than is asked for.
_NAME = ("first_name", "middle_name", "last_name", "suffix")
_CARD = ("user_id", *_NAME, "email", "language", "state", "identity_changed_at", "text_size")
_PERSONAL = (*_NAME, "birth_date", "email")
_CREDENTIAL = (
    "pk",
    "password_hash",
    "state",
    "terms_version",
    "password_changed_at",
    "password_demanded_at",
    "used_at",
)


@dataclass(frozen=True)
class PersonCard:
    """What other rooms may know of a person."""

    id: UUID
    user_id: str
    first_name: str = field(repr=False)
    middle_name: str = field(repr=False)
    last_name: str = field(repr=False)
    suffix: str = field(repr=False)
    email: str = field(repr=False)
    language: str
    state: str
    identity_changed_at: datetime | None = None  # since when the identity isn't the verified one (ACC-13)
    text_size: str = ""

    @property
    def preferences(self) -> "Preferences":
        """How somebody wants to read."""
        return Preferences(self.language, self.text_size)

    @property
    def full_name(self) -> str:
        """The legal name as it is written."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)


@dataclass(frozen=True)
class Profile:
    """What somebody has told of themself: who they are, and where they live."""

    personal: Personal = field(repr=False)
    contact: Contact = field(repr=False)


@dataclass(frozen=True)
class Preferences:
    """How somebody wants to read: in which language, and in which size if one was chosen."""

    language: str
    text_size: str


@dataclass(frozen=True)
class Credential:
    """What a sign-in is judged by."""

    person_id: UUID
    password_hash: str = field(repr=False)
    state: str
    terms_version: str
    password_changed_at: datetime | None
    password_demanded_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def occasion(self) -> str:
        """On what occasion its owner changes the password now: one that is demanded isn't held up (ACC-7)."""
        return "change" if self.password_demanded_at is None else "demanded"


@dataclass(frozen=True)
class Draft:
    """A registration on its way: what was typed on each page but passwords and answers, and whether it was sent."""

    id: UUID
    pages: Mapping[str, Mapping[str, str]] = field(repr=False)
    submitted: bool


@dataclass(frozen=True)
class Enrolment:
    """An enrolment that is open: who enrols, and under which User ID; none where it is still to be chosen."""

    personal: Personal
    user_id: str


@dataclass(frozen=True)
class AskedQuestion:
    """The security question that a person chose, and what an answer is compared with."""

    question: str
    answer_hash: str = field(repr=False)


def person_card(person_id: UUID) -> PersonCard:
    """Return a person's card. Raises ``NotFound``."""
    for row in _rows_of_card(person_id):
        return _card(row)
    raise NotFound(f"No person {person_id}.")


@compiled
def _rows_of_card(person_id: UUID) -> "QuerySet[Person]":
    return Person.objects.filter(pk=person_id).only(*_CARD)


def account_state(person_id: UUID) -> str:
    """Return the state of a person's account. Raises ``NotFound``."""
    for state in Person.objects.filter(pk=person_id).values_list("state", flat=True):
        return state
    raise NotFound(f"No person {person_id}.")


def person_cards(person_ids: Iterable[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of those persons that exist, by id."""
    return {row.pk: _card(row) for row in Person.objects.filter(pk__in=set(person_ids)).only(*_CARD)}


def profile_of(person_id: UUID) -> Profile:
    """Return what a person has told of themself. Raises ``NotFound``. Source: ACC-13, PRF-2."""
    for row in Person.objects.filter(pk=person_id):
        return profile_of_row(row)
    raise NotFound(f"No person {person_id}.")


def profile_of_row(row: Person) -> Profile:
    """Return what a row of this room says that a person has told."""
    contact = Contact(
        address_line_1=row.address_line_1 or "",
        address_line_2=row.address_line_2 or "",
        city=row.city or "",
        state=row.address_state or "",
        zip_code=row.zip_code or "",
        telephone=row.telephone or "",
    )
    return Profile(_personal(row), contact)


def hold_account(person_id: UUID) -> None:
    """Hold an account as it is until the transaction ends, before what hangs on it is held. Source: SIG-8, SPT-3.

    Reading: whoever writes a row that names the account needs not wait for it; its key stays.
    """
    Person.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk", flat=True).first()


def personal_of(person_id: UUID) -> Personal:
    """Return who a person has said to be, without where they live. Raises ``NotFound``. Source: ACC-13."""
    for row in Person.objects.filter(pk=person_id).only(*_PERSONAL):
        return _personal(row)
    raise NotFound(f"No person {person_id}.")


def personals_of(person_ids: Iterable[UUID]) -> dict[UUID, Personal]:
    """Return what some persons have said to be, by id, in one query. Source: ACC-13."""
    return {row.pk: _personal(row) for row in Person.objects.filter(pk__in=set(person_ids)).only(*_PERSONAL)}


def identity_changed_at(person_id: UUID) -> datetime | None:
    """Return since when somebody's name or birth date isn't the one that was verified, if so. Source: ACC-13."""
    return Person.objects.filter(pk=person_id).values_list("identity_changed_at", flat=True).first()


def preferences_of(person_id: UUID) -> Preferences:
    """Return how somebody wants to read. Raises ``NotFound``. Source: ACC-13, NEW-5."""
    for values in Person.objects.filter(pk=person_id).values_list("language", "text_size"):
        return Preferences(*values)
    raise NotFound(f"No person {person_id}.")


def terms_accepted(person_id: UUID) -> list[dict[str, Any]]:
    """Return which versions of the terms somebody accepted, when and from where. Source: ACC-11, ACC-13."""
    accepted = TermsAcceptance.objects.filter(person_id=person_id).order_by("accepted_at")
    return [dict(row) for row in accepted.values("version", "accepted_at", "address")]


def question_of(person_id: UUID) -> str:
    """Return the code of the security question that somebody chose; nothing if there is none. Source: ACC-10."""
    chosen = SecurityAnswer.objects.filter(pk=person_id).values_list("question", flat=True)
    return chosen.first() or ""


def credential_of(user_id: str) -> Credential | None:
    """Return what a sign-in with this User ID is judged by: white space around it and case don't count.

    Source: ACC-2, ACC-3.
    """
    return next((Credential(*values) for values in _credentials(user_id_index(user_id))), None)


@compiled
def _credentials(index: str) -> "QuerySet[Person, tuple[Any, ...]]":
    return Person.objects.filter(user_id_index=index).values_list(*_CREDENTIAL)[:1]


def credential_by_person(person_id: UUID) -> Credential:
    """Return what a person's password is judged by. Raises ``NotFound``."""
    for values in Person.objects.filter(pk=person_id).values_list(*_CREDENTIAL):
        return Credential(*values)
    raise NotFound(f"No person {person_id}.")


def password_still_is(person_id: UUID, password_hash: str) -> Callable[[], bool]:
    """Ask whether a person's password is still the one of this hash, with what is asked next; return what says so.

    It stays so until the open transaction ends. Source: SIG-7. What begins by a password that was compared a moment ago
    doesn't outlive one that replaced it since.
    """
    held = _held_with_password.along(person_id, password_hash)
    return lambda: bool(held())


@compiled
def _held_with_password(person_id: UUID, password_hash: str) -> "QuerySet[Person, tuple[Any, ...]]":
    same = Person.objects.select_for_update(no_key=True).filter(pk=person_id, password_hash=password_hash)
    return same.values_list("pk")[:1]


def is_active(person: str) -> Q:
    """Return the condition that an account is active, for rows of another room that lead to it by this name.

    Source: SPT-3. What hangs on an account is worth nothing from the moment that the account isn't active.
    """
    return Q(**{f"{person}__state": ACTIVE})


def is_out_of_use(person: str) -> Q:
    """Return the condition that an account isn't active, for rows that lead to it by this name. Source: SPT-3.

    Reading: as two spans, so that an index finds them where they are few.
    """
    return Q(**{f"{person}__state__lt": ACTIVE}) | Q(**{f"{person}__state__gt": ACTIVE})


def is_closed(person: str) -> Q:
    """Return the condition that an account is closed, for rows that lead to it by this name. Source: LIF-6."""
    return Q(**{f"{person}__state": CLOSED})


def is_reachable(person: str) -> Q:
    """Return the condition that mail may be sent to an account's owner, for rows that lead to it by this name."""
    return Q(**{f"{person}__state__in": REACHABLE})


def email_owner(email: str) -> UUID | None:
    """Return the person whose email address this is, without regard to case. Source: ACC-2."""
    return Person.objects.filter(email_index=email_index(email)).values_list("pk", flat=True).first()


def user_id_owner(user_id: str) -> UUID | None:
    """Return the person whose User ID this is, without regard to case. Source: ACC-2."""
    return Person.objects.filter(user_id_index=user_id_index(user_id)).values_list("pk", flat=True).first()


def previous_hashes(person_id: UUID) -> list[str]:
    """Return the hashes of the passwords that may not come back, the current one first. Source: ACC-5."""
    most = rulebook().password.history
    if most == 0:
        return []
    replaced = PasswordRecord.objects.filter(person_id=person_id).order_by("-replaced_at", "-pk")
    current = credential_by_person(person_id).password_hash
    older = list(replaced.values_list("password_hash", flat=True)[: most - 1])
    return [each for each in (current, *older) if each]


def security_question(person_id: UUID) -> AskedQuestion | None:
    """Return the question that is asked in recovery: none where the profile has none, or the person chose none.

    Source: ACC-10 (APP 4).
    """
    if not rulebook().registration.security_question:
        return None
    chosen = SecurityAnswer.objects.filter(person_id=person_id).values_list("question", "answer_hash")[:1]
    return next((AskedQuestion(*values) for values in chosen), None)


def registration_draft(token: str, *, at: datetime) -> Draft | None:
    """Return the registration that a cookie's token stands for, unless it is too old. Source: ACC-1."""
    row = RegistrationDraft.objects.filter(token_digest=draft_digest(token), expires_at__gt=at).first()
    if row is None:
        return None
    return Draft(row.pk, json.loads(row.pages or "{}"), row.submitted_at is not None)


def tries_are_up(network: str, *, at: datetime) -> bool:
    """Say whether a network was told often enough within the hour that a User ID is taken. Source: ACC-2."""
    told = RegistrationTries.objects.filter(network_digest=network_digest(network), count__gte=TOLD_TAKEN_AT_MOST)
    return told.filter(since__gt=at - TRIES_COUNT_FOR).exists()


def open_enrolment(token: str, *, at: datetime) -> Enrolment:
    """Return the enrolment that a link opens. Raises ``NotFound`` where it is used, replaced, late or made up."""
    links = EnrolmentLink.objects.filter(token_digest=enrolment_digest(token), expires_at__gt=at)
    link = links.select_related("person").first()
    if link is None:
        raise NotFound("No open enrolment.")
    row = link.person
    known = Personal(first_name=row.first_name or "", last_name=row.last_name or "", email=row.email or "")
    return Enrolment(known, row.user_id or "")


def draft_digest(token: str) -> str:
    """Return the digest that is stored in place of a draft's token."""
    return keyring().digest(token, purpose="registration-draft")


def enrolment_digest(token: str) -> str:
    """Return the digest that is stored in place of an enrolment link's token."""
    return keyring().digest(token, purpose="enrolment")


def network_digest(network: str) -> str:
    """Return the digest that is stored in place of a network's address."""
    return keyring().digest(network, purpose="registration-network")


def email_index(email: str) -> str:
    """Return the blind index of an email address."""
    return keyring().index(email.strip().casefold(), purpose="accounts.email")


def user_id_index(user_id: str) -> str:
    """Return the blind index of a User ID."""
    return keyring().index(user_id.strip().casefold(), purpose="accounts.user_id")


def likeness_index(first_name: str, last_name: str, birth_date: date, zip_code: str) -> str:
    """Return the blind index by which the same person registering twice is noticed. Source: ACC-2."""
    return keyring().index(likeness(first_name, last_name, birth_date, zip_code), purpose="accounts.likeness")


def _personal(row: Person) -> Personal:
    return Personal(
        first_name=row.first_name or "",
        middle_name=row.middle_name or "",
        last_name=row.last_name or "",
        suffix=row.suffix or "",
        birth_date=date.fromisoformat(row.birth_date) if row.birth_date else None,
        email=row.email or "",
    )


def _card(row: Person) -> PersonCard:
    return PersonCard(
        id=row.pk,
        user_id=row.user_id or "",
        first_name=row.first_name or "",
        middle_name=row.middle_name or "",
        last_name=row.last_name or "",
        suffix=row.suffix or "",
        email=row.email or "",
        language=row.language,
        state=row.state,
        identity_changed_at=row.identity_changed_at,
        text_size=row.text_size,
    )
