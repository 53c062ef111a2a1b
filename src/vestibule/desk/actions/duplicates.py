"""What the help desk finds about a registration that looks like somebody who is known, with a reason, and on record."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts import by_desk as accounts
from vestibule.desk.actions.deeds import put_away, taken_up
from vestibule.desk.actions.reasons import keep_reason
from vestibule.desk.policy.cases import DUPLICATE
from vestibule.desk.policy.people import DIFFERENT_PEOPLE, SAME_PERSON
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor


@action
def find_different(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Find that a registration is of somebody else: it goes on. Source: ACC-2, HLP-1."""
    case = taken_up(DUPLICATE, person_id, by)
    keep_reason(person_id, DIFFERENT_PEOPLE, reason, by=by, at=at)

    accounts.release_registration(person_id, by=by, at=at)

    put_away(case, DIFFERENT_PEOPLE, by=by, at=at)


@action
def find_same(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Find that a registration is of a known person: it is closed, and they are told. Source: ACC-2, HLP-1."""
    case = taken_up(DUPLICATE, person_id, by)
    keep_reason(person_id, SAME_PERSON, reason, by=by, at=at)

    accounts.close_duplicate(person_id, by=by, at=at)

    put_away(case, SAME_PERSON, by=by, at=at)
