"""Replacing an account's email address whose mailbox is lost: sign-in calls it, once the new one is proven."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vestibule.accounts.events import EmailCorrected
from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.models import Person
from vestibule.accounts.policy.standing import EMAIL_TAKEN
from vestibule.accounts.queries import email_index
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Refused


@action
def correct_email(person_id: UUID, new_email: str, *, by: Actor, at: datetime) -> None:
    """Replace an active account's address by one that its owner has proven. Source: HLP-2, SIG-8, ACC-2.

    Reading: where the address was taken meanwhile nothing is changed; the unique index decides.
    """
    row = Person.objects.select_for_update().filter(pk=person_id, state=ACTIVE).first()
    if row is None:
        raise NotFound(f"No active person {person_id}.")
    row.email, row.email_index = new_email.strip(), email_index(new_email)
    try:
        with transaction.atomic():
            row.save(update_fields=["email", "email_index"])
    except IntegrityError:
        raise Refused(EMAIL_TAKEN()) from None

    record(EmailCorrected(person_id=person_id), by=by, at=at)
