"""Reads of the clocks that keep access true, as pages, applications and sweeps ask for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_default_timezone

from vestibule.access.certifications import in_time
from vestibule.access.models import AccessClock, ApplicationUse, Role, RoleGrant
from vestibule.access.policy import clock
from vestibule.accounts.queries import is_active, is_out_of_use
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook

Clock = tuple[UUID, str]  # one for each person and application
_CLOCK = ("person_id", "application_id")
_HERE = get_default_timezone()

HELD = Exists(
    RoleGrant.objects.filter(
        person_id=OuterRef("person_id"), role__application_id=OuterRef("application_id"), ended_at=None
    )
)

# Of a grant: whether its holder's access to the application is on record as inactive.
ON_RECORD_AS_INACTIVE = Exists(
    AccessClock.objects.filter(
        person_id=OuterRef("person_id"), application_id=OuterRef("role__application_id"), inactive_at__isnull=False
    )
)


@dataclass(frozen=True)
class ClockCard:
    """Until which day somebody must sign in to an application; or since which their access to it is inactive."""

    sign_in_by: date
    is_inactive: bool

    @property
    def inactive_since(self) -> date:
        """The first day on which access is inactive, or would be."""
        return self.sign_in_by + timedelta(days=1)


def last_signed_in(person_id: UUID, application_key: str) -> datetime | None:
    """Return when somebody last signed in to an application itself, if ever. Source: LIF-1."""
    use = ApplicationUse.objects.filter(person_id=person_id, application_id=application_key)
    return use.values_list("signed_in_at", flat=True).first()


def last_signed_in_of(person_ids: Collection[UUID], application_keys: Collection[str]) -> dict[Clock, datetime]:
    """Return when each of several people last signed in to applications, in one query; who never did isn't there.

    Source: LIF-1.
    """
    uses = ApplicationUse.objects.filter(person_id__in=person_ids, application_id__in=application_keys)
    return {(person, application): at for person, application, at in uses.values_list(*_CLOCK, "signed_in_at")}


def clocks_of(
    person_ids: Collection[UUID], application_keys: Collection[str], *, at: datetime
) -> dict[Clock, ClockCard]:
    """Return the clocks of several people and applications, in one query. Source: LIF-1.

    Reading: of who holds a role there; that of who lost them all may stand still for a while, and says nothing.
    """
    rows = AccessClock.objects.filter(person_id__in=person_ids, application_id__in=application_keys)
    return {
        (person, application): _card(started_at, inactive_at, at)
        for person, application, started_at, inactive_at in rows.values_list(*_CLOCK, "started_at", "inactive_at")
    }


def sign_in_days_of(person_ids: Collection[UUID], application_keys: Collection[str]) -> dict[Clock, date]:
    """Return until which day each of several people must sign in to applications, in one query. Source: LIF-1."""
    rows = AccessClock.objects.filter(person_id__among=person_ids, application_id__in=application_keys)
    rules = rulebook().access
    return {
        (person, application): clock.must_sign_in_by(started_at, rules, zone=_HERE)
        for person, application, started_at in rows.values_list(*_CLOCK, "started_at")
    }


def clock_of(person_id: UUID, application_key: str, *, at: datetime) -> ClockCard:
    """Return the clock of a person and an application. Source: LIF-1.

    Reading: one that has none yet begins at this moment.
    """
    known = clocks_of([person_id], [application_key], at=at)
    return known.get((person_id, application_key)) or _card(at, None, at)


def is_inactive(person_id: UUID, application_key: str, *, at: datetime) -> bool:
    """Say whether somebody's access to an application is inactive at this moment. Source: LIF-1."""
    return clock_of(person_id, application_key, at=at).is_inactive


