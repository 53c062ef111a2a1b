"""How long something has waited, in the help desk's days."""

from datetime import date

_A_WEEK, _WORKED = 7, 5


def business_days(since: date, today: date) -> int:
    """Count the business days since a day: those after it, up to and with today.

    Source: HLP-1. Reading: Monday to Friday; holidays are worked through until the operator can name them.
    """
    return max(0, _worked_until(today) - _worked_until(since))


def _worked_until(day: date) -> int:
    """Count the business days from the first Monday of the calendar to a day."""
    weeks, days = divmod(day.toordinal(), _A_WEEK)  # day 1 was a Monday
    return weeks * _WORKED + min(days, _WORKED)
