"""Reads of verifications: is somebody proofed, how far have they come, and what waits for the help desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.queries import identity_changed_at, personal_of, personals_of
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring
from vestibule.proofing import lifecycle
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.policy.again import identity_faults, left_before, verify_again_by
from vestibule.proofing.policy.applying import WINDOW, next_attempt_at
from vestibule.proofing.policy.evidence import Evidence
from vestibule.proofing.policy.naming import legal_identity
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import Applicant
from vestibule.proofing.sealed import applicant_of, evidence_of

NONE = "none"
AT_ONCE, AFTER_CALL, BY_HAND = "at_once", "after_call", "by_desk"  # how somebody was verified, as facts say it
WITH_DESK = (lifecycle.MANUAL, lifecycle.EVIDENCE)
MOST_WAITING = 1000
_CASE = ("person_id", "desk_asked_at", "terms_accepted_at", "state", "reference", "evidence_by")


@dataclass(frozen=True)
class ProofingStanding:
    """How far somebody's proofing has come.

    ``state`` is one of ``none terms_accepted asking referred manual verified``. ``ticket`` stands on the form, so that
    a page that was sent before isn't taken twice.
    """

    state: str
    verification_id: UUID | None = None
    reference: str = ""
    attempts_left: int = 0
    next_attempt_at: datetime | None = None
    is_under_way: bool = False
    is_unavailable: bool = False
    ticket: str = ""
    applicant: Applicant | None = field(default=None, repr=False)
    refusal_reason: str = field(default="", repr=False)
    desk_asked_at: datetime | None = None


@dataclass(frozen=True)
class ManualCase:
    """A verification that waits for the help desk: for ``evidence``, or for its ``confirmation`` by another."""

    id: UUID
    person_id: UUID
    since: datetime
    stage: str
    reference: str
    evidence_by: UUID | None


@dataclass(frozen=True)
class ManualCard(ManualCase):
    """The same with what was entered of the person, and what evidence was seen."""

    evidence_at: datetime | None
    evidence: Evidence | None = field(repr=False)
    applicant: Applicant | None = field(repr=False)


@dataclass(frozen=True)
class ProofedHow:
    """How somebody was verified, and when."""

    how: str
    at: datetime


@dataclass(frozen=True)
class VerifyAgain:
    """That an identity must be verified again: until when, and whether it is too late by now."""

    by: datetime
    overdue: bool


def is_proofed(person_id: UUID) -> bool:
    """Say whether somebody was verified, under the legal name and date of birth that their account has now.

    Source: PRF-1 (APP 11, EU 10), ACC-13. Reading: a name that is changed and changed back was verified.
    """
    digests = list(
        Verification.objects.filter(person_id=person_id, state=lifecycle.VERIFIED).values_list(
            "verified_digest", flat=True
        )
    )
    return bool(digests) and account_digest(person_id) in digests


def outcomes_of(person_id: UUID) -> list[dict[str, Any]]:
    """Return what came of somebody's verifications, without what was entered or seen. Source: ACC-13, PRF-7."""
    rows = Verification.objects.filter(person_id=person_id).order_by("terms_accepted_at", "pk")
    told = rows.values("state", "terms_version", "terms_accepted_at", "reference", "settled_at")
    return [dict(row) for row in told]


def would_be_proofed(person_id: UUID, personal: Personal) -> bool:
    """Say whether somebody was verified under a name and date of birth that they may have next. Source: ACC-13."""
    verified = Verification.objects.filter(person_id=person_id, state=lifecycle.VERIFIED)
    return verified.filter(verified_digest=identity_digest(personal)).exists()


def verify_again(person_id: UUID, *, at: datetime) -> VerifyAgain | None:
    """Return until when somebody's identity must be verified again; nothing where it needn't. Source: ACC-13."""
    return verify_again_of(identity_changed_at(person_id), at=at)


def verify_again_of(changed_at: datetime | None, *, at: datetime) -> VerifyAgain | None:
    """Return the same for who left a verified identity at a moment that is known already. Source: ACC-13."""
    if changed_at is None:
        return None
    rules = rulebook().proofing
    return VerifyAgain(verify_again_by(changed_at, rules), bool(identity_faults(changed_at, rules, at=at)))


def require_identity(person_id: UUID, *, at: datetime) -> None:
    """Raise ``Refused`` where somebody's roles open nothing until their identity is verified again. Source: ACC-13."""
    require(identity_faults(identity_changed_at(person_id), rulebook().proofing, at=at))


def identity_stands(person: str, *, at: datetime) -> Q:
    """Return the condition of ``identity_faults`` for rows of another room that lead to a person by this name.

    Source: ACC-13.
    """
    changed = f"{person}__identity_changed_at"
    return Q(**{changed: None}) | Q(**{f"{changed}__gt": left_before(rulebook().proofing, at=at)})


