"""How long a request has waited, and when it comes to its end undecided. Pure, over values."""

from datetime import date, timedelta

from vestibule.kernel.days import business_days
from vestibule.kernel.rulebook import RequestRules

_A_DAY = timedelta(days=1)


def days_waited(since: date, today: date, rules: RequestRules) -> int:
    """Return for how many days a request has waited. Source: ROL-9.

    Reading: none on the day itself; of the calendar, or of work where the profile says so.
    """
    if rules.business_days:
        return business_days(since, today, rules.holidays)
    return max(0, (today - since).days)


def asked_by(days: int, today: date, rules: RequestRules) -> date:
    """Return the last day on which what was asked has waited for so many days today, or more. Source: ROL-9."""
    since = today - timedelta(days=days)
    while days_waited(since, today, rules) < days:
        since -= _A_DAY
    return since


def expires_on(since: date, rules: RequestRules) -> date:
    """Return the last day on which a request can be decided; it counts to its end. Source: ROL-9."""
    last = since + timedelta(days=rules.expires_after_days)
    while days_waited(since, last + _A_DAY, rules) <= rules.expires_after_days:
        last += _A_DAY
    return last
