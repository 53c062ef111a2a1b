"""Who at the help desk may act on somebody's account, and why they did: judged and kept in one way for every deed."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.desk.at_work import AtWork, at_work
from vestibule.desk.models import DeskDeed
from vestibule.desk.policy.people import colleague_faults, deed_faults
from vestibule.desk.policy.reasons import reason_faults
from vestibule.desk.queries import is_staff
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line


def judged(person_id: UUID, deed: str, reason: str, *, by: Actor, at: datetime) -> tuple[UUID, str]:
    """Judge who acts and why, and keep the reason, sealed; return where it is kept, and the reason in one line.

    Source: HLP-2, AUD-1.
    """
    staff, reason = at_work(by), one_line(reason)
    person = person_card(person_id)
    own = person.id == staff.person_id
    rules = rulebook().request
    require(deed_faults(reason, own=own, is_colleague=is_staff(person.id), tier=staff.tier, rules=rules))
    return _kept(staff, person_id, deed, reason, at), reason


def keep_reason(person_id: UUID, deed: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Judge the reason of a finding in a case, and keep it, sealed; who may deal with a case is judged there.

    Source: HLP-2, AUD-1.
    """
    staff, reason = at_work(by), one_line(reason)
    require(reason_faults(reason, rulebook().request))
    _kept(staff, person_id, deed, reason, at)


def _kept(staff: AtWork, person_id: UUID, deed: str, reason: str, at: datetime) -> UUID:
    kept = DeskDeed(staff_id=staff.person_id, person_id=person_id, deed=deed, reason=reason, done_at=at)
    kept.save(force_insert=True)
    return kept.pk


def require_no_colleague(person_id: UUID | None, *, by: Actor) -> None:
    """Raise ``Refused`` where an agent acts on somebody who works at the help desk. Source: HLP-2."""
    is_colleague = person_id is not None and is_staff(person_id)
    require(colleague_faults(is_colleague=is_colleague, tier=at_work(by).tier))
