"""What the help desk does about lost devices and sharing. Only ``vestibule.desk`` calls this, and judges who acts."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.holders import email_holder, former_addresses
from vestibule.accounts.policy.emails import email_faults
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.kernel.texts import one_line
from vestibule.proofing.policy.evidence import Evidence, evidence_faults, refusal_faults
from vestibule.proofing.sealed import evidence_text
from vestibule.signin.events import (
    LossConfirmed,
    LossEvidenceEntered,
    LossRefused,
    LossReported,
    LossStopNoted,
    SharingConfirmed,
    SharingDismissed,
)
from vestibule.signin.lifecycle import LOSS, SHARING
from vestibule.signin.loss_rows import open_a_loss, standing_of, stop_digest
from vestibule.signin.models import LostAccess, SharingCase
from vestibule.signin.policy.losing import (
    ADDRESS,
    NOT_ACTIVE,
    address_faults,
    confirming_faults,
    going_on_faults,
    open_until,
    own_faults,
    ripe_from,
)
from vestibule.signin.policy.sharing import own_sharing_faults
from vestibule.signin.rows import one_change_of_devices


@action
def open_loss(person_id: UUID, kind: str, *, new_email: str, by: Actor, at: datetime) -> UUID:
    """Open the case of somebody on the telephone who has lost their devices, or their mailbox. Source: SIG-8, HLP-2.

    Reading: a case that was open is replaced, and its link dead. The new address is proven by its owner in the end, by
    a code that is mailed there; until then the account keeps the old one.
    """
    require(own_faults(person_id, by=by.person_id))
    one_change_of_devices(person_id)
    card = person_card(person_id)
    require([] if card.state == "active" else [NOT_ACTIVE()])
    if kind == ADDRESS:
        require([fault.on("new_email") for fault in email_faults(new_email)])
        require(address_faults(new_email, present=card.email, is_taken=_is_taken(new_email, person_id, at)))

    opened = open_a_loss(person_id, kind, new_email=new_email if kind == ADDRESS else "", at=at)

    fact = LossReported(person_id=person_id, loss_id=opened.row.pk, kind=Code(kind))
    secrets = {"to": card, "token": opened.token, "reference": opened.row.reference}
    record(fact, by=by, at=at, secrets={**secrets, "also": former_addresses(person_id, at=at)})
    return opened.row.pk


@action
def enter_loss_evidence(loss_id: UUID, evidence: Evidence, *, by: Actor, at: datetime) -> None:
    """Enter how it was checked who somebody is; another confirms. Source: SIG-8 (two people)."""
    row = _open_loss(loss_id, by)
    state = LOSS.after(row.state, "enter_evidence")
    require(evidence_faults(evidence, today=at.date()))
    require(going_on_faults(standing_of(row)))

    row.state = state
    row.evidence, row.evidence_by, row.evidence_at = evidence_text(evidence), by.person_id, at
    row.save()

    kinds = tuple(Code(document.kind) for document in evidence.documents)
    record(LossEvidenceEntered(person_id=row.person_id, loss_id=row.pk, kinds=kinds), by=by, at=at)


@action
def confirm_loss(loss_id: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm what another has entered; the wait begins, with a mail that lets the owner stop it. Source: SIG-8."""
    row = _open_loss(loss_id, by)
    state = LOSS.after(row.state, "confirm")
    require(confirming_faults(row.evidence_by, by=by.person_id))
    require(going_on_faults(standing_of(row)))

    token, rules = new_token(), rulebook().loss
    ripe_at = ripe_from(at, rules)
    row.state, row.confirmed_by, row.stop_digest = state, by.person_id, stop_digest(token)
    row.ripe_at, row.expires_at = ripe_at, open_until(ripe_at, rules)
    row.save()

    fact = LossConfirmed(person_id=row.person_id, loss_id=row.pk, kind=Code(row.kind), ripe_at=ripe_at)
    secrets = {"to": person_card(row.person_id), "token": token, "expires_at": row.expires_at}
    record(fact, by=by, at=at, secrets={**secrets, "also": former_addresses(row.person_id, at=at)})


@action
def refuse_loss(loss_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Refuse to let somebody back in, with a reason that the account's owner reads. Source: SIG-8.

    Reading: the evidence that was entered is forgotten.
    """
    row = _open_loss(loss_id, by)
    state, reason = LOSS.after(row.state, "refuse"), one_line(reason)
    require(refusal_faults(reason))

    row.state, row.settled_at = state, at
    row.evidence = row.new_email = None
    row.save()

    fact = LossRefused(person_id=row.person_id, loss_id=row.pk)
    record(fact, by=by, at=at, secrets={"to": person_card(row.person_id), "refusal_reason": reason})


@action
def note_stopped_loss(loss_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take note that the owner of an account stopped a case, which ends it at the help desk too. Source: SIG-8."""
    row = _open_loss(loss_id, by)
    row.state = LOSS.after(row.state, "note")
    row.save(update_fields=["state"])
    record(LossStopNoted(person_id=row.person_id, loss_id=row.pk), by=by, at=at)


def _is_taken(new_email: str, person_id: UUID, at: datetime) -> bool:
    return email_holder(new_email, but=person_id, at=at) is not None


def _open_loss(loss_id: UUID, by: Actor) -> LostAccess:
    """Return a case, locked, in which the actor has a say. Raises ``NotFound``, and ``Refused`` for one's own."""
    row = LostAccess.objects.select_for_update().filter(pk=loss_id).first()
    if row is None:
        raise NotFound(f"lost device {loss_id}")
    require(own_faults(row.person_id, by=by.person_id))
    return row


@action
def dismiss_sharing(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Find that nobody shares an account; the sign-ins so far never count again. Source: ACC-12."""
    row = _settled(case_id, "dismiss", by=by, at=at)
    record(SharingDismissed(person_id=row.person_id, subject_id=row.pk), by=by, at=at)


@action
def confirm_sharing(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Find that an account is shared; the help desk disables it in the same transaction. Source: ACC-12."""
    row = _settled(case_id, "confirm", by=by, at=at)
    record(SharingConfirmed(person_id=row.person_id, subject_id=row.pk), by=by, at=at)


def _settled(case_id: UUID, move: str, *, by: Actor, at: datetime) -> SharingCase:
    """Settle a suspicion, if nobody has. Raises ``NotFound``, and ``Refused`` for one's own."""
    row = SharingCase.objects.select_for_update().filter(pk=case_id).first()
    if row is None:
        raise NotFound(f"suspicion {case_id}")
    require(own_sharing_faults(row.person_id, by=by.person_id))
    row.state, row.settled_at = SHARING.after(row.state, move), at
    row.save(update_fields=["state", "settled_at"])
    return row
