"""What a person does in their own case: accepts the terms, asks the help desk."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.proofing.events import DeskAsked, ProofingTermsAccepted
from vestibule.proofing.lifecycle import TERMS_ACCEPTED, VERIFICATION
from vestibule.proofing.models import Verification
from vestibule.proofing.policy.terms import proofing_terms_faults
from vestibule.proofing.queries import is_proofed, open_cases


def accept_proofing_terms(person_id: UUID, version: str, *, by: Actor, at: datetime) -> None:
    """Agree to the terms, and so open a case; where that was done before nothing happens. Source: PRF-2 (APP 11)."""
    require(proofing_terms_faults(version))
    known = open_cases(person_id).first()
    if is_proofed(person_id) or (known and (known.state != TERMS_ACCEPTED or known.terms_version == version)):
        return
    open_case(person_id, version, by=by, at=at)


@action
def open_case(person_id: UUID, version: str, *, by: Actor, at: datetime) -> UUID:
    """Put on record that somebody agrees to the terms, in a new case or in one that knows older terms.

    Source: PRF-2 (APP 11, EU 10): who, which version, when, from where.
    """
    row = open_cases(person_id).select_for_update().first() or Verification(person_id=person_id, state=TERMS_ACCEPTED)
    if row.state != TERMS_ACCEPTED or row.terms_version == version:
        raise Refused(MOVE_NOT_OPEN())
    row.terms_version, row.terms_accepted_at, row.terms_address = version, at, by.trail.address
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # in another window, this very moment
        raise Refused(MOVE_NOT_OPEN()) from None

    fact = ProofingTermsAccepted(person_id=person_id, verification_id=row.pk, terms_version=Code(version))
    record(fact, by=by, at=at)
    return row.pk


@action
def ask_desk(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ask the help desk to verify oneself, whom the service could not. Source: PRF-5 (APP 14, EU 13)."""
    row = open_cases(person_id).select_for_update().first()
    if row is None:
        raise NotFound(f"verification of {person_id}")
    row.state = VERIFICATION.after(row.state, "ask_desk")
    row.desk_asked_at, row.refusal_reason = at, None
    row.evidence = row.evidence_by = row.evidence_at = None
    row.save()

    record(DeskAsked(person_id=person_id, verification_id=row.pk), by=by, at=at)
