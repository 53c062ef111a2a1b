"""Of all sweeps on all nodes one moves its set at a time; and who stands still in its turn holds up nobody."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Lock

import pytest
from django.db import connection, connections, transaction

from tests.at_once import at_once, spelled
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.jobs import deactivate
from vestibule.access.models import AccessClock
from vestibule.journal.spine import record_set
from vestibule.notices.models import Mail
from vestibule.storage.rows import one_at_a_time
from vestibule.sweeps.turn import TURN, take_turn

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LATE = AT + timedelta(days=31)


@pytest.fixture
def people():
    the_catalog()
    office = an_organization()
    people = [a_person("Una", f"User{spelled(number)}") for number in range(12)]
    for who in people:
        holds(who, END_USER, office)
    return people


class AtWork:
    """How many have recorded a set and not yet ended its transaction, at most."""

    def __init__(self) -> None:
        self.now, self.most, self._lock = 0, 0, Lock()

    def recorded(self, *args, **kwargs) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.02)
        record_set(*args, **kwargs)
        with self._lock:
            self.now -= 1


def test_sets_of_four_nodes_follow_one_another(people, monkeypatch):
    """Source: LIF-7. In sets of three; nobody is left out, nor met twice."""
    at_work = AtWork()
    monkeypatch.setattr("vestibule.access.actions.inactivity.MOST_ROWS_IN_A_SET", 3)
    monkeypatch.setattr("vestibule.access.jobs.MOST_ROWS_IN_A_SET", 3)
    monkeypatch.setattr("vestibule.access.jobs.goes_on", lambda *_, **__: True)
    monkeypatch.setattr("vestibule.access.actions.inactivity.record_set", at_work.recorded)
    at_once(lambda _: deactivate(at=LATE), 4)
    assert at_work.most == 1
    assert Mail.objects.filter(kind="access/went_inactive").count() == len(people)


def test_who_stands_still_in_its_turn_is_not_waited_for(people, monkeypatch):
    """Source: LIF-7. A node that was frozen, say: the others do its work."""
    monkeypatch.setattr("vestibule.sweeps.turn.PATIENCE", timedelta(milliseconds=50))
    monkeypatch.setattr("vestibule.access.jobs.goes_on", lambda *_, **__: True)
    has_turn, is_over = Event(), Event()

    def stand_still() -> None:
        with transaction.atomic():
            one_at_a_time(TURN)
            has_turn.set()
            is_over.wait(60)
        connections.close_all()

    with ThreadPoolExecutor(1) as other:
        frozen = other.submit(stand_still)
        has_turn.wait(60)
        try:
            deactivate(at=LATE)
            assert AccessClock.objects.filter(inactive_at=LATE).count() == len(people)
            with transaction.atomic(), connection.cursor() as cursor:
                take_turn()
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("10s",)  # whatever it was before
        finally:
            is_over.set()
        frozen.result()


def test_waiting_for_the_turn_changes_no_other_patience():
    """What else the transaction waits for it waits for as long as ever."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn()
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("10s",)
