"""What somebody changes of what is held about them: after a fresh second factor, in the session that showed it."""

from datetime import datetime

from vestibule.accounts.actions import Hashes
from vestibule.accounts.particulars import choose_question, correct_contact, correct_name
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.queries import security_question
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.proofing.queries import is_proofed, would_be_proofed
from vestibule.signin.changes import keep_change, undo_told
from vestibule.signin.events import OwnDataTaken, ProfileChanged
from vestibule.signin.policy.undoing import QUESTION
from vestibule.signin.rows import fresh_seat, one_change_of_devices, seat_of


@action
def change_own_name(told: Personal, *, by: Actor, at: datetime) -> None:
    """Correct one's own legal name and date of birth. Source: ACC-13, SIG-4 (APP 7), PRF-1.

    Reading: identity data is as good as a device to who wants to take an account over, so it asks for as much.
    """
    seat = fresh_seat(by, at=at)
    correct_name(
        seat.person_id,
        told,
        was_proofed=is_proofed(seat.person_id),
        stays_proofed=would_be_proofed(seat.person_id, told),
        by=by,
        at=at,
    )
    record(ProfileChanged(person_id=seat.person_id, session_id=seat.session_id, what=Code("name")), by=by, at=at)


@action
def change_own_contact(told: Contact, *, by: Actor, at: datetime) -> None:
    """Correct one's own address and telephone number. Source: ACC-13, SIG-4 (APP 7)."""
    seat = fresh_seat(by, at=at)
    correct_contact(seat.person_id, told, by=by, at=at)
    record(ProfileChanged(person_id=seat.person_id, session_id=seat.session_id, what=Code("contact")), by=by, at=at)


@action
def change_own_question(hashes: Hashes, *, by: Actor, at: datetime) -> None:
    """Choose another security question and answer, which were judged and hashed beforehand; the owner can undo it.

    Source: ACC-10, ACC-13, SIG-4. Reading: recovery asks for the answer, so who changed it would keep the owner out.
    """
    person_id = seat_of(by).person_id
    one_change_of_devices(person_id)
    seat = fresh_seat(by, at=at)
    link = keep_change(person_id, QUESTION, asked=security_question(person_id), at=at)
    choose_question(person_id, hashes, by=by, at=at)

    fact = ProfileChanged(person_id=person_id, session_id=seat.session_id, what=Code("question"))
    record(fact, by=by, at=at, secrets=undo_told(person_id, link, at=at))


@action
def take_own_data(*, by: Actor, at: datetime) -> None:
    """Put on record that somebody downloads all that is held about them. Source: ACC-13, SIG-4, AUD-1."""
    seat = fresh_seat(by, at=at)
    record(OwnDataTaken(person_id=seat.person_id, session_id=seat.session_id), by=by, at=at)
