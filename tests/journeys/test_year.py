"""A year and a day of one organization, read line by line: every entry of the record, every mail, every state."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from difflib import unified_diff
from functools import partial
from pathlib import Path

import pytest

from tests.contracts.oidc.application import register
from tests.journeys.year_days import DAY, come_by, days_between, moment, work
from tests.journeys.year_diary import Diary, hear
from tests.journeys.year_story import FIRST, LAST, Deed, Office, story
from tests.people import the_catalog

# Once: each sweep and deed of it is tested in its room on both databases.
pytestmark = [pytest.mark.cms, pytest.mark.once, pytest.mark.django_db]

YEAR = Path(__file__).parent / "year.txt"
NIGHT, HOUR = "00:20", timedelta(hours=1)
DOWN = {date(2027, 6, day) for day in (13, 14, 15)}  # nights on which no worker runs
SET_BACK = {date(2027, 4, 14), date(2027, 8, 21)}  # nights on which the clock is set back by two hours, for a while
MANY_HOURS = {date(2027, 3, 14), date(2027, 11, 7), date(2028, 2, 29)}  # 23 hours, 25, and a day that few years have
HOURS = ("01:20", "02:20", "03:20", "12:20", "22:20", "23:20")


@pytest.fixture
def travel_on(settings, monkeypatch, travel) -> Callable[[datetime], None]:
    """Return what moves the clock, and let mail be carried to us, and what SPOT is told."""
    monkeypatch.setattr("vestibule.federation.jobs.post_logout", hear)
    settings.MAIL_CARRIER = "tests.journeys.year_diary.carry"
    travel(moment(date(2026, 4, 30), "11:00"))
    moved: Callable[[datetime], None] = travel
    return moved


def test_a_year_and_a_day(travel_on, tmp_path):
    """Source: LIF-1, LIF-2, LIF-3, LIF-4, LIF-5, LIF-6, LIF-7, ROL-6, ROL-8, ROL-9, ROL-12, NEW-1, AUD-1.

    ``year.txt`` is what a person finds right who reads it beside the rules. The calendar comes by each night on which
    it says that something happens, the night before, and every other: nothing comes early, nor late, nor unsaid.
    """
    office = Office()
    expected = lines_of(YEAR.read_text())
    the_catalog()
    register()
    diary = Diary(office.people)
    for deed in sorted([*story(office), *nights(expected, travel_on)]):
        travel_on(deed.at)
        deed.do()
        work()
        diary.look()

    (tmp_path / "year.txt").write_text(diary.text())
    differences = unified_diff(
        expected, lines_of(diary.text()), "year.txt", str(tmp_path / "year.txt"), n=2, lineterm=""
    )
    assert "\n".join(differences) == ""


def lines_of(text: str) -> list[str]:
    """Return the lines of a diary, but for its comments."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def nights(expected: Sequence[str], travel_on: Callable[[datetime], None]) -> Iterator[Deed]:
    """Return when the calendar comes by; each night where nothing is expected yet."""
    eventful, day = set() if expected else set(days_between(FIRST, LAST)), FIRST
    for line in expected:
        if line[:3] == "202":
            day = date.fromisoformat(line[:10])
        elif line.startswith(NIGHT):
            eventful |= {day, day - DAY}
    eventful |= SET_BACK | MANY_HOURS | {day for day in days_between(FIRST, LAST) if (day - FIRST).days % 2 == 0}
    for day in days_between(FIRST, LAST):
        at, is_whole = moment(day, NIGHT), day.day == 1
        if day not in DOWN and (is_whole or day in eventful):
            yield Deed(at, partial(come_by, whole=is_whole))
        if day in SET_BACK:
            yield Deed(at + timedelta(seconds=1), partial(back_in, at - 2 * HOUR, travel_on))
        if day in MANY_HOURS:
            yield from (Deed(moment(day, hour), partial(come_by, whole=False)) for hour in HOURS)


def back_in(at: datetime, travel_on: Callable[[datetime], None]) -> None:
    """Let the calendar come by, by a clock that has been set back."""
    travel_on(at)
    come_by(whole=True)
