"""What the help desk does about a case: each judges who acts, calls the room below, and is on record with it."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions import by_desk as requests
from vestibule.access.actions import hold_grants
from vestibule.access.updating import replaced_by
from vestibule.desk.actions.reasons import require_no_colleague
from vestibule.desk.at_work import at_work
from vestibule.desk.cases import Case, is_own_case
from vestibule.desk.events import CaseDecided
from vestibule.desk.models import CaseClaim
from vestibule.desk.policy.cases import FORM, LOSS, PROOFING, REQUEST, deed_faults
from vestibule.desk.taking_up import in_front
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import require
from vestibule.organizations.actions import by_desk as forms
from vestibule.organizations.policy.updating import CHANGED_MEANWHILE
from vestibule.proofing.actions import by_desk as verifications
from vestibule.proofing.policy.evidence import Evidence
from vestibule.signin.actions import by_desk as losses


@action
def accept_form(form_id: UUID, *, by: Actor, at: datetime) -> str:
    """Accept a new organization form, and return the submitter ID that was issued. Source: HLP-1, ORG-2 (APP 0)."""
    case = taken_up(FORM, form_id, by)

    submitter_id = forms.accept_form(form_id, by=by, at=at)

    put_away(case, "accept", by=by, at=at)
    return submitter_id


@action
def accept_update(form_id: UUID, *, seen: str, replacing: frozenset[UUID], by: Actor, at: datetime) -> None:
    """Accept an update form; the roles end of whom it replaces and says to have left. Source: HLP-1, ORG-6, LIF-5.

    ``seen`` and ``replacing`` are what the page showed: what stood, and the grants of whom the update replaces. Where
    either is otherwise by now, nothing happens, and the help desk looks again.
    """
    case = taken_up(FORM, form_id, by)
    replaced = replaced_by(form_id)
    forms.accept_update(form_id, seen=seen, by=by, at=at)
    require([] if replacing == {each.grant_id for each in replaced} else [CHANGED_MEANWHILE()])

    hold_grants([each.grant_id for each in replaced if each.left])
    for each in replaced:
        requests.replace_decider(each.grant_id, form_id=form_id, left=each.left, by=by, at=at)

    put_away(case, "accept_update", by=by, at=at)


@action
def ask_for_more(form_id: UUID, *, question: str, by: Actor, at: datetime) -> None:
    """Ask the contact of a form for more. Source: HLP-1, ORG-1 (APP 0)."""
    case = taken_up(FORM, form_id, by)

    forms.ask_for_more(form_id, question=question, by=by, at=at)

    put_away(case, "ask", by=by, at=at)


@action
def reject_form(form_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Reject a form, with a reason that its contact reads. Source: HLP-1, ORG-1 (APP 0)."""
    case = taken_up(FORM, form_id, by)

    forms.reject_form(form_id, reason=reason, by=by, at=at)

    put_away(case, "reject", by=by, at=at)


@action
def approve_request(request_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Approve an approver's request, and return the grant. Source: HLP-1, ROL-7, ROL-8 (APP 16)."""
    case = taken_up(REQUEST, request_id, by)

    grant_id = requests.approve_request(request_id, by=by, at=at)

    put_away(case, "approve", by=by, at=at)
    return grant_id


@action
def deny_request(request_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Deny an approver's request, with a reason that its requester reads. Source: HLP-1, ROL-7, ROL-8 (APP 16)."""
    case = taken_up(REQUEST, request_id, by)

    requests.deny_request(request_id, reason=reason, by=by, at=at)

    put_away(case, "deny", by=by, at=at)


@action
def correct_request(request_id: UUID, *, role_key: str, organization_id: UUID | None, by: Actor, at: datetime) -> None:
    """Propose another role or organization to an approver instead of denying. Source: HLP-1, ROL-5 (APP 10)."""
    case = taken_up(REQUEST, request_id, by)

    requests.correct_request(request_id, role_key=role_key, organization_id=organization_id, by=by, at=at)

    put_away(case, "correct", by=by, at=at)


@action
def enter_evidence(verification_id: UUID, evidence: Evidence, *, by: Actor, at: datetime) -> None:
    """Enter the documents that one saw; the case waits for another to confirm. Source: HLP-1, PRF-5 (APP 14)."""
    case = taken_up(PROOFING, verification_id, by)

    verifications.enter_evidence(verification_id, evidence, by=by, at=at)

    put_away(case, "enter_evidence", by=by, at=at)


@action
def confirm_evidence(verification_id: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm what a colleague has entered, and so verify the person. Source: HLP-1, PRF-5 (APP 14)."""
    case = taken_up(PROOFING, verification_id, by)

    verifications.confirm_evidence(verification_id, by=by, at=at)

    put_away(case, "confirm_evidence", by=by, at=at)


@action
def refuse_verification(verification_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Refuse to verify somebody, with a reason that they read. Source: HLP-1, PRF-5 (APP 14)."""
    case = taken_up(PROOFING, verification_id, by)

    verifications.refuse_verification(verification_id, reason=reason, by=by, at=at)

    put_away(case, "refuse", by=by, at=at)


@action
def enter_loss_evidence(loss_id: UUID, evidence: Evidence, *, by: Actor, at: datetime) -> None:
    """Enter how one checked who has lost a device; the case waits for another to confirm. Source: HLP-1, SIG-8."""
    case = taken_up(LOSS, loss_id, by)

    losses.enter_loss_evidence(loss_id, evidence, by=by, at=at)

    put_away(case, "enter_evidence", by=by, at=at)


@action
def confirm_loss(loss_id: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm what another has entered; the wait begins. Source: HLP-1, SIG-8, HLP-2.

    Reading: who works at the help desk may ask at the door like anybody; the way in is then opened by a supervisor.
    """
    case = taken_up(LOSS, loss_id, by)
    require_no_colleague(case.person_id, by=by)

    losses.confirm_loss(loss_id, by=by, at=at)

    put_away(case, "confirm_evidence", by=by, at=at)


@action
def refuse_loss(loss_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Refuse to let somebody back in, with a reason that the account's owner reads. Source: HLP-1, SIG-8."""
    case = taken_up(LOSS, loss_id, by)

    losses.refuse_loss(loss_id, reason=reason, by=by, at=at)

    put_away(case, "refuse", by=by, at=at)


@action
def note_stopped_loss(loss_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take note that the owner of an account stopped a case. Source: HLP-1, SIG-8."""
    case = taken_up(LOSS, loss_id, by)

    losses.note_stopped_loss(loss_id, by=by, at=at)

    put_away(case, "note", by=by, at=at)


def taken_up(kind: str, subject_id: UUID, by: Actor) -> Case:
    """Return a case that the actor may deal with at this moment; what gives the right is locked until it is done."""
    staff = at_work(by)
    case, holder = in_front(kind, subject_id)
    require(deed_faults(holder, by=staff.person_id, own=is_own_case(case, staff.person_id)))
    return case


def put_away(case: Case, deed: str, *, by: Actor, at: datetime) -> None:
    """End the claim on a case that was dealt with, and say what was done."""
    CaseClaim.objects.filter(kind=case.kind, subject_id=case.id).delete()

    record(
        CaseDecided(
            kind=Code(case.kind),
            subject_id=case.id,
            deed=Code(deed),
            person_id=case.person_id,
            organization_id=case.organization_id,
        ),
        by=by,
        at=at,
    )
