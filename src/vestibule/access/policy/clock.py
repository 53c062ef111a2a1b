"""The clock that keeps access true: until when somebody must sign in to an application."""

from datetime import date, datetime, time, timedelta, tzinfo

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import AccessRules

INACTIVE = declare_reason(
    "access.inactive",
    gettext_noop(
        "Your access to this application is inactive, because you did not sign in to it in time. Change your password "
        "under My Profile: that wakes it."
    ),
    rule="LIF-1",
)


def must_sign_in_by(started_at: datetime, rules: AccessRules, *, zone: tzinfo) -> date:
    """Return the last day on which somebody must sign in to an application to keep access to it.

    Source: LIF-1 (APP 0, EU 0). Reading: one clock per person and application. It starts at the first grant, each
    sign-in to the application itself starts it again, and so does waking; a grant that comes later doesn't. Days are
    those of the installation, whatever the hour and whether clocks were changed meanwhile, and the last one counts to
    its end, so that nobody is late on the day that they were told.
    """
    return started_at.astimezone(zone).date() + timedelta(days=rules.inactive_after_days)


def begun_before(days: int, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which a clock was started that has run for so many days, or more, on the day of ``at``.

    Source: LIF-1. Reading: on the day of the start it has run for none, on the next for one.
    """
    day = at.astimezone(zone).date() - timedelta(days=days - 1)
    return datetime.combine(day, time.min, zone)


def runs_out_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which a clock was started that has run out at ``at``. Source: LIF-1."""
    return begun_before(rules.inactive_after_days + 1, at=at, zone=zone)


def is_inactive(
    started_at: datetime, inactive_at: datetime | None, rules: AccessRules, *, at: datetime, zone: tzinfo
) -> bool:
    """Say whether access is inactive: its clock has run out, or had, and nothing has woken it since.

    Source: LIF-1, LIF-2. Reading: judged at use, so that it is inactive at midnight, whether or not a sweep has put it
    on record; once that is done a clock that was set back doesn't wake it.
    """
    return inactive_at is not None or started_at < runs_out_before(rules, at=at, zone=zone)


def inactivity_faults(*, inactive: bool) -> list[Reason]:
    """List why somebody can't use the powers of a role in an application. Source: LIF-1."""
    return [INACTIVE()] if inactive else []
