"""An account's other email address, which sign-in has seen proven: in place of a lost mailbox, changed, or put back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vestibule.accounts.actions import give_way
from vestibule.accounts.events import EmailChanged, EmailCorrected, EmailPutBack
from vestibule.accounts.holders import email_holder, proven_holder, user_id_is_taken
from vestibule.accounts.lifecycle import ACTIVE, DISABLED
from vestibule.accounts.models import FormerEmail, Person
from vestibule.accounts.policy.particulars import email_change_faults
from vestibule.accounts.policy.standing import EMAIL_TAKEN, USER_ID_TAKEN
from vestibule.accounts.queries import email_index, user_id_index
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook

_NAMED = ("email", "email_index", "user_id", "user_id_index")


@action
def correct_email(person_id: UUID, new_email: str, *, by: Actor, at: datetime) -> None:
    """Replace an active account's address by one that its owner has proven. Source: HLP-2, SIG-8, ACC-2.

    Reading: where the address was taken meanwhile nothing is changed; the unique index decides.
    """
    row = _locked(person_id, ACTIVE)
    if email_holder(new_email, but=person_id, at=at) is not None:
        raise Refused(EMAIL_TAKEN())
    row.email, row.email_index = new_email.strip(), email_index(new_email)
    _save(row)

    record(EmailCorrected(person_id=person_id), by=by, at=at)


@action
def change_email(
    person_id: UUID, new_email: str, *, user_id: str, kept_until: datetime, by: Actor, at: datetime
) -> UUID:
    """Replace an active account's address, and its User ID where one is given; return what is kept of those before.

    Source: ACC-13, ACC-2. Reading: the address is whose who proves it, not whose who only typed it first. What is left
    stays the account's until ``kept_until``: nobody else can have it, and it can be put back.
    """
    row = _locked(person_id, ACTIVE)
    require(email_change_faults(new_email, user_id, present=row.email or "", rules=rulebook().user_id))
    if proven_holder(new_email, but=person_id, at=at) is not None:
        raise Refused(EMAIL_TAKEN())
    if user_id and user_id_is_taken(user_id, but=person_id, at=at):
        raise Refused(USER_ID_TAKEN())

    former = FormerEmail(person_id=person_id, email=row.email, email_index=row.email_index or "")
    former.replaced_at, former.kept_until = at, kept_until
    if user_id:
        former.user_id, former.user_id_index = row.user_id, row.user_id_index
        row.user_id, row.user_id_index = user_id.strip(), user_id_index(user_id)
    former.save(force_insert=True)
    row.email, row.email_index = new_email.strip(), email_index(new_email)
    give_way(row.email_index)
    _save(row)

    changed = (Code("email"), Code("user_id")) if user_id else (Code("email"),)
    record(EmailChanged(person_id=person_id, changed=changed), by=by, at=at)
    return former.pk


@action
def put_back_email(person_id: UUID, former_id: UUID, *, dropped: Sequence[UUID], by: Actor, at: datetime) -> None:
    """Give an account back the address that it had, and the User ID with it; later ones (``dropped``) are free.

    Source: ACC-13, SIG-4. Reading: of a disabled account too; it stays disabled.
    """
    row = _locked(person_id, ACTIVE, DISABLED)
    former = FormerEmail.objects.filter(pk=former_id, person_id=person_id).first()
    if former is None:
        raise NotFound(f"former address {former_id}")
    row.email, row.email_index = former.email, former.email_index
    if former.user_id:
        row.user_id, row.user_id_index = former.user_id, former.user_id_index
    FormerEmail.objects.filter(person_id=person_id, pk__in=[former_id, *dropped]).delete()
    _save(row)

    record(EmailPutBack(person_id=person_id), by=by, at=at)


def forget_former_emails(person_id: UUID) -> None:
    """Keep nothing any more of the addresses that an account has left, in a transaction that is open. Source: SIG-8."""
    FormerEmail.objects.filter(person_id=person_id).delete()


def _locked(person_id: UUID, *states: str) -> Person:
    row = Person.objects.select_for_update().filter(pk=person_id, state__in=states).first()
    if row is None:
        raise NotFound(f"No such person {person_id}.")
    return row


def _save(row: Person) -> None:
    """Save who is called otherwise now. Raises ``Refused`` where somebody was first, this very moment."""
    try:
        with transaction.atomic():
            row.save(update_fields=_NAMED)
    except IntegrityError:
        raise Refused(EMAIL_TAKEN()) from None
