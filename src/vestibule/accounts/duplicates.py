"""Registrations that look like somebody who has an account already: held until the help desk has decided."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.lifecycle import HELD, KNOWN
from vestibule.accounts.models import Person
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.queries import profile_of
from vestibule.kernel.reasons import NotFound

MOST_WAITING = 1000


@dataclass(frozen=True)
class HeldRegistration:
    """A registration that waits for the help desk."""

    id: UUID
    since: datetime


@dataclass(frozen=True)
class Likeness:
    """One of two accounts that look like one person, with what tells whether they are."""

    id: UUID
    user_id: str
    state: str
    made_at: datetime
    personal: Personal = field(repr=False)
    contact: Contact = field(repr=False)


@dataclass(frozen=True)
class Duplicate:
    """A held registration, and whom it looks like: nobody where that account is gone meanwhile."""

    new: Likeness
    known: Likeness | None


def held_rows() -> "QuerySet[Person]":
    """Return the registrations that wait for the help desk.

    Source: ACC-2. Reading: one whose address is somebody else's (a shadow) waits for nobody, and lapses.
    """
    return Person.objects.filter(state=HELD).exclude(email_index=None)


def held_registrations() -> list[HeldRegistration]:
    """Return what waits for the help desk, the longest waiting first. Source: ACC-2, HLP-1."""
    found = held_rows().order_by("made_at", "pk").values_list("pk", "made_at")
    return [HeldRegistration(*values) for values in found[:MOST_WAITING]]


def count_held_registrations() -> int:
    """Count the suspected duplicates that wait for the help desk. Source: HLP-1, ROL-1."""
    return held_rows().count()


def told_duplicate(person_id: UUID) -> Duplicate:
    """Return a held registration beside whom it looks like. Raises ``NotFound`` where it no longer waits."""
    row = held_rows().filter(pk=person_id).first()
    if row is None:
        raise NotFound(f"registration {person_id}")
    known = known_like(row)
    return Duplicate(_told(row), _told(known) if known else None)


def known_like(row: Person) -> Person | None:
    """Return who was there before a registration and looks like it. Source: ACC-2."""
    alike = Person.objects.filter(likeness_index=row.likeness_index, state__in=KNOWN).exclude(pk=row.pk)
    return alike.order_by("made_at").first() if row.likeness_index else None


def _told(row: Person) -> Likeness:
    profile = profile_of(row.pk)
    return Likeness(row.pk, row.user_id or "", row.state, row.made_at, profile.personal, profile.contact)
