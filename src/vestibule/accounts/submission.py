"""Submitting what one chose on the last page: judge, hash, make the account.

Hashing is slow, so it stands between judging and the action; the action judges what may have changed meanwhile.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vestibule.accounts.actions import Hashes, enrol_person, register_person
from vestibule.accounts.common_passwords import is_common
from vestibule.accounts.passwords import hash_secret, hashing_turn
from vestibule.accounts.policy.passwords import Owner, confirmation_faults, password_faults
from vestibule.accounts.policy.questions import folded_answer, question_faults
from vestibule.accounts.policy.registration import Contact, Personal, contact_faults, personal_faults
from vestibule.accounts.policy.standing import TOO_MANY_TRIES, USER_ID_TAKEN
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.accounts.queries import Enrolment, tries_are_up
from vestibule.accounts.upkeep import may_tell_taken, network_of
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import Reason, Refused, require
from vestibule.kernel.rulebook import rulebook


@dataclass(frozen=True)
class Chosen:
    """What somebody chose on the last page."""

    user_id: str
    password: str = field(repr=False)
    confirmed: str = field(repr=False)
    question: str = ""
    answer: str = field(default="", repr=False)


def submit_registration(
    draft_id: UUID, personal: Personal, contact: Contact, chosen: Chosen, *, language: str, by: Actor, at: datetime
) -> None:
    """Judge a whole registration, hash its secrets, and make the account. Raises ``Refused``, or ``Busy``.

    All is judged before anything is hashed; the action judges again what it can without the password.

    Source: ACC-1 to ACC-10, SIG-5 (APP 1-4). Reading: the same work is done whether the email address is taken or not.
    """
    require(
        [
            *personal_faults(personal, today=at.date()),
            *contact_faults(contact),
            *chosen_faults(chosen, personal),
        ]
    )
    network = network_of(by.trail.address)
    if tries_are_up(network, at=at):
        raise Refused(TOO_MANY_TRIES())

    hashes = _hashed(chosen)
    try:
        register_person(
            draft_id,
            personal=personal,
            contact=contact,
            user_id=chosen.user_id,
            hashes=hashes,
            language=language,
            by=by,
            at=at,
        )
    except Refused as refused:
        taken = USER_ID_TAKEN.code in {reason.code for reason in refused.reasons}
        if taken and not may_tell_taken(network, at=at):
            raise Refused(TOO_MANY_TRIES()) from None
        raise


def submit_enrolment(token: str, enrolment: Enrolment, chosen: Chosen, *, by: Actor, at: datetime) -> None:
    """Judge what an invited person chose, hash it, and use up the link. Raises ``Refused``, ``NotFound``, ``Busy``.

    Source: ACC-3 to ACC-10.
    """
    require(chosen_faults(chosen, enrolment.personal))
    enrol_person(token, user_id=chosen.user_id, hashes=_hashed(chosen), by=by, at=at)


def chosen_faults(chosen: Chosen, personal: Personal) -> list[Reason]:
    """List every rule that the choices of the last page break. Source: ACC-3, ACC-4, ACC-6, ACC-8, ACC-10 (APP 4)."""
    book = rulebook()
    owner = Owner(chosen.user_id, personal.first_name, personal.last_name)
    asked = book.registration.security_question
    return [
        *user_id_faults(chosen.user_id, book.user_id, own_email=personal.email),
        *password_faults(chosen.password, owner, book.password, is_common=is_common),
        *confirmation_faults(chosen.password, chosen.confirmed),
        *(question_faults(chosen.question, chosen.answer, password=chosen.password) if asked else []),
    ]


def hashed_answer(question: str, answer: str) -> Hashes:
    """Hash the answer to another security question. Raises ``Refused``, ``Busy``.

    Source: ACC-10, SIG-6. Reading: it isn't held against the password, of which only the hash is here: every answer
    would be a try at the password that nobody counts.
    """
    require(question_faults(question, answer))
    return Hashes("", question, hash_secret(folded_answer(answer)))


def _hashed(chosen: Chosen) -> Hashes:
    """Hash the password and, where the profile asks for one, the answer, in one turn."""
    with hashing_turn():
        password = hash_secret(chosen.password)
        if not rulebook().registration.security_question:
            return Hashes(password)
        return Hashes(password, chosen.question, hash_secret(folded_answer(chosen.answer)))
