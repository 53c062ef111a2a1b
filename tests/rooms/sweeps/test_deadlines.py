"""Each deadline once, neither early nor never: on any kind of day, twice, late, and by a clock that was set back."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.at_once import at_once
from tests.rooms.sweeps.crowd import CLOSING, FACTS, HERE, TOLD, a_crowd
from vestibule.access.jobs import deactivate, end_waiting
from vestibule.accounts.jobs import close
from vestibule.journal.models import Entry
from vestibule.recertification.jobs import certify

ONE = dict.fromkeys(FACTS, 1)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)

# Days on which, or in the month before which, something is the matter with the calendar.
DAYS = (
    date(2027, 3, 14),  # summer time begins
    date(2027, 11, 7),  # and ends
    date(2027, 11, 8),
    date(2028, 2, 29),
    date(2028, 3, 1),
)


def midnight(day: date) -> datetime:
    """Return the first moment of a day, where the installation is."""
    return datetime(day.year, day.month, day.day, tzinfo=HERE).astimezone(UTC)


def late(day: date) -> datetime:
    """Return half an hour before the end of a day, where the installation is: elsewhere it is the next by then."""
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=HERE).astimezone(UTC)


def swept(*moments: datetime) -> None:
    """Let all sweeps come by at these moments."""
    for at in moments:
        for sweep in (deactivate, certify, end_waiting, close):
            sweep(at=at)


def met(people: dict[str, set[UUID]], kinds: Iterable[str] = FACTS) -> Counter[str]:
    """Count how often each deadline was met, for those whose it is."""
    return Counter(
        {
            which: count
            for which in kinds
            if (count := Entry.objects.filter(fact=FACTS[which], person_id__in=people[which]).count())
        }
    )


@pytest.fixture(params=DAYS, ids=str)
def day(request, db) -> date:
    """Return one of the days."""
    found: date = request.param
    return found


@pytest.mark.once
def test_not_a_moment_before_and_once_though_the_clock_is_set_back_by_two_hours(day):
    """Source: LIF-1, LIF-3, LIF-4, LIF-6, LIF-7, ROL-9. Hour by hour; deadlines of days come at midnight."""
    people, by_moment = a_crowd(ONE, at=late(day)), {CLOSING, TOLD}
    first, later = FACTS.keys() - by_moment, late(day)

    swept(midnight(day) - 25 * HOUR, midnight(day) - HOUR, midnight(day) - MOMENT)
    assert met(people) == {}
    swept(midnight(day), midnight(day), midnight(day) - 2 * HOUR, midnight(day) + HOUR)
    assert met(people) == dict.fromkeys(first, 1)

    swept(later - MOMENT)
    assert met(people) == dict.fromkeys(first, 1)
    swept(later, later, later - 2 * HOUR, later + HOUR, later + 12 * HOUR)
    assert met(people) == ONE


@pytest.mark.once
def test_once_after_72_hours_in_which_no_worker_ran(day):
    """Source: LIF-1, LIF-3, LIF-4, LIF-6, LIF-7, ROL-9."""
    people = a_crowd(ONE, at=late(day))
    swept(midnight(day) - HOUR)
    assert met(people) == {}
    swept(midnight(day) + 71 * HOUR, midnight(day) + 71 * HOUR, midnight(day) + 72 * HOUR)
    assert met(people) == ONE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_once_by_four_workers_at_once(monkeypatch):
    """Source: LIF-1, LIF-3, LIF-4, LIF-6, LIF-7, ROL-9, NEW-1. In sets of three, so that they meet again and again."""
    for module in (
        "access.actions.certifying", "access.actions.inactivity", "access.actions.waiting", "access.jobs",
        "accounts.jobs", "accounts.unused", "recertification.actions.reminding", "recertification.jobs",
    ):  # fmt: skip
        monkeypatch.setattr(f"vestibule.{module}.MOST_ROWS_IN_A_SET", 3)
    for module in ("access.jobs", "recertification.jobs"):
        monkeypatch.setattr(f"vestibule.{module}.goes_on", lambda *_, **__: True)
    many, at = dict.fromkeys(FACTS, 8), late(DAYS[0])
    people = a_crowd(many, at=at)

    at_once(lambda _: swept(at, at), 4)
    swept(at, at)

    assert met(people) == {which: len(who) for which, who in people.items()}
    for which, who in people.items():
        told = Counter(Entry.objects.filter(fact=FACTS[which], person_id__in=who).values_list("person_id", flat=True))
        assert (which, told) == (which, Counter(who))
