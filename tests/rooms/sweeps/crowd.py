"""A crowd for whom many deadlines have come at once; stored in sets, for there may be thousands of them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection

from tests.people import APPROVER, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.models import AccessClock, RoleGrant, RoleRequest
from vestibule.accounts.models import Person
from vestibule.kernel.references import new_reference

HERE = ZoneInfo("America/New_York")
DAY = timedelta(days=1)

SLEEP, REMINDED, LATE, OVER, DUE, CLOSING, TOLD, ASKING, ESCALATED, WAITING = (
    "have not signed in for 31 days",
    "have not signed in for 20 days",
    "hold a role that was to be certified the day before",
    "hold a role that a certification restored until the day before",
    "certify roles that are due in 45 days",
    "have not used their account for two years",
    "will not have used their account for two years in 30 days",
    "asked 31 days ago",
    "asked 21 days ago",
    "asked 7 days ago",
)

# What is to be on record of each, and which mail is written to them, once.
FACTS = {
    SLEEP: "access.access_went_inactive",
    REMINDED: "access.sign_in_reminded",
    LATE: "access.role_suspended",
    OVER: "access.role_revoked",
    DUE: "recertification.reviewer_reminded",
    CLOSING: "accounts.account_closed",
    TOLD: "accounts.closing_told",
    ASKING: "access.request_expired",
    ESCALATED: "access.request_escalated",
    WAITING: "access.request_reminded",
}
MAILS = {
    SLEEP: "access/went_inactive",
    REMINDED: "access/sign_in_due",
    LATE: "access/role_suspended",
    OVER: "access/role_revoked",
    DUE: "recertification/certifications_due",
    CLOSING: "accounts/closed",
    TOLD: "accounts/closing",
    ASKING: "access/request_expired",
}

# How many days before a role was granted, and its holder signed in to the application last; or a request was made.
ROLES = {SLEEP: (40, 31), REMINDED: (40, 20), LATE: (366, 1), OVER: (380, 1)}
REQUESTS = {ASKING: 31, ESCALATED: 21, WAITING: 7}


def a_crowd(many: Mapping[str, int], *, at: datetime) -> dict[str, set[UUID]]:
    """Return who is who, so many of each: on the day of a moment one deadline comes for each, and no other.

    Of accounts that nobody uses it comes at the moment itself. ``many`` of those who certify is how many roles there
    are; they are one.
    """
    the_catalog()
    place, other = an_organization(), an_organization("Moonlight")
    people = {which: _people(many[which], which, at) for which in FACTS if which != DUE}
    for which, (held, signed_in) in ROLES.items():
        _hold(people[which], place, before(at, held), before(at, signed_in))
    for which, days in REQUESTS.items():
        _ask(people[which], place, before(at, days))
    _hold(_people(many[DUE], DUE, at), other, before(at, 320), before(at, 1))
    people[DUE] = {a_person("Bea", "Certifies", at=at)}
    for who, where in ((a_person("Ann", "Approver", at=at), place), (*people[DUE], other)):
        holds(who, APPROVER, where, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, but later
    return people


def before(at: datetime, days: int) -> datetime:
    """Return the same hour so many days before, as the clocks of the installation show it."""
    return (at.astimezone(HERE) - days * DAY).astimezone(UTC)


def _people(count: int, which: str, at: datetime) -> set[UUID]:
    times: dict[str, Any] = {
        CLOSING: {"used_at": at - 730 * DAY, "closing_told_days": 7, "closing_told_at": at - 7 * DAY},
        TOLD: {"used_at": at - 700 * DAY, "closing_told_days": 60, "closing_told_at": at - 30 * DAY},
    }.get(which, {"used_at": at - DAY})
    named = [f"{list(FACTS).index(which)}.{number}" for number in range(count)]
    rows = [_somebody(name, made_at=at, **times) for name in named]
    Person.objects.bulk_create(rows)
    return {row.pk for row in rows}


def _somebody(user_id: str, **times: Any) -> Person:
    row = Person(id=uuid4(), state="active", language=("en", "es")[len(user_id) % 2], **times)
    row.user_id, row.email = f"una.user{user_id}", f"una.user{user_id}@example.com"
    row.first_name, row.middle_name, row.last_name, row.suffix = "Una", "", "User", ""
    return row


def _hold(people: Iterable[UUID], place: UUID, since: datetime, signed_in: datetime) -> None:
    RoleGrant.objects.bulk_create(
        RoleGrant(person_id=who, role_id=END_USER, organization_id=place, granted_at=since) for who in people
    )
    AccessClock.objects.bulk_create(
        AccessClock(person_id=who, application_id="spot", started_at=signed_in) for who in people
    )


def _ask(people: Iterable[UUID], place: UUID, at: datetime) -> None:
    RoleRequest.objects.bulk_create(
        RoleRequest(
            person_id=who,
            application_id="spot",
            role_id=END_USER,
            organization_id=place,
            state="submitted",
            confirmation=new_reference(),
            created_at=at,
            submitted_at=at,
        )
        for who in people
    )
