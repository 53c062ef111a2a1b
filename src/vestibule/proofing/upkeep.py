"""Beginning to ask the bureau, and taking an asking up again: what is on its way, so nothing of it is on record yet.

The row says that somebody is at it, until a moment; after that it was cut short, and may be asked again under the same
key, by its person or by the calendar.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from vestibule.accounts.queries import personal_of
from vestibule.journal.spine import upkeep
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.proofing.lifecycle import ASKING, REFERRED, TERMS_ACCEPTED, VERIFICATION
from vestibule.proofing.models import Verification
from vestibule.proofing.policy.applying import (
    ALREADY_ASKING,
    ENTERED_BEFORE_CHANGE,
    SENT_BEFORE,
    applicant_faults,
    attempt_faults,
    call_faults,
    own_identity_faults,
)
from vestibule.proofing.policy.terms import proofing_terms_faults
from vestibule.proofing.ports import Applicant
from vestibule.proofing.queries import (
    account_digest,
    answered_attempts,
    identity_digest,
    is_proofed,
    open_cases,
    ticket_of,
)
from vestibule.proofing.sealed import applicant_of, applicant_text
from vestibule.storage.rows import moved

TAKES_AT_MOST = timedelta(minutes=1)  # longer than any bureau is waited for


@dataclass(frozen=True)
class Asking:
    """What the bureau is to be asked, outside any transaction."""

    verification_id: UUID
    key: UUID
    by_reference: bool
    bureau: str
    reference: str
    applicant: Applicant = field(repr=False)


@upkeep
def begin_asking(person_id: UUID, applicant: Applicant, *, ticket: str, at: datetime) -> Asking:
    """Begin an attempt with what somebody entered: one at a time, [3] a day, of themself only.

    Source: PRF-2, PRF-3 (APP 11-13). Reading: nothing of it changes the profile; a prior address stays here.
    """
    row = _locked(person_id)
    if row.state == ASKING:
        raise Refused(ALREADY_ASKING())
    if ticket != ticket_of(row):
        raise Refused(SENT_BEFORE())
    if row.state == TERMS_ACCEPTED:
        require(proofing_terms_faults(row.terms_version))
    account = personal_of(person_id)
    require(applicant_faults(applicant, today=at.date()))
    require(own_identity_faults(applicant, account))
    require(attempt_faults(answered_attempts(person_id, by_reference=False, at=at), rules=rulebook().proofing, at=at))

    row.applicant, row.ssn = applicant_text(applicant), applicant.ssn or None
    row.asked_digest = identity_digest(account)
    return _begun(row, "ask", at=at)


@upkeep
def begin_by_reference(person_id: UUID, *, reference: str, at: datetime) -> Asking:
    """Begin to ask again by the Review Reference Number, after the call; nothing is typed again.

    Source: PRF-4 (APP 14, EU 13). Reading: ``reference`` is the one that the person saw on the page. A name that was
    changed since must be entered anew, for the service was asked about another.
    """
    row = _locked(person_id)
    if row.state == ASKING:
        raise Refused(ALREADY_ASKING())
    if row.state != REFERRED:
        raise Refused(MOVE_NOT_OPEN())
    if reference != row.reference:
        raise Refused(SENT_BEFORE())
    if row.asked_digest != account_digest(person_id):
        raise Refused(ENTERED_BEFORE_CHANGE())
    require(call_faults(answered_attempts(person_id, by_reference=True, at=at), at=at))

    return _begun(row, "ask_by_reference", at=at)


@upkeep
def take_up(verification_id: UUID, *, at: datetime) -> Asking | None:
    """Take up an asking that was cut short, or nothing where somebody is at it or it is settled. Source: PRF-3.

    Of several at once one conditional write wins. The key stays, so that the bureau counts it once.
    """
    resting = Q(asked_until=None) | Q(asked_until__lte=at)
    rows = Verification.objects.filter(resting, pk=verification_id, state=ASKING)
    if not moved(rows, asked_until=at + TAKES_AT_MOST):
        return None
    return _asking(Verification.objects.get(pk=verification_id))


@upkeep
def note_unavailable(asking: Asking, *, at: datetime) -> None:
    """Remember that the service was out of reach: nothing is lost, no attempt is used, it is asked again. PRF-3."""
    rows = Verification.objects.filter(pk=asking.verification_id, state=ASKING, asked_as=asking.key)
    moved(rows, asked_until=None, unavailable_at=at)


def _locked(person_id: UUID) -> Verification:
    """Return somebody's open case, locked. Raises ``NotFound`` where there is none, or none is needed."""
    row = open_cases(person_id).select_for_update().first()
    if row is None or is_proofed(person_id):
        raise NotFound(f"verification of {person_id}")
    return row


def _begun(row: Verification, move: str, *, at: datetime) -> Asking:
    row.state = VERIFICATION.after(row.state, move)
    row.asked_as, row.asked_until, row.unavailable_at = uuid4(), at + TAKES_AT_MOST, None
    row.asked_by_reference = move == "ask_by_reference"
    row.save()
    return _asking(row)


def _asking(row: Verification) -> Asking:
    applicant = applicant_of(row.applicant, row.ssn)
    if applicant is None or row.asked_as is None:
        raise NotFound(f"verification {row.pk}")
    return Asking(row.pk, row.asked_as, row.asked_by_reference, row.bureau, row.reference, applicant)
