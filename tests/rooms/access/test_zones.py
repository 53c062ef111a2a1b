"""The last day of a deadline on people's own walls: Florida has two zones, Puerto Rico has no summer time.

Days are the installation's, New York's (decision 0026). Whatever day of the year somebody begins, at whatever hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from vestibule.access.policy import clock, waiting, year
from vestibule.access.policy.year import Season
from vestibule.kernel.rulebook import AccessRules, RequestRules

RULES, REQUESTS = AccessRules(), RequestRules()
HERE = ZoneInfo("America/New_York")
DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)

# Where people live, and how long before midnight on their wall the last day may end at the earliest.
WALLS = [
    ("America/New_York", 0 * HOUR),  # most of Florida
    ("America/Chicago", HOUR),  # Florida west of the Apalachicola
    ("America/Puerto_Rico", 0 * HOUR),
    ("America/St_Thomas", 0 * HOUR),
]


def beginnings(wall: ZoneInfo) -> Iterator[datetime]:
    """Return hours of two years, one with a 29 February, as they stand on somebody's wall."""
    for number in range(731):
        for hour in (0, 1, 12, 22, 23):
            day = date(2027, 1, 1) + number * DAY
            yield datetime.combine(day, time(hour, 30), wall).astimezone(UTC)


def end_of(day: date, wall: ZoneInfo) -> datetime:
    """Return the moment at which a day ends on somebody's wall."""
    return datetime.combine(day + DAY, time.min, wall).astimezone(UTC)


@pytest.mark.parametrize(("zone", "sooner"), WALLS)
def test_access_lasts_to_the_end_of_the_day_that_was_told_and_thirty_days_at_least(zone, sooner):
    """Source: LIF-1. Less an hour where summer time began in between."""
    wall = ZoneInfo(zone)
    for began in beginnings(wall):
        told = clock.must_sign_in_by(began, RULES, zone=HERE)
        end = end_of(told, wall) - sooner
        assert not clock.is_inactive(began, None, RULES, at=end - MOMENT, zone=HERE), began
        assert clock.is_inactive(began, None, RULES, at=end_of(told, HERE), zone=HERE), began
        assert end_of(told, HERE) - began > 30 * DAY - HOUR, began


@pytest.mark.parametrize(("zone", "sooner"), WALLS)
def test_a_role_counts_to_the_end_of_the_day_that_was_told_and_a_late_one_is_restored_to_its(zone, sooner):
    """Source: LIF-3, LIF-4."""
    wall = ZoneInfo(zone)
    for began in beginnings(wall):
        days = year.year_of(began, RULES, zone=HERE)
        for last, stands in ((days.certify_by, Season.OPEN), (days.restored_until, Season.SUSPENDED)):
            at = end_of(last, wall) - sooner - MOMENT
            assert year.season(began, None, RULES, at=at, zone=HERE) is stands, began
            assert year.season(began, None, RULES, at=end_of(last, HERE), zone=HERE) is not stands, began


@pytest.mark.parametrize(("zone", "sooner"), WALLS)
def test_a_request_waits_to_the_end_of_the_day_that_was_told(zone, sooner):
    """Source: ROL-9."""
    wall = ZoneInfo(zone)
    for began in beginnings(wall):
        last = waiting.expires_on(began.astimezone(HERE).date(), REQUESTS)
        today = (end_of(last, wall) - sooner - MOMENT).astimezone(HERE).date()
        assert waiting.asked_by(REQUESTS.expires_after_days + 1, today, REQUESTS) < began.astimezone(HERE).date(), began
