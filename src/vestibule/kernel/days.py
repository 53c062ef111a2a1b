"""How long something has waited: in days of the calendar, or in days on which somebody works."""

from collections.abc import Collection
from datetime import date

_A_WEEK, _WORKED = 7, 5


def business_days(since: date, today: date, holidays: Collection[date] = ()) -> int:
    """Count the business days since a day: those after it, up to and with today.

    Source: HLP-1, ROL-9. Reading: Monday to Friday, but for the holidays that the operator has named.
    """
    free = sum(1 for day in holidays if since < day <= today and day.isoweekday() <= _WORKED)
    return max(0, _worked_until(today) - _worked_until(since) - free)


def _worked_until(day: date) -> int:
    """Count the business days from the first Monday of the calendar to a day."""
    weeks, days = divmod(day.toordinal(), _A_WEEK)  # day 1 was a Monday
    return weeks * _WORKED + min(days, _WORKED)
