"""What the help desk does to a form. Only ``vestibule.desk`` calls this: it judges who works there."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.references import ALPHABET
from vestibule.organizations import events, lifecycle
from vestibule.organizations.actions.forms import refuse_late
from vestibule.organizations.models import FormMessage, Organization, OrganizationForm
from vestibule.organizations.policy.content import FormContent, read_content
from vestibule.organizations.policy.handling import (
    TIN_TAKEN,
    move_faults,
    own_form_faults,
    plain_words,
    words_faults,
)
from vestibule.organizations.policy.updating import (
    CHANGED_MEANWHILE,
    STANDS_NO_MORE,
    differing,
    fitting_faults,
    updated,
)
from vestibule.organizations.rows import index_name, one_tin_at_a_time, write
from vestibule.organizations.standing import Standing, standing_by_tin
from vestibule.storage.rows import moved

SUBMITTER_ID_LETTERS = 8  # 40 bits after "FC"
_TRIES = 5


@action
def accept_form(form_id: UUID, *, by: Actor, at: datetime) -> str:
    """Accept a form and issue its submitter ID, which is returned. Source: ORG-1, ORG-2 (APP 0, 15).

    Reading: one accepted form for each TIN, and none for the TIN of an organization that stands.
    """
    row = _judged(form_id, "accept", by, purpose=lifecycle.NEW)
    one_tin_at_a_time(row.tin_index)
    if _tin_is_taken(row):
        raise Refused(TIN_TAKEN())

    submitter_id = _accept(row, by, at)
    record(events.FormAccepted(form_id=row.pk), by=by, at=at)
    return submitter_id


@action
def accept_update(form_id: UUID, *, seen: str, by: Actor, at: datetime) -> None:
    """Accept an update: what it says stands from here on, and whom it names may ask for their roles.

    Source: ORG-6, ORG-4 (APP 0). Reading: ``seen`` is the digest of what stood when the help desk compared; where
    another update was accepted meanwhile, or the operator has corrected something, it compares again.
    """
    row = _judged(form_id, "accept", by, purpose=lifecycle.UPDATE)
    stands = _standing_still(row)
    require([] if seen == stands.digest else [CHANGED_MEANWHILE()])
    content = read_content(row.content)
    require(fitting_faults(stands.content, content))

    new = updated(stands.content, content)
    _take_the_place(row, stands, new, by, at)
    if stands.organization_id:
        _bring_up_to(stands.organization_id, row, new)

    changed = tuple(Code(name) for name in differing(stands.content, new))
    record(events.UpdateAccepted(form_id=row.pk, organization_id=stands.organization_id, changed=changed), by=by, at=at)


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


def _judged(form_id: UUID, move: str, by: Actor, *, purpose: str = "") -> OrganizationForm:
    """Return a form on which this move is open to this actor. Raises ``NotFound``, ``Refused``.

    Reading: of an update it is also the case of whom it leaves unnamed.
    """
    row = OrganizationForm.objects.filter(pk=form_id).first()
    if row is None or purpose not in ("", row.purpose):
        raise NotFound(f"form {form_id}")
    emails = [person_card(by.person_id).email] if by.person_id else []
    people = [named for written in (row.content, row.basis) if written for named in read_content(written).people]
    require([*move_faults(row.status, move), *own_form_faults(people, emails)])
    return row


def _standing_still(row: OrganizationForm) -> Standing:
    """Return what stands for the organization of an update, which nobody changes from here to the end.

    Its key stays free: who gives up a role there writes of the organization, and holds what an update waits for.
    """
    one_tin_at_a_time(row.tin_index)
    list(Organization.objects.select_for_update(no_key=True).filter(tin_index=row.tin_index).values_list("pk"))
    stands = standing_by_tin(row.tin_index)
    if stands is None or row.organization_id not in (None, stands.organization_id):
        raise Refused(STANDS_NO_MORE())
    return stands


def _take_the_place(row: OrganizationForm, stands: Standing, new: FormContent, by: Actor, at: datetime) -> None:
    """Put an update in the place of the accepted form in force, which keeps its words and gives up its submitter ID."""
    if stands.form_id:
        replaced = lifecycle.FORM.after(lifecycle.ACCEPTED, "replace")
        before = OrganizationForm.objects.filter(pk=stands.form_id, status=lifecycle.ACCEPTED)
        if not moved(before, status=replaced, submitter_id=None):
            raise Refused(CHANGED_MEANWHILE())
    _settle(row, "accept", by, at, submitter_id=new.particulars.submitter_id)
    row.stands, row.organization_id = new.written(), stands.organization_id
    row.save(update_fields=["stands", "organization"])


def _bring_up_to(organization_id: UUID, row: OrganizationForm, new: FormContent) -> None:
    """Write what stands now to the organization, which is found by its name of now."""
    organization = Organization.objects.get(pk=organization_id)
    write(organization, new.particulars)
    organization.line_of_business = new.line_of_business or organization.line_of_business
    organization.form_id = row.pk
    organization.save()
    if organization.status == lifecycle.ACTIVE:
        index_name(organization)


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
