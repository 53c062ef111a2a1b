"""What waits for the help desk, asked of the rooms below each time: nothing of it is kept here."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.policy.catalog import BY_DESK
from vestibule.access.policy.next_step import FOR_DESK
from vestibule.access.queries import RequestCard, told_request
from vestibule.access.waiting import count_for_desk, requests_for_desk
from vestibule.accounts.duplicates import (
    HeldRegistration,
    Likeness,
    count_held_registrations,
    held_registrations,
    told_duplicate,
)
from vestibule.accounts.queries import person_card
from vestibule.desk.policy.cases import (
    CERTIFICATION,
    DUPLICATE,
    FORM,
    LOSS,
    PROOFING,
    REQUEST,
    SHARING,
    SWEEP,
    Party,
    is_party,
)
from vestibule.desk.queries import ClaimCard, claim_on, claims_on
from vestibule.kernel.reasons import NotFound
from vestibule.organizations.accepted import accepted_form_named
from vestibule.organizations.forms import SignedForm, count_forms_waiting, forms_waiting, signed_form
from vestibule.proofing.queries import ManualCase, count_manual_waiting, manual_waiting, told_manual
from vestibule.recertification.queries import (
    DeskReviewCard,
    count_desk_reviews_waiting,
    desk_reviews_waiting,
    told_desk_review,
)
from vestibule.signin.losses import LossCase, count_losses_waiting, losses_waiting, told_loss
from vestibule.signin.sharing import SharingCard, count_suspicions_waiting, suspicions_waiting, told_suspicion
from vestibule.sweeps.queries import StopCard, count_stops_waiting, stops_waiting, told_stop


@dataclass(frozen=True)
class Case:
    """A case as the queue names it: no more than who takes it up must know."""

    kind: str
    id: UUID
    reference: str
    title: str  # the organization's legal name, or the role's
    stage: str  # of a form its status, of a verification and a lost device what it waits for
    waits: bool
    since: datetime
    purpose: str = ""  # of a form: new, update
    person_id: UUID | None = None
    organization_id: UUID | None = None
    entered_by: UUID | None = None  # who entered the evidence that another confirms
    parties: tuple[Party, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Queued:
    """A case in the queue, with who has claimed it."""

    case: Case
    claim: ClaimCard | None


def queue() -> list[Queued]:
    """Return all that waits for the help desk, the longest waiting first. Source: HLP-1 (APP 13-16)."""
    cases = sorted((case for waiting in _WAITING for case in waiting()), key=lambda case: (case.since, str(case.id)))
    claims = claims_on(case.id for case in cases)
    return [Queued(case, claims.get((case.kind, case.id))) for case in cases]


def count_waiting() -> int:
    """Count what waits for the help desk. Source: HLP-1, ROL-1."""
    return sum(count() for count in _COUNTS)


def case_of(kind: str, subject_id: UUID) -> Case:
    """Return a case that is, or was, the help desk's. Raises ``NotFound``: a draft is its writer's alone."""
    if kind == FORM:
        return _form(signed_form(subject_id))
    if kind == REQUEST:
        asked = told_request(subject_id)
        if asked.state == lifecycle.DRAFT or not (_is_desks(asked) or claim_on(REQUEST, subject_id)):
            raise NotFound(f"request {subject_id}")
        case = _request(asked)
        return replace(case, parties=(*case.parties, *_named_by(asked)))
    if kind == DUPLICATE:
        told = told_duplicate(subject_id)
        card, pair = HeldRegistration(told.new.id, told.new.made_at), filter(None, (told.new, told.known))
        return replace(_duplicate(card), parties=tuple(_one_of_two(each) for each in pair))
    if kind in _TOLD:
        return _TOLD[kind](subject_id)
    raise NotFound(f"case of kind {kind}")


def is_own_case(case: Case, staff_id: UUID) -> bool:
    """Say whether somebody at the help desk has a part in a case. Source: HLP-1, HLP-2."""
    card = person_card(staff_id)
    return is_party(Party(card.id, card.email, card.first_name, card.last_name), case.parties)


def _forms() -> list[Case]:
    return [
        Case(
            FORM, card.id, card.reference, card.legal_name, card.status, True, card.waiting_since, purpose=card.purpose
        )
        for card in forms_waiting()
        if card.waiting_since is not None
    ]


def _requests() -> list[Case]:
    return [_request(asked) for asked in requests_for_desk()]


def _verifications() -> list[Case]:
    return [_verification(card) for card in manual_waiting()]


def _losses() -> list[Case]:
    return [_loss(card) for card in losses_waiting()]


def _duplicates() -> list[Case]:
    return [_duplicate(card) for card in held_registrations()]


def _suspicions() -> list[Case]:
    return [_suspicion(card) for card in suspicions_waiting()]


def _sweeps() -> list[Case]:
    return [_sweep(card) for card in stops_waiting()]


def _certifications() -> list[Case]:
    return [_certification(card) for card in desk_reviews_waiting()]


def _form(signed: SignedForm) -> Case:
    return Case(
        kind=FORM,
        id=signed.id,
        reference=signed.reference,
        title=signed.legal_name,
        stage=signed.status,
        waits=signed.waiting_since is not None,
        since=signed.waiting_since or signed.signed_at,
        purpose=signed.purpose,
        organization_id=signed.organization_id,
        parties=_parties(signed),
    )


def _request(asked: RequestCard) -> Case:
    return Case(
        kind=REQUEST,
        id=asked.id,
        reference=asked.confirmation,
        title=asked.role_name,
        stage=asked.state,
        waits=asked.next_step in FOR_DESK,
        since=asked.submitted_at or asked.created_at,
        person_id=asked.person_id,
        organization_id=asked.organization.id if asked.organization else None,
        parties=(Party(asked.person_id),),
    )


def _is_desks(asked: RequestCard) -> bool:
    """Say whether a request is the help desk's, or is so at present. Source: ROL-7, ORG-9."""
    return asked.approved_by == BY_DESK or asked.next_step in FOR_DESK


