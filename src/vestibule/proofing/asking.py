"""Begin, ask, settle: two short transactions around one slow call, for who enters, calls, waits, and for the calendar.

A crash in between leaves the case as ``asking``; whoever takes it up asks again under the same key.
"""

from datetime import datetime
from uuid import UUID

from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.proofing.actions.settling import settle
from vestibule.proofing.bureaus import ask_bureaus
from vestibule.proofing.ports import Applicant, Outcome
from vestibule.proofing.upkeep import Asking, begin_asking, begin_by_reference, note_unavailable, take_up


def ask_about(person_id: UUID, applicant: Applicant, *, ticket: str, by: Actor, at: datetime) -> None:
    """Ask the service about what somebody entered, and settle its answer. Raises ``Refused``. Source: PRF-2, PRF-3."""
    _ask(begin_asking(person_id, applicant, ticket=ticket, at=at), at_once=True, by=by, at=at)


def ask_by_reference(person_id: UUID, *, reference: str, by: Actor, at: datetime) -> None:
    """Ask the service again by its number, and settle its answer. Raises ``Refused``. Source: PRF-4 (APP 14)."""
    _ask(begin_by_reference(person_id, reference=reference, at=at), at_once=False, by=by, at=at)


def ask_again(verification_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ask again what was cut short; nothing happens where somebody is at it, or it is settled. Source: PRF-3."""
    asking = take_up(verification_id, at=at)
    if asking is not None:
        _ask(asking, at_once=False, by=by, at=at)


def _ask(asking: Asking, *, at_once: bool, by: Actor, at: datetime) -> None:
    bureau, answer = ask_bureaus(asking)
    if answer.outcome is Outcome.UNAVAILABLE:
        note_unavailable(asking, at=at)
        return
    try:
        settle(asking, answer, bureau=bureau, at_once=at_once, by=by, at=at)
    except Refused as refused:  # somebody who took the same asking up meanwhile has settled it: its answer counts
        if {reason.code for reason in refused.reasons} != {MOVE_NOT_OPEN.code}:
            raise
