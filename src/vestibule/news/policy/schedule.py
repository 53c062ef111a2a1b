"""When an announcement is shown: from one moment until another, written as the help desk's clock shows it."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import NewsRules

NO_TIME = declare_reason(
    "news.no_time", gettext_noop("Write the time like 8:30 a.m. or 20:30; this is none: %(typed)s."), rule="NEW-2"
)
NO_SUCH_HOUR = declare_reason(
    "news.no_such_hour",
    gettext_noop("On that day the clock goes forward, and this time doesn't exist. Choose another."),
    rule="NEW-2",
)
HOUR_TWICE = declare_reason(
    "news.hour_twice",
    gettext_noop("On that day the clock goes back, and this time comes twice. Choose another."),
    rule="NEW-2",
)
ENDS_BEFORE = declare_reason(
    "news.ends_before", gettext_noop("It must end after it begins."), rule="NEW-2", field="until_day"
)
IS_OVER = declare_reason("news.is_over", gettext_noop("This end is past already."), rule="NEW-2", field="until_day")
TOO_FAR = declare_reason(
    "news.too_far",
    gettext_noop("It can be shown for %(most)s days at most, and begin within as many."),
    rule="NEW-2",
    field="until_day",
)

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)


def clock_time(typed: str) -> time | None:
    """Return a time of day as people write it, or nothing where it is none. Source: NEW-2."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)


def hour_faults(day: date, hour: time, zone: tzinfo) -> list[Reason]:
    """List why a time of a day names no single moment where the help desk is.

    Source: NEW-2. Reading: in the hour that is left out in spring it names none, in the one that comes twice in autumn
    two; whoever announces an outage of that night says another minute than be understood wrongly.
    """
    written = datetime.combine(day, hour)
    first, second = written.replace(tzinfo=zone), written.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != written:
        return [NO_SUCH_HOUR()]
    return [HOUR_TWICE()] if first.utcoffset() != second.utcoffset() else []


def moment(day: date, hour: time, zone: tzinfo) -> datetime:
    """Return the moment that a time of a day names, once it has no faults. Source: NEW-2."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def schedule_faults(starts_at: datetime, ends_at: datetime, rules: NewsRules, *, at: datetime) -> list[Reason]:
    """List what is wrong with the time in which an announcement is to be shown. Source: NEW-2.

    Reading: a beginning that is past is at once.
    """
    if ends_at <= starts_at:
        return [ENDS_BEFORE()]
    if ends_at <= at:
        return [IS_OVER()]
    longest = timedelta(days=rules.longest_days)
    return [TOO_FAR(most=rules.longest_days)] if ends_at - starts_at > longest or starts_at > at + longest else []
