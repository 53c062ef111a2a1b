"""The embedded bureau at work: ``BUREAU`` is what the setting ``VESTIBULE_PROOFING=embedded`` means."""

from django.db import IntegrityError

from vestibule.adapters.bureau.models import BureauAnswer, BureauCase, BureauIdentity
from vestibule.adapters.bureau.policy import VERIFIED_AFTER_CALL, Identity, verifies_at_once, whom_it_names
from vestibule.adapters.bureau.records import answer_digest, identity_of, person_index
from vestibule.journal.spine import upkeep
from vestibule.kernel.errands import errand
from vestibule.kernel.references import new_reference
from vestibule.proofing.ports import VERIFIED, Answer, Applicant, referred


class EmbeddedBureau:
    """Knows whom the operator has loaded. Source: PRF-6."""

    @errand
    def verify(self, applicant: Applicant, *, reference: str, idempotency_key: str) -> Answer:
        """Compare what somebody entered with whom it names; the same key gets the same answer. Source: PRF-2, PRF-3."""
        key = answer_digest(idempotency_key)
        rows = list(BureauIdentity.objects.filter(person_index=person_index(applicant.last_name, applicant.birth_date)))
        known = [identity_of(row.record) for row in rows]
        try:
            return _kept(key) or _answer(key, applicant, rows, known, reference)
        except IntegrityError:  # the same key in another thread, this very moment: its answer counts
            return _kept(key) or referred(reference or new_reference())

    @errand
    def outcome_of(self, reference: str) -> Answer:
        """Say what a call would have settled by now: the file says who is verified after one. Source: PRF-4 (APP 14).

        Reading: a referral remembers whom it names, so that a file that is loaded again meanwhile counts.
        """
        case = BureauCase.objects.select_related("identity").filter(pk=reference).first()
        if case is None or case.identity is None:
            return referred(reference)
        identity = identity_of(case.identity.record)
        return VERIFIED if identity.outcome == VERIFIED_AFTER_CALL else referred(reference)


@upkeep
def _answer(
    key: str, applicant: Applicant, rows: list[BureauIdentity], known: list[Identity], reference: str
) -> Answer:
    if verifies_at_once(known, applicant):
        BureauAnswer.objects.create(key_digest=key, case=None)
        return VERIFIED

    place = whom_it_names(known, applicant)
    named = rows[place] if place is not None else None
    case = BureauCase.objects.filter(pk=reference).first() or BureauCase(pk=new_reference())
    case.identity = named
    case.save()
    BureauAnswer.objects.create(key_digest=key, case=case)
    return referred(case.pk)


def _kept(key: str) -> Answer | None:
    answer = BureauAnswer.objects.filter(pk=key).first()
    if answer is None:
        return None
    return referred(answer.case_id) if answer.case_id else VERIFIED


BUREAU = EmbeddedBureau()
