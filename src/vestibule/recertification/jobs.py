"""What the calendar calls."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.actions import revoke_late, suspend_late
from vestibule.access.certifications import count_held, places_in_sets, to_revoke, to_suspend
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.rulebook import rulebook
from vestibule.recertification.actions import remind_holders, remind_reviewers
from vestibule.recertification.asked import holders_to_be_told, moments_told, new_reviewers, new_to_be_told, to_be_told
from vestibule.recertification.upkeep import know_reviewers, queue_for_desk
from vestibule.sweeps.brake import goes_on
from vestibule.sweeps.table import Foreseen, sweep

CERTIFY = "recertification.certify"


def foresee(at: datetime) -> Iterator[Foreseen]:
    """Say which roles would be revoked and suspended, and which reviewers asked. Source: LIF-3, LIF-4, LIF-7."""
    for deed, grants in (("revoke", to_revoke(at)), ("suspend", to_suspend(at))):
        for grant_id, person_id in grants.values_list("pk", "person_id").iterator():
            yield Foreseen(deed, f"role {grant_id}", person_id)
    nearer: int | None = None
    for days in _deadlines():
        rows = holders_to_be_told(days, at, beyond=nearer).values_list("pk", "grant__person_id")
        for grant_id, person_id in rows.iterator():
            yield Foreseen(f"tell-holder-{days}-days", f"role {grant_id}", person_id)
        nearer = days
    for told_at in moments_told(at):
        for reviewer in to_be_told(told_at, at).values_list("person_id", flat=True).iterator():
            yield Foreseen("remind", "reviewer", reviewer)
    for reviewer in new_to_be_told(at).iterator():
        yield Foreseen("remind", "reviewer", reviewer)


@sweep(CERTIFY, foresees=foresee)
def certify(*, at: datetime) -> None:
    """Revoke and suspend the roles that nobody certified in time, and ask reviewers. Source: LIF-3, LIF-4, LIF-7.

    Reading: where too many would be met at once the record waits for the help desk (decision 0026); none of them counts
    for that, for a role is judged at its use.
    """
    if goes_on(CERTIFY, due=to_revoke(at).count() + to_suspend(at).count(), of=count_held, at=at):
        _put_on_record(at)
    while queue_for_desk(at=at) == MOST_ROWS_IN_A_SET:
        pass
    for days in _deadlines():
        while remind_holders(days, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    new = iter(new_reviewers())  # asked for once: finding a thousand of them takes as long as finding all
    while some := list(islice(new, MOST_ROWS_IN_A_SET)):
        know_reviewers(some)
    for told_at in moments_told(at):
        while remind_reviewers(told_at, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


def _deadlines() -> list[int]:
    """Return the days before a certification is due on which is told of it, the last first."""
    return sorted(rulebook().access.certification_told_days_before)


def _put_on_record(at: datetime) -> None:
    for places in _in_any_order(to_revoke(at)):
        while revoke_late(places, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    for places in _in_any_order(to_suspend(at)):
        while suspend_late(places, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


def _in_any_order(grants: "QuerySet[Any]") -> list[list[UUID | None]]:
    """Return organizations by sets of their grants, shuffled, so that several nodes don't meet at each of them."""
    sets = places_in_sets(grants, most=MOST_ROWS_IN_A_SET)
    return SystemRandom().sample(sets, len(sets))