def require_active(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Raise ``Refused`` where somebody's access to an application is inactive: the powers of a role sleep with it.

    Source: LIF-1.
    """
    require(clock.inactivity_faults(inactive=is_inactive(person_id, application_key, at=at)))


def has_inactive(person_id: UUID, *, at: datetime) -> bool:
    """Say whether any of somebody's access is inactive, so that a new password would wake it. Source: LIF-2."""
    return AccessClock.objects.filter(HELD, run_out(at), person_id=person_id).exists()


def running_out(at: datetime) -> Q:
    """Return the condition that a clock runs at a moment, and hasn't run out. Source: LIF-1."""
    return Q(inactive_at=None, started_at__gte=_out(at))


def run_out(at: datetime) -> Q:
    """Return the condition that access is inactive, on record or not yet. Source: LIF-1."""
    return Q(inactive_at__isnull=False) | Q(started_at__lt=_out(at))


def looked_at() -> "QuerySet[AccessClock]":
    """Return the clocks that run: of roles that are held, by accounts in use. Source: LIF-1."""
    return AccessClock.objects.filter(_held_by_name(), is_active("person"), inactive_at=None)


def count_looked_at(most: int | None) -> int:
    """Count the clocks of ``looked_at``, up to so many. Source: LIF-7.

    Reading: application by application. Those of accounts out of use, which are few, are counted by themselves: a
    database that looks up of a million people that each is in use takes twice as long.
    """
    count = 0
    for key, holds in _holding().items():
        there = AccessClock.objects.filter(holds, application_id=key, inactive_at=None)
        not_counted = there.filter(is_out_of_use("person")).count()
        count += (there if most is None else there[: most - count + not_counted]).count() - not_counted
    return count


def _held_by_name() -> Q:
    """Return the condition of ``HELD`` for very many clocks: application by application, by roles that are named.

    A database that joins the catalogue anew for each clock takes twice as long.
    """
    held = Q(pk__in=[])
    for key, holds in _holding().items():
        held |= Q(holds, application_id=key)
    return held


def _holding() -> dict[str, Exists]:
    """Return for each application whether the owner of a clock holds one of its roles."""
    roles: dict[str, list[str]] = {}
    for key, role in Role.objects.order_by("pk").values_list("application_id", "pk"):
        roles.setdefault(key, []).append(role)
    return {
        key: Exists(RoleGrant.objects.filter(person_id=OuterRef("person_id"), role_id__in=named, ended_at=None))
        for key, named in roles.items()
    }


def to_go_inactive(at: datetime) -> "QuerySet[AccessClock]":
    """Return the clocks that have run out and aren't on record yet, the longest running first. Source: LIF-1."""
    return looked_at().filter(started_at__lt=_out(at)).order_by("started_at")


def to_be_told(days: int, at: datetime) -> "QuerySet[AccessClock]":
    """Return the clocks that have run for so many days, whose owners weren't told yet. Source: LIF-1, LIF-4, LIF-7.

    Reading: of a deadline that is over nobody is told any more, nor of an earlier one once a later was told; nor is who
    couldn't sign in now, because all of their roles there are suspended. Where one is restored in time they are.
    """
    not_told = Q(told_days=None) | Q(told_days__lt=days)
    there = RoleGrant.objects.filter(
        person_id=OuterRef("person_id"), role__application_id=OuterRef("application_id"), ended_at=None
    )
    could = AccessClock.objects.filter(Exists(in_time(there, at)), is_active("person"), inactive_at=None)
    began = could.filter(not_told, started_at__gte=_out(at), started_at__lt=begun_before(days, at))
    return began.order_by("started_at")


def begun_before(days: int, at: datetime) -> datetime:
    """Return the moment before which a clock was started that has run for so many days. Source: LIF-1."""
    return clock.begun_before(days, at=at, zone=_HERE)


def of_nothing(at: datetime) -> "QuerySet[AccessClock]":
    """Return clocks that have run out and belong to no role that is held: nobody's any more."""
    return AccessClock.objects.filter(~HELD, started_at__lt=_out(at), inactive_at=None)


def _card(started_at: datetime, inactive_at: datetime | None, at: datetime) -> ClockCard:
    rules = rulebook().access
    return ClockCard(
        clock.must_sign_in_by(started_at, rules, zone=_HERE),
        clock.is_inactive(started_at, inactive_at, rules, at=at, zone=_HERE),
    )


def _out(at: datetime) -> datetime:
    return clock.runs_out_before(rulebook().access, at=at, zone=_HERE)
