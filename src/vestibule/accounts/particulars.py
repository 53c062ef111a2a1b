"""The moves of what somebody has told of themself: name, birth date, address, telephone, question, preferences.

That it is really them (SIG-4) ``signin`` judges, which calls these and keeps its own fact beside theirs.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vestibule.accounts import events
from vestibule.accounts.actions import Hashes
from vestibule.accounts.models import Person, SecurityAnswer
from vestibule.accounts.policy.particulars import (
    contact_correction_faults,
    contact_parts_changed,
    identity_clock,
    name_correction_faults,
    name_parts_changed,
    preference_faults,
)
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.queries import likeness_index, profile_of_row
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.telephones import telephone_number
from vestibule.storage.rows import moved

_NAMES = ("first_name", "middle_name", "last_name", "suffix")
_LINES = ("address_line_1", "address_line_2", "city", "zip_code")


@action
def correct_name(
    person_id: UUID, told: Personal, *, was_proofed: bool, stays_proofed: bool, by: Actor, at: datetime
) -> None:
    """Correct somebody's legal name and date of birth; they are told by mail. Source: ACC-13 (APP 7).

    Reading: whether either identity was verified the caller says, for proofing lies above; from the moment that a
    verified one is left, the [30 days] run in which roles stay.
    """
    row = _locked(person_id)
    known = profile_of_row(row).personal
    require(name_correction_faults(told, known, today=at.date()))

    for name in _NAMES:
        setattr(row, name, getattr(told, name))
    row.birth_date = told.birth_date.isoformat() if told.birth_date else None
    row.identity_changed_at = identity_clock(
        row.identity_changed_at, was_proofed=was_proofed, stays_proofed=stays_proofed, at=at
    )
    _keep_likeness(row, told)
    row.save(update_fields=[*_NAMES, "birth_date", "identity_changed_at", "likeness_index"])

    fact = events.NameCorrected(
        person_id=person_id,
        changed=_codes(name_parts_changed(told, known)),
        proofing_void=was_proofed and not stays_proofed,
    )
    record(fact, by=by, at=at)


@action
def correct_contact(person_id: UUID, told: Contact, *, by: Actor, at: datetime) -> None:
    """Correct where somebody lives and their telephone number; they are told by mail. Source: ACC-13, SIG-4 (APP 7)."""
    row = _locked(person_id)
    known = profile_of_row(row)
    require(contact_correction_faults(told, known.contact))

    for name in _LINES:
        setattr(row, name, getattr(told, name))
    row.address_state, row.telephone = told.state, telephone_number(told.telephone) or ""
    _keep_likeness(row, known.personal)
    row.save(update_fields=[*_LINES, "address_state", "telephone", "likeness_index"])

    changed = _codes(contact_parts_changed(told, known.contact))
    record(events.ContactCorrected(person_id=person_id, changed=changed), by=by, at=at)


@action
def choose_question(person_id: UUID, hashes: Hashes, *, by: Actor, at: datetime) -> None:
    """Put another security question and answer in the place of those held. Source: ACC-10."""
    chosen = {"question": hashes.question, "answer_hash": hashes.answer}
    SecurityAnswer.objects.update_or_create(person_id=person_id, defaults=chosen)

    record(events.QuestionChosen(person_id=person_id), by=by, at=at)


@action
def put_back_question(person_id: UUID, question: str, answer_hash: str, *, by: Actor, at: datetime) -> None:
    """Give somebody back the security question and answer that they had before, or none. Source: ACC-10, SIG-4."""
    if question:
        chosen = {"question": question, "answer_hash": answer_hash}
        SecurityAnswer.objects.update_or_create(person_id=person_id, defaults=chosen)
    else:
        SecurityAnswer.objects.filter(person_id=person_id).delete()

    record(events.QuestionPutBack(person_id=person_id), by=by, at=at)


@action
def choose_preferences(person_id: UUID, *, language: str, text_size: str, by: Actor, at: datetime) -> None:
    """Choose the language of pages and mails, and the text size. Source: ACC-13, NEW-5 (APP 0, ADD 0).

    Reading: nobody is told by mail, for nothing that keeps an account safe hangs on it.
    """
    require(preference_faults(language, text_size))
    if not Person.objects.filter(pk=person_id).update(language=language, text_size=text_size):
        raise NotFound(f"No person {person_id}.")

    fact = events.PreferencesChosen(person_id=person_id, language=Code(language), text_size=Code(text_size))
    record(fact, by=by, at=at)


@action
def demand_password(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let somebody sign in again with another password only; a new one, however chosen, lifts it. Source: ACC-7, SIG-7.

    Reading: demanded twice it is demanded since the first time.
    """
    moved(Person.objects.filter(pk=person_id, password_demanded_at=None), password_demanded_at=at)

    record(events.PasswordDemanded(person_id=person_id), by=by, at=at)


def identity_is_verified(person_id: UUID) -> None:
    """Stop the clock of a changed identity, in a transaction that is open: it was verified again. Source: ACC-13."""
    Person.objects.filter(pk=person_id).exclude(identity_changed_at=None).update(identity_changed_at=None)


def _locked(person_id: UUID) -> Person:
    for row in Person.objects.select_for_update().filter(pk=person_id):
        return row
    raise NotFound(f"No person {person_id}.")


def _keep_likeness(row: Person, personal: Personal) -> None:
    """Let the same person registering twice be noticed under what is told now. Source: ACC-2."""
    if personal.birth_date is not None:
        row.likeness_index = likeness_index(
            personal.first_name, personal.last_name, personal.birth_date, row.zip_code or ""
        )


def _codes(parts: Sequence[str]) -> tuple[Code, ...]:
    return tuple(Code(part) for part in parts)
