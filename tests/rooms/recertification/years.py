"""An office in the tests of certifications: an approver, a backup, end users; and the days of their roles' year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.models import AccessClock, RoleGrant
from vestibule.notices.models import Mail
from vestibule.recertification.jobs import certify

HERE = ZoneInfo("America/New_York")
MOMENT = timedelta(microseconds=1)
REASON = "They have left the office."


@dataclass(frozen=True)
class Office:
    """An organization whose end users' roles were granted at ``AT``, and the people in it."""

    id: UUID
    approver: UUID
    backup: UUID
    members: tuple[UUID, ...]
    roles: tuple[UUID, ...]  # the members' grants, in their order


def an_office(name: str = "Sunshine Medical Group, LLC", *, members: int = 1, letter: str = "A") -> Office:
    """Return an organization with an approver, a backup, and so many end users."""
    the_catalog()
    place = an_organization(name)
    approver, backup = a_person("Ada", f"Approver-{letter}"), a_person("Ben", f"Backup-{letter}")
    holds(approver, APPROVER, place, at=AT + timedelta(days=200))
    holds(backup, BACKUP, place, at=AT + timedelta(days=200))
    people = tuple(a_person("Eve", f"Enduser-{letter}{'abcdefghijklmnopqrstuvwxyz'[n]}") for n in range(members))
    return Office(place, approver, backup, people, tuple(holds(who, END_USER, place) for who in people))


def day(number: int, *, hour: int = 12) -> datetime:
    """Return an hour of the day so many days after ``AT``, as the clocks of the installation show it."""
    date = (AT.astimezone(HERE) + timedelta(days=number)).date()
    return datetime(date.year, date.month, date.day, hour, tzinfo=HERE).astimezone(UTC)


def awake(people: Collection[UUID], at: datetime) -> None:
    """Let people have signed in to the application that day, so that no other clock keeps them out."""
    began = at - timedelta(hours=1)
    AccessClock.objects.filter(person_id__in=people).update(started_at=began, inactive_at=None)


def swept(*moments: datetime) -> None:
    """Let the calendar come by at these moments, each time twice."""
    for at in moments:
        certify(at=at)
        certify(at=at)


def mailed(who: UUID, kind: str = "") -> list[str]:
    """Return which mails of certifications somebody got, in their order."""
    mails = Mail.objects.filter(person_id=who).order_by("queued_at", "pk").values_list("kind", flat=True)
    return [each for each in mails if each.startswith(("recertification/", "access/role_")) and kind in each]


def grant(grant_id: UUID) -> RoleGrant:
    """Return a grant as it stands."""
    return RoleGrant.objects.get(pk=grant_id)
