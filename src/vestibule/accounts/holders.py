"""Reads of who has an address or a User ID, or left it so lately that it is still kept for them."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.lifecycle import ACTIVE, UNVERIFIED
from vestibule.accounts.models import FormerEmail, Person
from vestibule.accounts.queries import email_index, user_id_index

NOBODY = UUID(int=0)


def email_holder(email: str, *, but: UUID = NOBODY, at: datetime) -> UUID | None:
    """Return whose an address is, or for whom it is kept because they left it lately; ``but`` doesn't count.

    Source: ACC-2, ACC-13. The owner is asked for first: an address that is being left is seen as the one or the other.
    """
    index = email_index(email)
    owner = Person.objects.filter(email_index=index).exclude(pk=but).values_list("pk", flat=True).first()
    kept = FormerEmail.objects.filter(email_index=index, kept_until__gt=at).exclude(person_id=but)
    keeper = kept.values_list("person_id", flat=True).first()
    return owner or keeper


def proven_holder(email: str, *, but: UUID, at: datetime) -> UUID | None:
    """Return the same, where it counts against somebody who proves the address: not one that was merely typed before.

    Source: ACC-2 (decision 0004). Whom the operator invited counts.
    """
    holder = email_holder(email, but=but, at=at)
    typed = Person.objects.filter(pk=holder or NOBODY, state=UNVERIFIED, invited=False)
    return None if typed.exists() else holder


def user_id_is_taken(user_id: str, *, but: UUID = NOBODY, at: datetime) -> bool:
    """Say whether a User ID is somebody's, or kept for somebody who left it lately. Source: ACC-2, ACC-13."""
    index = user_id_index(user_id)
    owned = Person.objects.filter(user_id_index=index).exclude(pk=but).exists()
    kept = FormerEmail.objects.filter(user_id_index=index, kept_until__gt=at).exclude(person_id=but).exists()
    return owned or kept


def former_addresses(person_id: UUID, *, at: datetime) -> list[str]:
    """Return the addresses that an account had until lately, the latest first: its mails of change go there as well.

    Source: SIG-4, ACC-13. Reading: for as long as the change can be undone from there.
    """
    kept = FormerEmail.objects.filter(person_id=person_id, kept_until__gt=at).order_by("-replaced_at")
    return [row.email for row in kept]


def former_address(former_id: UUID) -> str:
    """Return an address that an account had; nothing where it isn't kept any more. Source: ACC-13."""
    row = FormerEmail.objects.filter(pk=former_id).only("email").first()
    return row.email if row else ""


def people_in_use() -> "QuerySet[Person, UUID]":
    """Return everybody whose account is in use, in the order of their ids. Source: NEW-2."""
    return Person.objects.filter(state=ACTIVE).order_by("pk").values_list("pk", flat=True)
