"""Settling what a bureau answered: verified, or referred."""

from datetime import datetime

from vestibule.accounts.particulars import identity_is_verified
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.proofing.events import PersonVerified, ProofingReferred
from vestibule.proofing.lifecycle import ASKING, VERIFICATION
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.ports import Answer, Outcome
from vestibule.proofing.queries import account_digest
from vestibule.proofing.upkeep import Asking


@action
def settle(asking: Asking, answer: Answer, *, bureau: str, at_once: bool, by: Actor, at: datetime) -> None:
    """Take an answer to the asking that is open under this key, and count it; of several at once one does.

    Source: PRF-3, PRF-4 (APP 12-14), PRF-7. Raises ``Refused`` (``move_not_open``) where it is settled already. The
    Social Security number is forgotten here unless the profile keeps it, and once verified all that was entered is.
    """
    open_now = Verification.objects.filter(pk=asking.verification_id, state=ASKING, asked_as=asking.key)
    row = open_now.select_for_update().first()
    if row is None:
        raise Refused(MOVE_NOT_OPEN())
    if answer.outcome is Outcome.UNAVAILABLE:
        raise ValueError("Out of reach is no answer to settle.")

    AnsweredAttempt.objects.create(person_id=row.person_id, by_reference=row.asked_by_reference, answered_at=at)
    if not rulebook().proofing.keep_ssn:
        row.ssn = None
    row.asked_until = row.unavailable_at = row.refusal_reason = None
    if answer.outcome is Outcome.VERIFIED:
        _verify(row, at_once=at_once, by=by, at=at)
    else:
        _refer(row, answer.reference, bureau, by=by, at=at)


def _verify(row: Verification, *, at_once: bool, by: Actor, at: datetime) -> None:
    how = "after_call" if row.asked_by_reference else "at_once" if at_once else "later"
    row.state = VERIFICATION.after(row.state, "verify")
    row.verified_digest, row.applicant = row.asked_digest, None
    row.settled_at, row.settled_by = at, by.person_id
    row.save()
    if row.verified_digest == account_digest(row.person_id):
        identity_is_verified(row.person_id)
    record(PersonVerified(person_id=row.person_id, verification_id=row.pk, how=Code(how)), by=by, at=at)


def _refer(row: Verification, reference: str, bureau: str, *, by: Actor, at: datetime) -> None:
    again = (row.bureau, row.reference) == (bureau, reference)
    row.state = VERIFICATION.after(row.state, "refer")
    row.bureau, row.reference = bureau, reference
    row.save()
    fact = ProofingReferred(person_id=row.person_id, verification_id=row.pk, bureau=Code(bureau), again=again)
    record(fact, by=by, at=at, secrets={"reference": reference})
