"""What the help desk does in a case: enters evidence, confirms it, refuses. Who works there the desk itself judges."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.particulars import identity_is_verified
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.texts import one_line
from vestibule.proofing.events import EvidenceEntered, PersonVerified, VerificationRefused
from vestibule.proofing.lifecycle import VERIFICATION
from vestibule.proofing.models import Verification
from vestibule.proofing.policy.evidence import (
    Evidence,
    by_hand_faults,
    confirmation_faults,
    evidence_faults,
    refusal_faults,
)
from vestibule.proofing.queries import account_digest
from vestibule.proofing.sealed import evidence_text


@action
def enter_evidence(verification_id: UUID, evidence: Evidence, *, by: Actor, at: datetime) -> None:
    """Enter which documents one saw; another confirms. Source: PRF-5 (two people: decided)."""
    row = _waiting(verification_id, by)
    state = VERIFICATION.after(row.state, "enter_evidence")
    require(evidence_faults(evidence, today=at.date()))

    row.state = state
    row.evidence, row.evidence_by, row.evidence_at = evidence_text(evidence), by.person_id, at
    row.asked_digest = account_digest(row.person_id)
    row.save()

    kinds = tuple(Code(document.kind) for document in evidence.documents)
    record(EvidenceEntered(person_id=row.person_id, verification_id=row.pk, kinds=kinds), by=by, at=at)


@action
def confirm_evidence(verification_id: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm what another has entered, and so verify the person. Source: PRF-5 (two people: decided), ACC-13.

    Reading: what was typed for the service is forgotten now; the evidence stays, sealed, to show what it rested on.
    """
    row = _waiting(verification_id, by)
    state = VERIFICATION.after(row.state, "confirm")
    same_identity = row.asked_digest == account_digest(row.person_id)
    require(confirmation_faults(row.evidence_by, by=by.person_id, same_identity=same_identity))

    row.state, row.verified_digest, row.applicant = state, row.asked_digest, None
    row.settled_at, row.settled_by = at, by.person_id
    row.save()
    identity_is_verified(row.person_id)

    record(PersonVerified(person_id=row.person_id, verification_id=row.pk, how=Code("by_desk")), by=by, at=at)


@action
def refuse_verification(verification_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Refuse to verify somebody, with a reason that they read; their draft is kept, and they may try again.

    Source: PRF-5 (APP 14). Reading: ten to 500 characters, as other reasons; the evidence entered is forgotten.
    """
    row = _waiting(verification_id, by)
    state, reason = VERIFICATION.after(row.state, "refuse"), one_line(reason)
    require(refusal_faults(reason))

    row.state, row.refusal_reason = state, reason
    row.evidence = row.evidence_by = row.evidence_at = None
    row.save()

    fact = VerificationRefused(person_id=row.person_id, verification_id=row.pk)
    record(fact, by=by, at=at, secrets={"refusal_reason": reason})


def _waiting(verification_id: UUID, by: Actor) -> Verification:
    """Return a case, locked, in which the actor has a say. Raises ``NotFound``, and ``Refused`` for one's own."""
    row = Verification.objects.select_for_update().filter(pk=verification_id).exclude(desk_asked_at=None).first()
    if row is None:
        raise NotFound(f"verification {verification_id}")
    require(by_hand_faults(row.person_id, by=by.person_id))
    return row
