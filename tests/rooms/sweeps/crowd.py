"""A crowd for whom many deadlines have come at once; stored in sets, for there are thousands of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from tests.people import APPROVER, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.models import AccessClock, RoleGrant, RoleRequest
from vestibule.accounts.models import Person
from vestibule.kernel.references import new_reference

SLEEP, REMINDED, LATE, OVER, CLOSING, TOLD, ASKING, WAITING = (
    "have not signed in for 31 days",
    "have not signed in for 25 days",
    "hold a role that was to be certified yesterday",
    "hold a role that was to be certified 15 days ago",
    "have not used their account for two years",
    "will not have used their account for two years in 30 days",
    "asked 31 days ago",
    "asked 7 days ago",
)
MANY = {SLEEP: 3000, REMINDED: 500, LATE: 500, OVER: 500, CLOSING: 500, TOLD: 500, ASKING: 60, WAITING: 60}

# What is to be on record of each, and which mail is written to them, once; of who waits to their
# approver.
FACTS = {
    SLEEP: "access.access_went_inactive",
    REMINDED: "access.sign_in_reminded",
    LATE: "access.role_suspended",
    OVER: "access.role_revoked",
    CLOSING: "accounts.account_closed",
    TOLD: "accounts.closing_told",
    ASKING: "access.request_expired",
    WAITING: "access.request_reminded",
}
MAILS = {
    SLEEP: "access/went_inactive",
    REMINDED: "access/sign_in_due",
    LATE: "access/role_suspended",
    OVER: "access/role_revoked",
    CLOSING: "accounts/closed",
    TOLD: "accounts/closing",
    ASKING: "access/request_expired",
}


def a_crowd(*, at: datetime) -> dict[str, set[UUID]]:
    """Return who is who, for each of whom one deadline has come at a moment, and no other."""
    the_catalog()
    place = an_organization()
    holds(a_person("Ann", "Approver", at=at), APPROVER, place, at=at)
    people = {which: _people(count, which, at) for which, count in MANY.items()}
    for which, held, began in (
        (SLEEP, 40, 31), (REMINDED, 40, 25), (LATE, 366, 1), (OVER, 380, 1),
    ):  # fmt: skip
        _hold(people[which], place, at - timedelta(days=held), at - timedelta(days=began))
    _ask(people[ASKING], place, at - timedelta(days=31))
    _ask(people[WAITING], place, at - timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, but later
    return people


def _people(count: int, which: str, at: datetime) -> set[UUID]:
    unused = {CLOSING: 731, TOLD: 701}.get(which, 1)
    told = {"closing_told_days": 7, "closing_told_at": at - timedelta(days=8)} if which == CLOSING else {}
    used_at = at - timedelta(days=unused)
    named = [f"{list(MANY).index(which)}.{number}" for number in range(count)]
    rows = [_somebody(name, made_at=at, used_at=used_at, **told) for name in named]
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
