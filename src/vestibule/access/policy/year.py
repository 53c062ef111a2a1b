"""The year after which a role is certified anew: its days, and where a role stands in it. Every date is made here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import AccessRules

TOO_EARLY = declare_reason(
    "certification.too_early",
    gettext_noop("This role is to be certified by %(day)s; that can be done from %(opens)s on."),
    rule="LIF-3",
)
ALREADY_CERTIFIED = declare_reason(
    "certification.already_certified",
    gettext_noop("%(who)s certified this role already, on %(on)s. It is due again by %(day)s."),
    rule="LIF-3",
)
TOO_LATE = declare_reason(
    "certification.too_late",
    gettext_noop("A late certification restored this role until %(day)s. It is revoked; it can be asked for anew."),
    rule="LIF-4",
)
NOT_YET = declare_reason(
    "certification.not_yet",
    gettext_noop("A role that is brought along was certified by today; %(day)s is still to come."),
    rule="LIF-3",
)
SUSPENDED = declare_reason(
    "certification.suspended",
    gettext_noop(
        "Your role in this organization is suspended, because nobody certified it in time. The help desk still can."
    ),
    rule="LIF-4",
)


NOT_CERTIFIED = "not_certified"  # why a role ended


class Season(StrEnum):
    """Where a role stands in its year."""

    EARLY = "early"  # nothing to do yet
    OPEN = "open"  # to be certified, and in time
    SUSPENDED = "suspended"  # late: worth nothing until it is certified
    OVER = "over"  # too late


@dataclass(frozen=True)
class Year:
    """A role's year: the day from which on it can be certified, by which it must be, and the last that restores it."""

    opens: date
    certify_by: date
    restored_until: date


def year_of(began: datetime, rules: AccessRules, *, zone: tzinfo) -> Year:
    """Return the days of the year that began with a grant, or with the last certification. Source: LIF-3, LIF-4.

    Reading: days on the calendar of the installation, whatever the hour and whether clocks were changed in between; a
    year has 365 of them, so that after a 29 February it ends a day earlier in the month. The last counts to its end.
    """
    due = began.astimezone(zone).date() + timedelta(days=rules.certified_every_days)
    return Year(due - _ahead(rules), due, due + timedelta(days=rules.restored_within_days))


def brought_faults(certified_on: date, *, at: datetime, zone: tzinfo) -> list[Reason]:
    """List why a role can't have been certified on a day in the system before. Source: LIF-3."""
    return [NOT_YET(day=certified_on)] if certified_on > at.astimezone(zone).date() else []


def brought_from(certified_on: date, rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return when the year of a role began that is brought along from another system. Source: LIF-3, LIF-4.

    Reading: on the day on which it was certified there, or granted. Where that is so long ago that it would be due
    before anybody here has had all of the mails, it is due on the day by which they have.
    """
    opens_today = at.astimezone(zone).date() - (timedelta(days=rules.certified_every_days) - _ahead(rules))
    return datetime.combine(max(certified_on, opens_today), time(12), zone)


def season(began: datetime, suspended_at: datetime | None, rules: AccessRules, *, at: datetime, zone: tzinfo) -> Season:
    """Return where a role stands in its year. Source: LIF-3, LIF-4.

    Reading: judged at use, so that it is suspended at midnight, whether or not a sweep has put it on record; once that
    is done a clock that was set back restores nothing.
    """
    year, day = year_of(began, rules, zone=zone), at.astimezone(zone).date()
    if day > year.restored_until:
        return Season.OVER
    if suspended_at is not None or day > year.certify_by:
        return Season.SUSPENDED
    return Season.OPEN if day >= year.opens else Season.EARLY


def began_before(days: int, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which a year began of which so many days, or more, are over on the day of ``at``."""
    return datetime.combine(at.astimezone(zone).date() - timedelta(days=days - 1), time.min, zone)


def open_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began whose roles can be certified at ``at``. Source: LIF-3."""
    return due_within(_ahead(rules).days, rules, at=at, zone=zone)


def due_within(days: int, rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began whose roles are due in so many days, or fewer. Source: LIF-3."""
    return began_before(rules.certified_every_days - days, at=at, zone=zone)


def late_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began whose roles weren't certified in time. Source: LIF-4."""
    return began_before(rules.certified_every_days + 1, at=at, zone=zone)


def over_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began whose roles no late certification restores. Source: LIF-4."""
    return began_before(rules.certified_every_days + rules.restored_within_days + 1, at=at, zone=zone)


def certifying_faults(stands: Season, year: Year, *, certified: tuple[str, date] | None) -> list[Reason]:
    """List why a role can't be certified now. Source: LIF-3, LIF-4.

    Reading: not before the first mail that asks for it, so that a role which was certified is so for a year and what is
    spread over the year stays spread. ``certified`` is by whom and when it was last, which who comes second is told.
    """
    if stands is Season.OVER:
        return [TOO_LATE(day=year.restored_until)]
    if stands is not Season.EARLY:
        return []
    if certified:
        who, on = certified
        return [ALREADY_CERTIFIED(who=who, on=on, day=year.certify_by)]
    return [TOO_EARLY(day=year.certify_by, opens=year.opens)]


def powers_faults(*, suspended: bool) -> list[Reason]:
    """List why somebody can't use the powers of a role that decides. Source: LIF-4."""
    return [SUSPENDED()] if suspended else []


def _ahead(rules: AccessRules) -> timedelta:
    return timedelta(days=max(rules.certification_told_days_before, default=0))
