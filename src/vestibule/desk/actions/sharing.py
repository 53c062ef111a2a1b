"""What the help desk finds about an account that several people seem to use, with a reason, and on record."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts import by_desk as accounts
from vestibule.desk.actions.deeds import put_away, taken_up
from vestibule.desk.actions.reasons import judged, keep_reason
from vestibule.desk.policy.cases import SHARING
from vestibule.desk.policy.people import DISABLE_FOR_SHARING, DISMISS_SHARING
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.signin.actions import by_desk as suspicions
from vestibule.signin.actions import end_all_sessions, hold_everything
from vestibule.signin.sharing import told_suspicion


@action
def disable_for_sharing(case_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Disable an account that is shared: every session and all access end at once. Source: ACC-12, SIG-7, SPT-3.

    Reading: its owner is told by mail how to invite the colleague; what they hold is theirs again once it is enabled.
    Who may disable an account at all may do so here, and nobody else (HLP-2).
    """
    case = taken_up(SHARING, case_id, by)
    person_id = told_suspicion(case_id).person_id
    _, reason = judged(person_id, DISABLE_FOR_SHARING, reason, by=by, at=at)

    suspicions.confirm_sharing(case_id, by=by, at=at)
    hold_everything(person_id)
    accounts.disable_account(person_id, reason=reason, for_sharing=True, by=by, at=at)
    end_all_sessions(person_id, reason="sharing", by=by, at=at)

    put_away(case, DISABLE_FOR_SHARING, by=by, at=at)


@action
def dismiss_sharing(case_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Find that nobody shares an account; the same sign-ins open no case again. Source: ACC-12."""
    case = taken_up(SHARING, case_id, by)
    keep_reason(told_suspicion(case_id).person_id, DISMISS_SHARING, reason, by=by, at=at)

    suspicions.dismiss_sharing(case_id, by=by, at=at)

    put_away(case, DISMISS_SHARING, by=by, at=at)