def proofed_how(person_ids: Iterable[UUID]) -> dict[UUID, ProofedHow]:
    """Return how those of some people were verified who are, in two queries: for who decides on them. Source: ROL-7.

    Reading: as ``is_proofed`` judges it; of several verifications of the same identity the newest counts.
    """
    wanted = set(person_ids)
    rows = Verification.objects.filter(person_id__in=wanted, state=lifecycle.VERIFIED).order_by("settled_at", "pk")
    columns = ("person_id", "verified_digest", "asked_by_reference", "evidence_by", "settled_at")
    known = list(rows.values_list(*columns)) if wanted else []
    digests = {pk: identity_digest(personal) for pk, personal in personals_of(row[0] for row in known).items()}
    return {
        person_id: ProofedHow(BY_HAND if by_hand else AFTER_CALL if by_reference else AT_ONCE, settled_at)
        for person_id, digest, by_reference, by_hand, settled_at in known
        if settled_at and digests.get(person_id) == digest
    }


def proofing_state(person_id: UUID) -> str:
    """Return how far somebody has come, in one word, as ``ProofingStanding`` says it."""
    if is_proofed(person_id):
        return lifecycle.VERIFIED
    row = open_cases(person_id).only("state", "terms_version").first()
    return _state(row)


def proofing_standing(person_id: UUID, *, at: datetime) -> ProofingStanding:
    """Return how far somebody has come, and what they may do next. Source: PRF-1 to PRF-5."""
    if is_proofed(person_id):
        return ProofingStanding(lifecycle.VERIFIED)
    row, answered = open_cases(person_id).first(), answered_attempts(person_id, by_reference=False, at=at)
    rules = rulebook().proofing
    left = max(rules.attempts_a_day - len(answered), 0)
    following = next_attempt_at(answered, rules=rules, at=at)
    if row is None:
        return ProofingStanding(NONE, attempts_left=left, next_attempt_at=following)
    return ProofingStanding(
        state=_state(row),
        verification_id=row.pk,
        reference=row.reference,
        attempts_left=left,
        next_attempt_at=following,
        is_under_way=bool(row.state == lifecycle.ASKING and row.asked_until and row.asked_until > at),
        is_unavailable=row.unavailable_at is not None,
        ticket=ticket_of(row),
        applicant=applicant_of(row.applicant),
        refusal_reason=row.refusal_reason or "",
        desk_asked_at=row.desk_asked_at,
    )


def manual_waiting() -> list[ManualCase]:
    """Return what waits for the help desk, the longest waiting first; what is sealed stays so. Source: PRF-5."""
    rows = Verification.objects.filter(state__in=WITH_DESK).only(*_CASE).order_by("desk_asked_at", "pk")
    return [ManualCase(**_case(row)) for row in rows[:MOST_WAITING]]


def count_manual_waiting() -> int:
    """Count the verifications that wait for the help desk. Source: HLP-1, ROL-1."""
    return Verification.objects.filter(state__in=WITH_DESK).count()


def told_manual(verification_id: UUID) -> ManualCard:
    """Return one verification that waits for the help desk. Raises ``NotFound`` where it no longer does."""
    row = Verification.objects.filter(pk=verification_id, state__in=WITH_DESK).first()
    if row is None:
        raise NotFound(f"verification {verification_id}")
    return _manual_card(row)


def cut_short(*, at: datetime) -> list[UUID]:
    """Return the askings that nobody is at any more: cut short by a crash, or the service was away. Source: PRF-3."""
    resting = Q(asked_until=None) | Q(asked_until__lte=at)
    rows = Verification.objects.filter(resting, state=lifecycle.ASKING).order_by("asked_until", "pk")
    return list(rows.values_list("pk", flat=True)[:100])


def open_cases(person_id: UUID) -> "QuerySet[Verification]":
    """Return somebody's case that isn't verified yet: one at most."""
    return Verification.objects.filter(person_id=person_id).exclude(state=lifecycle.VERIFIED)


def answered_attempts(person_id: UUID, *, by_reference: bool, at: datetime) -> list[datetime]:
    """Return when the service answered about somebody within the last day. Source: PRF-3."""
    rows = AnsweredAttempt.objects.filter(
        person_id=person_id, by_reference=by_reference, answered_at__gt=at - WINDOW
    ).order_by("answered_at")
    return list(rows.values_list("answered_at", flat=True))


def account_digest(person_id: UUID) -> str:
    """Return the keyed digest of the legal name and date of birth that an account has now. Source: ACC-13."""
    return identity_digest(personal_of(person_id))


def identity_digest(personal: Personal) -> str:
    """Return the keyed digest of a legal name and date of birth."""
    text = legal_identity(
        personal.first_name, personal.middle_name, personal.last_name, personal.suffix, personal.birth_date
    )
    return keyring().digest(text, purpose="proofing.identity")


def ticket_of(row: Verification) -> str:
    """Return what a form shows of the asking before it: another one makes the form's ticket worthless."""
    return row.asked_as.hex if row.asked_as else "first"


def _state(row: Verification | None) -> str:
    if row is None:
        return NONE
    if row.state == lifecycle.TERMS_ACCEPTED and row.terms_version != PROOFING_TERMS_VERSION:
        return NONE
    return lifecycle.MANUAL if row.state in WITH_DESK else row.state


def _case(row: Verification) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "since": row.desk_asked_at or row.terms_accepted_at,
        "stage": "confirmation" if row.state == lifecycle.EVIDENCE else "evidence",
        "reference": row.reference,
        "evidence_by": row.evidence_by,
    }


def _manual_card(row: Verification) -> ManualCard:
    return ManualCard(
        **_case(row),
        evidence_at=row.evidence_at,
        evidence=evidence_of(row.evidence),
        applicant=applicant_of(row.applicant),
    )
