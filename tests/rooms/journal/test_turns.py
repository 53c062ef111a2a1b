"""What the system does to many goes one after the other; what a person does waits for none of it."""

import time
from threading import Event, Thread

import pytest
from django.db import connection, connections

from tests.at_once import at_once
from tests.people import AT
from tests.rooms.journal.deeds import ANN, DayEnded
from vestibule.journal.models import Entry
from vestibule.journal.spine import record_set, set_action
from vestibule.kernel.actor import SYSTEM, Actor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

inside: list[int] = []
at_the_same_time: list[int] = []


@set_action
def take_a_while(*, by: Actor, at: object) -> None:
    """Note who else is at it."""
    inside.append(1)
    at_the_same_time.append(len(inside))
    time.sleep(0.02)
    inside.pop()
    record_set([DayEnded(count=1)], by=by, at=AT)


def test_sets_of_the_system_take_turns():
    """Source: LIF-7. However many hands and nodes sweep at once, they take one processor and no more."""
    at_the_same_time.clear()
    at_once(lambda _: [take_a_while(by=SYSTEM, at=AT) for _ in range(3)], 4)
    assert at_the_same_time == [1] * 12
    assert Entry.objects.count() == 12


def test_nobody_waits_for_a_sweep():
    """Source: LIF-7. A person's own set (waking access with a new password, say) goes beside one of the system."""
    begun, over = Event(), Event()

    @set_action
    def hold_on(*, by: Actor, at: object) -> None:
        begun.set()
        over.wait(10)
        record_set([], by=by, at=AT)

    def sweep() -> None:
        try:
            hold_on(by=SYSTEM, at=AT)
        finally:
            connections.close_all()

    thread = Thread(target=sweep)
    thread.start()
    try:
        assert begun.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        take_a_while(by=ANN, at=AT)
    finally:
        over.set()
        thread.join()
    assert Entry.objects.count() == 1
