"""Reads of the powers that somebody's roles give them at a moment: as approver or backup, awake and certified."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vestibule.access.certifications import YEAR_BEGAN, in_time, late_before
from vestibule.access.clocks import run_out
from vestibule.access.models import AccessClock, RoleGrant
from vestibule.access.policy import clock, year
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.kernel.reasons import Reason


def powers_of(person_id: UUID, *, at: datetime) -> "QuerySet[RoleGrant]":
    """Return somebody's grants that decide for their organizations at this moment. Source: ROL-7, LIF-1, LIF-4.

    Reading: judged at use, whether or not a sweep has put it on record that access is inactive or the role suspended.
    """
    return in_time(held_powers(person_id), at).exclude(asleep(at))


def sleeping_faults(person_id: UUID, *, at: datetime) -> list[Reason]:
    """List why some of somebody's roles that decide count for nothing at this moment. Source: LIF-1, LIF-4."""
    late = Q(suspended_at__isnull=False) | Q(year_began__lt=late_before(at=at))
    counted = held_powers(person_id).alias(year_began=YEAR_BEGAN)
    found = counted.aggregate(inactive=Count("pk", filter=Q(asleep(at))), late=Count("pk", filter=late))
    return [*clock.inactivity_faults(inactive=found["inactive"] > 0), *year.powers_faults(suspended=found["late"] > 0)]


def held_powers(person_id: UUID) -> "QuerySet[RoleGrant]":
    """Return somebody's grants of roles that decide, whether or not they count at present."""
    return RoleGrant.objects.filter(person_id=person_id, role__kind__in=DECIDING_KINDS, ended_at=None)


def asleep(at: datetime) -> Exists:
    """Return the condition, of a grant, that its holder's access to the application is inactive at a moment."""
    return Exists(
        AccessClock.objects.filter(
            run_out(at), person_id=OuterRef("person_id"), application_id=OuterRef("role__application_id")
        )
    )
