"""When a sweep stops and asks first. Pure, over values."""

from datetime import datetime, timedelta

from vestibule.kernel.rulebook import SweepRules


def is_too_many(due: int, of: int, rules: SweepRules) -> bool:
    """Say whether a sweep that takes something from people would do so to too many of those it looks at.

    Source: LIF-7. Reading: more than so many percent, but never where they are few: of twenty people five may well be
    on leave together.
    """
    return due > rules.few and due * 100 > of * rules.most_percent


def enough(due: int, rules: SweepRules) -> int | None:
    """Return of how many so many due aren't too many; nothing where they are however many there are. Source: LIF-7."""
    return -(-due * 100 // rules.most_percent) if rules.most_percent else None


def may_go_on(allowed_at: datetime, rules: SweepRules, *, at: datetime) -> bool:
    """Say whether a sweep that somebody let go on may still do so. Source: LIF-7.

    Reading: for so many hours, in which it may be killed and run again; a later flood is looked at anew. A clock that
    was set back doesn't stop it again.
    """
    return at < allowed_at + timedelta(hours=rules.goes_on_hours)
