"""What the help desk does to a form. Only ``vestibule.desk`` calls this: it judges who works there."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.references import ALPHABET
from vestibule.organizations import events, lifecycle
from vestibule.organizations.actions.forms import refuse_late
from vestibule.organizations.models import FormMessage, Organization, OrganizationForm
from vestibule.organizations.policy.content import read_content
from vestibule.organizations.policy.handling import (
    TIN_TAKEN,
    move_faults,
    own_form_faults,
    plain_words,
    words_faults,
)
from vestibule.organizations.rows import one_tin_at_a_time
from vestibule.storage.rows import moved

SUBMITTER_ID_LETTERS = 8  # 40 bits after "FC"
_TRIES = 5


@action
def accept_form(form_id: UUID, *, by: Actor, at: datetime) -> str:
    """Accept a form and issue its submitter ID, which is returned. Source: ORG-1, ORG-2 (APP 0, 15).

    Reading: one accepted form for each TIN, and none for the TIN of an organization that stands.
    """
    row = _judged(form_id, "accept", by)
    one_tin_at_a_time(row.tin_index)
    if _tin_is_taken(row):
        raise Refused(TIN_TAKEN())

    submitter_id = _accept(row, by, at)
    record(events.FormAccepted(form_id=row.pk), by=by, at=at)
    return submitter_id


@action
def ask_for_more(form_id: UUID, *, question: str, by: Actor, at: datetime) -> None:
    """Ask the contact of a form for more; they answer by their link. Source: ORG-1 (APP 0)."""
    row = _judged(form_id, "ask", by)
    question = plain_words(question)
    require(words_faults(question, "question"))

    expected = OrganizationForm.objects.filter(pk=row.pk, status=row.status)
    if not moved(expected, status=lifecycle.FORM.after(row.status, "ask"), waiting_since=at):
        refuse_late(row, "ask", at)
    message = FormMessage(form=row, by_desk=True, words=question, written_at=at)
    message.save(force_insert=True)

    record(events.FormAnswerNeeded(form_id=row.pk, message_id=message.pk), by=by, at=at)


@action
def reject_form(form_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Reject a form with a reason, which its contact and its official read. Source: ORG-1 (APP 0)."""
    row = _judged(form_id, "reject", by)
    reason = plain_words(reason)
    require(words_faults(reason, "reason"))

    _settle(row, "reject", by, at)
    row.rejection_reason = reason
    row.save(update_fields=["rejection_reason"])

    record(events.FormRejected(form_id=row.pk), by=by, at=at)


def _judged(form_id: UUID, move: str, by: Actor) -> OrganizationForm:
    """Return a form on which this move is open to this actor. Raises ``NotFound``, ``Refused``."""
    row = OrganizationForm.objects.filter(pk=form_id).first()
    if row is None:
        raise NotFound(f"form {form_id}")
    emails = [person_card(by.person_id).email] if by.person_id else []
    require([*move_faults(row.status, move), *own_form_faults(read_content(row.content), emails)])
    return row


def _settle(row: OrganizationForm, move: str, by: Actor, at: datetime, **more: str) -> None:
    settled = lifecycle.FORM.after(row.status, move)
    expected = OrganizationForm.objects.filter(pk=row.pk, status=row.status)
    if not moved(expected, status=settled, waiting_since=None, settled_at=at, settled_by=by.person_id, **more):
        refuse_late(row, move, at)


def _tin_is_taken(row: OrganizationForm) -> bool:
    forms = OrganizationForm.objects.filter(tin_index=row.tin_index, status=lifecycle.ACCEPTED)
    standing = Organization.objects.filter(tin_index=row.tin_index).exclude(status=lifecycle.DROPPED)
    return forms.exists() or standing.exists()


def _accept(row: OrganizationForm, by: Actor, at: datetime) -> str:
    """Settle a form with a submitter ID that nobody has; the unique indexes have the last word."""
    for _ in range(_TRIES):
        submitter_id = new_submitter_id()
        if Organization.objects.filter(submitter_id=submitter_id).exists():
            continue
        try:
            with transaction.atomic():
                _settle(row, "accept", by, at, submitter_id=submitter_id)
        except IntegrityError:
            if _tin_is_taken(row):
                raise Refused(TIN_TAKEN()) from None
            continue
        return submitter_id
    raise Refused(MOVE_NOT_OPEN())


def new_submitter_id() -> str:
    """Return a random submitter ID, readable over the telephone: ``FC7K2QMX9D``. Source: ORG-2 (APP 0, 15)."""
    return "FC" + "".join(secrets.choice(ALPHABET) for _ in range(SUBMITTER_ID_LETTERS))
