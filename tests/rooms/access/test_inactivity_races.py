"""Sweeps on two nodes at once, beside a new password or a sign-in: each row once, and nobody left asleep."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from tests.at_once import at_once, spelled
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.actions import wake_access
from vestibule.access.jobs import deactivate
from vestibule.access.models import AccessClock
from vestibule.access.queries import admission
from vestibule.access.upkeep import note_signed_in
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LATE = AT + timedelta(days=31)


@pytest.fixture
def office():
    the_catalog()
    return an_organization()


def both(*deeds: Callable[[], object]) -> None:
    """Do two things at the same moment."""
    at_once(lambda one: deeds[one](), len(deeds))


def test_of_four_nodes_each_row_is_moved_and_mailed_by_one(office, monkeypatch):
    """Source: LIF-7, NEW-1. In sets of three, so that they meet again and again."""
    monkeypatch.setattr("vestibule.access.actions.inactivity.MOST_ROWS_IN_A_SET", 3)
    monkeypatch.setattr("vestibule.access.jobs.MOST_ROWS_IN_A_SET", 3)
    monkeypatch.setattr("vestibule.access.jobs.goes_on", lambda *_, **__: True)
    people = [a_person("Una", f"User{spelled(number)}") for number in range(16)]
    for number, who in enumerate(people):
        holds(who, END_USER, office, at=AT + timedelta(days=5 if number % 2 else 0))
    at_once(lambda _: deactivate(at=LATE), 4)
    deactivate(at=LATE)
    assert Counter(Mail.objects.filter(kind__startswith="access/").values_list("kind", flat=True)) == {
        "access/went_inactive": 8,
        "access/sign_in_due": 8,
    }
    told = Counter(Mail.objects.filter(kind__startswith="access/").values_list("person_id", flat=True))
    assert set(told.values()) == {1}
    assert Entry.objects.filter(fact="access.access_went_inactive").count() == 8


def test_a_new_password_beside_a_sweep_leaves_nobody_asleep(office):
    """Source: LIF-2, LIF-7. Whichever comes first, access is awake afterwards, and its inactivity at most once told."""
    for number in range(10):
        who = a_person("Una", f"User{spelled(number)}")
        holds(who, END_USER, office)
        both(partial(deactivate, at=LATE), partial(wake_access, who, by=person(who), at=LATE))
        assert admission(who, "spot", at=LATE).admitted
        deactivate(at=LATE + timedelta(hours=1))
        assert AccessClock.objects.get(person_id=who).inactive_at is None
        assert Entry.objects.filter(fact="access.access_woken", person_id=who).count() == 1


def test_a_sign_in_just_in_time_beside_a_sweep_counts_and_voids_the_reminder(office):
    """Source: LIF-1."""
    last_day = AT + timedelta(days=29)
    for number in range(10):
        who = a_person("Una", f"User{spelled(number)}")
        holds(who, END_USER, office)
        both(partial(deactivate, at=last_day), partial(note_signed_in, who, "spot", at=last_day))
        clock = AccessClock.objects.get(person_id=who)
        assert (clock.started_at, clock.told_days) == (last_day, None)
