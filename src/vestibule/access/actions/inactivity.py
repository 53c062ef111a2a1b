"""What is done to the clocks of LIF-1: started, told of, put on record when they have run out, and woken."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from vestibule.access.clocks import HELD, clocks_of, run_out, to_be_told, to_go_inactive
from vestibule.access.events import AccessWentInactive, AccessWoken, SignInReminded
from vestibule.access.models import AccessClock, RoleGrant
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.storage.rows import moved_set, moved_values


def start_clock(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Start the clock of a person and an application with the first role there, inside the action that gives it.

    Source: LIF-1, LIF-2 (APP 0, EU 0). Reading: a role that comes while another is held leaves the clock alone, so that
    it wakes nothing; who holds none has nothing that could be inactive, and begins as anybody.
    """
    first = AccessClock(person_id=person_id, application_id=application_key, started_at=at)
    AccessClock.objects.bulk_create([first], ignore_conflicts=True)
    clock = AccessClock.objects.select_for_update().get(person_id=person_id, application_id=application_key)
    held = RoleGrant.objects.filter(person_id=person_id, role__application_id=application_key, ended_at=None)
    if clock.pk != first.pk and not held.exists():
        clock.started_at, clock.told_days, clock.inactive_at = at, None, None
        clock.save(update_fields=["started_at", "told_days", "inactive_at"])


def hold_clocks(person_ids: Collection[UUID], application_keys: Collection[str]) -> None:
    """Let who gives and who ends some people's roles in applications wait for one another, in an open transaction.

    Source: LIF-1. Reading: so that a role which is given while the last one ends begins a clock of its own.
    """
    held = AccessClock.objects.filter(person_id__in=person_ids, application_id__in=application_keys)
    list(held.order_by("pk").select_for_update().values_list("pk"))


@set_action
def remind(days: int, *, by: Actor, at: datetime) -> int:
    """Tell those whose clocks have run for so many days when they must sign in; return how many were told.

    Source: LIF-1, LIF-7, NEW-1. Reading: once for each deadline, and of the latest only where several have come at
    once; a sign-in voids what was told.
    """
    told = moved_values(to_be_told(days, at), ("person", "application"), most=MOST_ROWS_IN_A_SET, told_days=days)

    facts = [SignInReminded(person_id=person_id, application_key=Code(key), days=days) for person_id, key in told]
    record_set(facts, by=by, at=at)
    return len(told)


@set_action
def go_inactive(*, by: Actor, at: datetime) -> int:
    """Put on record whose access to an application is inactive now; return how many. Source: LIF-1, LIF-7, SPT-3.

    Reading: nothing is taken: roles and organizations stay, and the door was closed by the clock itself at midnight.
    What follows is the mail, the word to the application, and that only a new password wakes it, whatever the time.
    """
    gone = moved_values(to_go_inactive(at), ("person", "application"), most=MOST_ROWS_IN_A_SET, inactive_at=at)

    facts = [AccessWentInactive(person_id=person_id, application_key=Code(key)) for person_id, key in gone]
    record_set(facts, by=by, at=at)
    return len(gone)


@set_action
def wake_access(person_id: UUID, *, by: Actor, at: datetime) -> int:
    """Wake all of somebody's access that is inactive, in the action that sets the new password; return how much.

    Source: LIF-2 (APP 0, EU 0). Reading: its clocks begin anew; one that still runs goes on as it did. Roles aren't
    touched, so that nothing comes back that was removed, has expired or is suspended. Woken may be what no sweep has
    put on record yet.
    """
    sleeping = AccessClock.objects.filter(HELD, run_out(at), person_id=person_id).order_by("pk")
    keys = list(sleeping.values_list("application_id", flat=True))
    since = {key: card.inactive_since for (_, key), card in clocks_of([person_id], keys, at=at).items()}
    woken = moved_set(sleeping, most=MOST_ROWS_IN_A_SET, waits=True, started_at=at, told_days=None, inactive_at=None)

    facts = [
        AccessWoken(
            person_id=person_id, application_key=Code(row.application_id), inactive_since=since[row.application_id]
        )
        for row in woken
    ]
    record_set(facts, by=by, at=at)
    return len(woken)
