"""What the help desk finds about a registration that looks like somebody who is known, with a reason, and on record."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts import by_desk as accounts
from vestibule.desk.actions.deeds import put_away, taken_up
from vestibule.desk.at_work import at_work
from vestibule.desk.models import DeskDeed
from vestibule.desk.policy.cases import DUPLICATE
from vestibule.desk.policy.people import DIFFERENT_PEOPLE, SAME_PERSON
from vestibule.desk.policy.reasons import reason_faults
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line


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


def keep_reason(person_id: UUID, deed: str, reason: str, *, by: Actor, at: datetime) -> str:
    """Judge the reason of a finding about somebody, and keep it, sealed; return it. Source: HLP-2, AUD-1."""
    staff, reason = at_work(by), one_line(reason)
    require(reason_faults(reason, rulebook().request))
    DeskDeed(staff_id=staff.person_id, person_id=person_id, deed=deed, reason=reason, done_at=at).save(
        force_insert=True
    )
    return reason
