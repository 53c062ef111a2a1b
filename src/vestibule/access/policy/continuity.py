"""When an organization is about to lose its last active approver, why, and from which day on nobody decides there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from vestibule.kernel.rulebook import AccessRules


class Cause(StrEnum):
    """What befalls the last one who decides."""

    INACTIVE = "inactive"  # no sign-in to the application in time (LIF-1)
    OVERDUE = "overdue"  # the role isn't certified in time (LIF-4)
    DISABLED = "disabled"  # the account is
    LEFT = "left"  # the role was given up, removed, or revoked


@dataclass(frozen=True)
class Decider:
    """Somebody who decides, or decided of late, for an organization: by which days their role stops to count.

    ``sign_in_by`` is nothing where no clock runs; ``reachable`` says that the account is in use, or will be.
    """

    person_id: UUID
    is_held: bool
    reachable: bool
    sign_in_by: date | None
    certify_by: date


@dataclass(frozen=True)
class Danger:
    """Why nobody will decide there, from which day on, and whose role is the last; without a day it is so already."""

    cause: Cause
    falls_on: date | None
    person_id: UUID


def danger(deciders: Iterable[Decider], rules: AccessRules, *, today: date) -> Danger | None:
    """Return what threatens an organization whose deciders these are; nothing while one of them is safe.

    Source: ORG-9 (APP 0). Reading: safe is whose account is in use, who need not sign in to the application nor be
    certified within the days of the profile. Of several in danger the last to go says the day and the cause; of those
    who are gone, who still holds the role.
    """
    known = list(deciders)
    held = [decider for decider in known if decider.is_held and decider.reachable]
    ends = [(_end(decider), decider) for decider in held]
    if any(_is_safe(decider, rules, today) for decider in held):
        return None
    if ends:
        (last_day, cause), decider = max(ends, key=lambda end: (end[0][0], str(end[1].person_id)))
        return Danger(cause, last_day + timedelta(days=1), decider.person_id)
    if not known:
        return None
    gone = max(known, key=lambda decider: (decider.is_held, str(decider.person_id)))
    return Danger(Cause.DISABLED if gone.is_held else Cause.LEFT, None, gone.person_id)


def _is_safe(decider: Decider, rules: AccessRules, today: date) -> bool:
    certified = decider.certify_by - today > timedelta(days=rules.continuity_certify_days)
    if decider.sign_in_by is None:
        return certified
    return certified and decider.sign_in_by - today > timedelta(days=rules.continuity_inactive_days)


def _end(decider: Decider) -> tuple[date, Cause]:
    """Return the last day on which a role counts, and what ends it."""
    by_year = (decider.certify_by, Cause.OVERDUE)
    if decider.sign_in_by is None:
        return by_year
    return min((decider.sign_in_by, Cause.INACTIVE), by_year, key=lambda end: end[0])
