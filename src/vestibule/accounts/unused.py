"""Accounts that nobody uses: that one is used is noted; owners are told in time; then they are closed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from vestibule.accounts.events import AccountClosed, ClosingTold
from vestibule.accounts.lifecycle import ACCOUNT, ACTIVE
from vestibule.accounts.models import PasswordRecord, Person, SecurityAnswer
from vestibule.accounts.policy.dormancy import closes_at
from vestibule.accounts.queries import PersonCard, person_card
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.storage.compiled import compiled_saying
from vestibule.sweeps.table import Foreseen


@dataclass(frozen=True)
class Unused:
    """An unused account whose owner is told: since when it is, and when it will be closed."""

    owner: PersonCard = field(repr=False)
    used_at: datetime
    closes_at: datetime


def note_used(person_id: UUID, *, at: datetime) -> None:
    """Note that an account is used, in a transaction that is open; what its owner was told is void. Source: LIF-6.

    Reading: whoever holds the account at this moment changes it, and isn't waited for: a sign-in holds its own row by
    now, for which they may wait. The next sign-in notes it.
    """
    _note_used(person_id, at)


@compiled_saying
def _note_used(person_id: UUID, at: datetime) -> tuple["QuerySet[Person]", dict[str, Any]]:
    changes = {"used_at": at, "closing_told_days": None, "closing_told_at": None}
    free = Person.objects.select_for_update(skip_locked=True).filter(pk=person_id).order_by().values("pk")
    return Person.objects.filter(pk__in=free), changes


def unused(person_id: UUID) -> Unused:
    """Return an unused account as its owner is told of it. Raises ``NotFound``."""
    times = Person.objects.filter(pk=person_id).values_list("used_at", "closing_told_at")
    for used_at, told_at in times:
        if used_at and told_at:
            return Unused(person_card(person_id), used_at, closes_at(used_at, told_at, rulebook().dormancy))
    raise NotFound(f"No unused account {person_id}.")


@set_action
def tell_of_closing(days: int, *, by: Actor, at: datetime) -> int:
    """Tell owners of unused accounts that these will be closed, so many days before; return how many were told.

    Source: LIF-6, LIF-7. Reading: once for each deadline, and of the nearest only where several have come at once.
    """
    telling = _locked(to_be_told(days, at))
    rows = Person.objects.filter(_not_told(days), pk__in=telling, state=ACTIVE)
    _all_moved(rows.update(closing_told_days=days, closing_told_at=at), telling)

    record_set([ClosingTold(person_id=person_id, days=days) for person_id in telling], by=by, at=at)
    return len(telling)


@set_action
def close_unused(*, by: Actor, at: datetime) -> int:
    """Close accounts that were unused for too long, whose owners have been told; return how many.

    Source: LIF-6, LIF-7. Reading: the email address is free again, for who comes back registers anew; the User ID is
    never given to somebody else. Password and answer are forgotten. Who is disabled can't use an account, and keeps it.
    """
    closing = _locked(to_be_closed(at))
    rows = Person.objects.filter(_told_in_time(at), pk__in=closing, state=ACTIVE)
    changes = {"email_index": None, "likeness_index": None, "password_hash": ""}
    _all_moved(rows.update(state=ACCOUNT.after(ACTIVE, "close"), **changes), closing)
    PasswordRecord.objects.filter(person_id__in=closing).delete()
    SecurityAnswer.objects.filter(person_id__in=closing).delete()

    record_set([AccountClosed(person_id=person_id) for person_id in closing], by=by, at=at)
    return len(closing)


def to_be_told(days: int, at: datetime) -> "QuerySet[Person]":
    """Return the accounts whose owners are to be told so many days before they are closed. Source: LIF-6, LIF-7."""
    return _unused_until(at + timedelta(days=days)).filter(_not_told(days))


def to_be_closed(at: datetime) -> "QuerySet[Person]":
    """Return the accounts that are to be closed at a moment. Source: LIF-6, LIF-7."""
    return _unused_until(at).filter(_told_in_time(at))


def foresee_closing(at: datetime) -> Iterator[Foreseen]:
    """Say whose owners would be told, and which accounts closed. Source: LIF-6, LIF-7.

    Reading: as the sweep does it, the nearest deadline first; who is told of that isn't told of the others.
    """
    told: timedelta | None = None
    for days in sorted(rulebook().dormancy.told_days_before):
        rows = to_be_told(days, at)
        if told is not None:
            rows = rows.exclude(pk__in=_unused_until(at + told).order_by().values("pk"))
        for person_id in rows.values_list("pk", flat=True).iterator():
            yield Foreseen(f"tell-{days}-days-before", "account", person_id)
        told = timedelta(days=days)
    for person_id in to_be_closed(at).values_list("pk", flat=True).iterator():
        yield Foreseen("close", "account", person_id)


def _not_told(days: int) -> Q:
    return Q(closing_told_days=None) | Q(closing_told_days__gt=days)


def _told_in_time(at: datetime) -> Q:
    last = min(rulebook().dormancy.told_days_before)
    return Q(closing_told_days__lte=last, closing_told_at__lte=at - timedelta(days=last))


def _unused_until(at: datetime) -> "QuerySet[Person]":
    """Return the accounts that will have been unused for too long at a moment, the longest unused first."""
    before = at - timedelta(days=rulebook().dormancy.closed_after_days)
    return Person.objects.filter(state=ACTIVE, used_at__lte=before).order_by("used_at")


def _locked(rows: "QuerySet[Person]") -> list[UUID]:
    """Return a set of rows, locked; who is just being used, or told by another node, is left out."""
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])


def _all_moved(count: int, expected: list[UUID]) -> None:
    if count != len(expected):
        raise RuntimeError(f"{len(expected)} accounts were locked, and {count} moved.")
