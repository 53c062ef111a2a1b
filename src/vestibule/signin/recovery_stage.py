"""The slow steps of new passwords: an answer compared, a password judged against its history and hashed.

Each is begin, ask, settle: a try is taken, the errand runs, an action judges again and writes.
"""

from dataclasses import dataclass, field
from datetime import datetime

from vestibule.accounts.common_passwords import is_common
from vestibule.accounts.history import was_used_before
from vestibule.accounts.passwords import hash_secret, hashing_turn, secret_matches
from vestibule.accounts.policy.passwords import (
    Owner,
    age_faults,
    confirmation_faults,
    history_faults,
    password_faults,
)
from vestibule.accounts.policy.questions import ANSWER_TOO_LONG, MOST, folded_answer
from vestibule.accounts.queries import PersonCard, credential_by_person, person_card, security_question
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.reasons import Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import (
    begin_recovery,
    change_password,
    refuse_answer,
    refuse_password,
    reset_password,
)
from vestibule.signin.actions.passwords import changing
from vestibule.signin.device_queries import is_fresh
from vestibule.signin.locks import password_key
from vestibule.signin.policy.devices import NOT_FRESH
from vestibule.signin.policy.entering import LONGEST_PASSWORD
from vestibule.signin.policy.recovery import ANSWER_SPENT, ANSWER_WRONG, OVER, PASSWORD, current_wrong
from vestibule.signin.queries import browser_of
from vestibule.signin.recovery_queries import PASSWORD_STEP, open_link, open_recovery
from vestibule.signin.rows import Seat, seat_of
from vestibule.signin.upkeep import password_was_right, reserve_answer, reserve_password


@dataclass(frozen=True)
class Followed:
    """What came of following a link: the token of the recovery that goes on, or why not."""

    recovery_token: str = field(default="", repr=False)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Changed:
    """What came of changing one's password: the session's new token, or why not."""

    session_token: str = field(default="", repr=False)
    reasons: tuple[Reason, ...] = ()


def follow_link(token: str, answer: str, *, by: Actor, at: datetime) -> Followed:
    """Follow a mailed link: the security answer is compared where one is asked, and the link used up.

    Raises ``NotFound``, and ``Busy`` before anything is written. Source: SIG-5, ACC-10. Reading: whoever has the link
    reads the mailbox; the answer comes on top of that, and alone it opens nothing.
    """
    link = open_link(token, PASSWORD, at=at)
    asked = security_question(link.person_id)
    if asked is None:
        return Followed(begin_recovery(token, answered="", by=by, at=at))
    if len(answer) > MOST:
        raise Refused(ANSWER_TOO_LONG(most=MOST))
    rules = rulebook().sign_in
    spent = ANSWER_SPENT(tries=rules.answer_tries, minutes=rules.locked_minutes)
    with hashing_turn():
        left = reserve_answer(link.person_id, at=at)
        if left is None:
            return Followed(reasons=(spent,))
        matches = secret_matches(asked.answer_hash, folded_answer(answer))

    if not matches:
        refuse_answer(token, left=left, by=by, at=at)
        return Followed(reasons=(ANSWER_WRONG(left=left) if left else spent,))
    return Followed(begin_recovery(token, answered=asked.answer_hash, by=by, at=at))


def new_password_faults(card: PersonCard, password: str, confirmed: str) -> list[Reason]:
    """List every rule that a new password breaks, as far as it costs no hash. Source: ACC-4, ACC-6, ACC-8 (APP 4)."""
    owner = Owner(card.user_id, card.first_name, card.last_name)
    return [
        *password_faults(password, owner, rulebook().password, is_common=is_common),
        *confirmation_faults(password, confirmed),
    ]


def choose_new_password(recovery_token: str, password: str, confirmed: str, *, by: Actor, at: datetime) -> None:
    """Judge, hash and put in place the password that ends a recovery. Raises ``Refused``, or ``Busy``.

    Source: SIG-5, ACC-4 to ACC-8. Reading: what is too long or too plain is refused before it costs a hash.
    """
    recovery = open_recovery(recovery_token, at=at)
    if recovery is None or recovery.stage != PASSWORD_STEP:
        raise Refused(OVER())
    card = person_card(recovery.person_id)
    require(new_password_faults(card, password, confirmed))
    current = credential_by_person(card.id).password_hash
    new_hash = _hash_of_new(card, password)
    reset_password(recovery_token, new_hash, instead_of=current, by=person(card.id, by.trail), at=at)


def change_own_password(current: str, password: str, confirmed: str, *, by: Actor, at: datetime) -> Changed:
    """Change the password of who is signed in, who shows the current one. Raises ``Refused``, or ``Busy``.

    Source: ACC-4 to ACC-8, SIG-4, SIG-6. Reading: tries at the current password are those of signing in by this
    browser, so that nobody at an open session guesses at it for longer than at the door.
    """
    seat = seat_of(by)
    card, credential = person_card(seat.person_id), credential_by_person(seat.person_id)
    changed_at, occasion = changing(seat.person_id, at=at)
    require(age_faults(changed_at, at=at, occasion=occasion, rules=rulebook().password))
    if not is_fresh(seat.person_id, session_id=seat.session_id, at=at):
        raise Refused(NOT_FRESH(minutes=rulebook().sign_in.fresh_minutes))
    require(new_password_faults(card, password, confirmed))

    if faults := _current_faults(current, credential.password_hash, card, seat, by=by, at=at):
        return Changed(reasons=faults)
    new_hash = _hash_of_new(card, password)
    return Changed(change_password(new_hash, instead_of=credential.password_hash, by=by, at=at))


def _current_faults(
    current: str, known_hash: str, card: PersonCard, seat: Seat, *, by: Actor, at: datetime
) -> tuple[Reason, ...]:
    """Compare what was given as the current password; a wrong one costs a try and is on record."""
    rules = rulebook().sign_in
    if len(current) > LONGEST_PASSWORD:
        return (current_wrong(rules),)
    key = password_key(card.user_id, browser_of(seat.session_id))
    with hashing_turn():
        number = reserve_password(key, rules=rules, at=at)
        if number is None:
            return (current_wrong(rules),)
        matches = secret_matches(known_hash, current)

    if not matches:
        last_try = number >= rules.wrong_passwords
        refuse_password(card.id, "wrong_current_password", last_try=last_try, by=by, at=at)
        return (current_wrong(rules),)
    password_was_right(key)
    return ()


def _hash_of_new(card: PersonCard, password: str) -> str:
    """Return the hash of a password that none of the person's previous ones is. Raises ``Refused``. Source: ACC-5."""
    require(history_faults(was_used_before(card.id, password), rulebook().password))
    return hash_secret(password)