def _named_by(asked: RequestCard) -> tuple[Party, ...]:
    """Return whom the form names by which a request creates its organization, or its update: it is theirs as well."""
    if asked.form_id is None:
        return ()
    now = accepted_form_named(asked.form_id)
    forms = {asked.form_id, now.id if now else asked.form_id}
    return tuple(party for form_id in forms for party in _parties(signed_form(form_id)))


def _parties(signed: SignedForm) -> tuple[Party, ...]:
    return tuple(Party(None, named.email, named.first_name, named.last_name) for named in signed.people)


def _verification(card: ManualCase) -> Case:
    return Case(
        kind=PROOFING,
        id=card.id,
        reference=card.reference,
        title="",
        stage=card.stage,
        waits=True,
        since=card.since,
        person_id=card.person_id,
        entered_by=card.evidence_by,
        parties=(Party(card.person_id),),
    )


def _loss(card: LossCase) -> Case:
    return Case(
        kind=LOSS,
        id=card.id,
        reference=card.reference,
        title="",
        stage=card.stage,
        waits=True,
        since=card.since,
        person_id=card.person_id,
        entered_by=card.evidence_by if card.stage == "confirmation" else None,
        parties=(Party(card.person_id),),
    )


def _duplicate(card: HeldRegistration) -> Case:
    return Case(DUPLICATE, card.id, "", "", "", True, card.since, person_id=card.id, parties=(Party(card.id),))


def _one_of_two(told: Likeness) -> Party:
    """Return one of two who look like one person: neither of them decides, nor a namesake at the help desk."""
    return Party(told.id, told.personal.email, told.personal.first_name, told.personal.last_name)


def _suspicion(card: SharingCard) -> Case:
    parties = (Party(card.person_id),)
    return Case(SHARING, card.id, "", "", "", True, card.since, person_id=card.person_id, parties=parties)


def _sweep(card: StopCard) -> Case:
    return Case(SWEEP, card.id, "", card.sweep, "", True, card.since)


def _certification(card: DeskReviewCard) -> Case:
    return Case(
        CERTIFICATION,
        card.grant_id,
        "",
        card.role_name,
        "",
        True,
        card.since,
        person_id=card.person_id,
        organization_id=card.organization_id,
        parties=(Party(card.person_id),),
    )


_WAITING = (_forms, _requests, _verifications, _losses, _duplicates, _suspicions, _sweeps, _certifications)
_COUNTS = (
    count_forms_waiting,
    count_for_desk,
    count_manual_waiting,
    count_losses_waiting,
    count_held_registrations,
    count_suspicions_waiting,
    count_stops_waiting,
    count_desk_reviews_waiting,
)
_TOLD: dict[str, Callable[[UUID], Case]] = {
    PROOFING: lambda subject_id: _verification(told_manual(subject_id)),
    LOSS: lambda subject_id: _loss(told_loss(subject_id)),
    SHARING: lambda subject_id: _suspicion(told_suspicion(subject_id)),
    SWEEP: lambda subject_id: _sweep(told_stop(subject_id)),
    CERTIFICATION: lambda subject_id: _certification(told_desk_review(subject_id)),
}
