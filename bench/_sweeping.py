"""The work that ``bench/sweeps.py`` measures; imported where the surroundings are set.

Of a hundred people one decides for an office, five haven't signed in to SPOT in time, and of seventeen or eighteen one
of their two roles was not certified in time. These have particulars sealed for themselves, for their mails are written;
the others are copies that nobody reads.
"""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402

from tests.people import APPROVER, END_USER, a_person, an_organization, the_catalog  # noqa: E402
from vestibule.access.jobs import GO_INACTIVE  # noqa: E402
from vestibule.access.models import AccessClock, RoleGrant  # noqa: E402
from vestibule.accounts.models import Person  # noqa: E402
from vestibule.cli.running import settle  # noqa: E402
from vestibule.cli.worker import GIVES_WAY  # noqa: E402
from vestibule.jobs.lease import claim  # noqa: E402
from vestibule.jobs.models import Job  # noqa: E402
from vestibule.jobs.queue import enqueue, job_kinds  # noqa: E402
from vestibule.jobs.worker import POLL, do  # noqa: E402
from vestibule.journal.models import Entry  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.notices.models import Mail  # noqa: E402
from vestibule.organizations.models import Organization  # noqa: E402
from vestibule.recertification.jobs import CERTIFY  # noqa: E402
from vestibule.storage.compiled import insert  # noqa: E402
from vestibule.sweeps.models import SweepStop  # noqa: E402

OFFICES, DORMANT, LATE = 100, 20, (7, 40)  # one in so many people decides, is dormant; 175 in 1,000 hold a late role
SET = 2000
SWEEPS = (GO_INACTIVE, CERTIFY)
MAILS = ("access/went_inactive", "access/role_suspended")  # one to each whom a sweep met
NUMBERED = "bench_person"  # who is who, by number: first who decides, then who is dormant, then who holds a late role


def dormant_of(people: int) -> int:
    """Return how many are dormant."""
    return people // DORMANT


def late_of(people: int) -> int:
    """Return how many hold a role that nobody certified in time."""
    return people * LATE[0] // LATE[1]


def prepare(people: int) -> None:
    """Make a database with so many people, two roles and a clock each, and somebody who decides in each office."""
    call_command("migrate", verbosity=0)
    the_catalog()
    model = a_person("Una", "User", at=clock.now())
    place = an_organization("Sunshine Medical Group, LLC")
    offices, dormant, late = people // OFFICES, dormant_of(people), late_of(people)
    named = offices + dormant + late
    for first in range(0, named, SET):
        insert([_somebody(number) for number in range(first, min(first + SET, named))])
    with connection.cursor() as cursor:
        # Rows that point to one another by construction aren't asked about it one by one.
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        _copy(Person, model, people - named, {"user_id_index", "email_index", "likeness_index"})
        _copy(Organization, place, offices - 1, {"submitter_id", "tin_index"})
        with _without_indexes(cursor, "role_grant", "access_clock"):
            for statement in _statements(model, offices, offices + dormant, named):
                cursor.execute(statement)
    # So many at once would stop for the help desk; somebody there has looked, and let it go on.
    SweepStop.objects.create(
        sweep=CERTIFY, state="going_on", due=late, looked_at=2 * people, stopped_at=clock.now(), allowed_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as tables stand that weren't filled a minute ago
    connection.close()


@contextmanager
def _without_indexes(cursor: Any, *tables: str) -> Iterator[None]:
    """Drop the indexes of tables that are filled from nothing, and make them when they are full, as they were."""
    owned = "SELECT 1 FROM pg_constraint WHERE conname = indexname"
    found = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS ({owned})"
    cursor.execute(found, [list(tables)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)


def _statements(model: UUID, offices: int, before_late: int, named: int) -> list[str]:
    """Return what gives everybody two roles and a clock; the first of them decide, each in an office."""
    clock = "INSERT INTO access_clock (id, person_id, application_id, started_at) SELECT"
    role = "INSERT INTO role_grant (id, person_id, role_id, organization_id, granted_at, ended_why) SELECT"
    joined = f"{NUMBERED} p JOIN bench_office o ON o.number = (p.number + %s) %% {offices}"
    decides = f"{joined % 0} WHERE p.number < {offices}"
    late = f"p.number >= {before_late} AND p.number < {named}"
    lately = "now() - interval '1 day' - interval '310 days' * random()"
    begun = f"CASE WHEN {late} THEN now() - interval '370 days' ELSE {lately} END"
    by_number = "row_number() OVER (ORDER BY text_size = '', text_size) - 1 AS number"
    dormant = f"number >= {offices} AND number < {before_late}"
    started = f"now() - CASE WHEN {dormant} THEN interval '40 days' ELSE interval '18 days' * random() END"
    return [
        f"CREATE TABLE {NUMBERED} AS SELECT id, {by_number} FROM person WHERE id <> '{model}'",
        "CREATE TABLE bench_office AS SELECT id, row_number() OVER () - 1 AS number FROM organization",
        f"{role} gen_random_uuid(), p.id, '{END_USER}', o.id, {begun}, '' FROM {joined % 0}",
        f"{role} gen_random_uuid(), p.id, '{END_USER}', o.id, {lately}, '' FROM {joined % 1}",
        f"{role} gen_random_uuid(), p.id, '{APPROVER}', o.id, {lately}, '' FROM {decides}",
        f"{clock} gen_random_uuid(), id, 'spot', {started} FROM {NUMBERED}",
    ]


def _copy(model: type[Person | Organization], key: UUID, count: int, left_out: set[str]) -> None:
    """Make so many rows that are as one is, but for their keys."""
    same = [str(each.column) for each in model._meta.fields if each.column not in {"id", *left_out}]  # noqa: SLF001
    other = [f"'{name[0]}' || number" for name in left_out if not model._meta.get_field(name).null]  # noqa: SLF001
    named = [name for name in left_out if not model._meta.get_field(name).null]  # noqa: SLF001
    with connection.cursor() as cursor:
        table = model._meta.db_table  # noqa: SLF001
        cursor.execute(
            f"INSERT INTO {table} (id, {', '.join([*same, *named])}) SELECT gen_random_uuid(),"
            f" {', '.join([*same, *other])} FROM {table}, generate_series(1, %s) AS number WHERE id = %s",
            [count, key],
        )


def _somebody(number: int) -> Person:
    person = Person(id=uuid4(), state="active", made_at=clock.now(), text_size=f"{number:08d}")
    person.language = ("en", "es")[number % 2]
    person.user_id, person.email = f"una.user{number}", f"una.user{number}@example.com"
    person.first_name, person.middle_name, person.last_name, person.suffix = "Una", "", "User", ""
    return person


def put_in_jobs(_: int) -> None:
    """Leave the jobs that the calendar leaves each hour."""
    for kind in SWEEPS:
        enqueue(kind, {}, at=clock.now())
    connection.close()


def sweep() -> dict[str, float]:
    """Be a worker for as long as there are sweeps to do; return what it took of this process.

    It knows no other jobs, so that no mail is sent, and it keeps no lease: those of the benchmark last. Mails that it
    doesn't know would be read through at each look, so it looks only when it can be its turn.
    """
    settle()  # and the next, as the worker does
    os.nice(GIVES_WAY)
    kinds = {kind: job_kinds()[kind] for kind in SWEEPS}
    mine = Job.objects.filter(pk__in=list(Job.objects.filter(kind__in=SWEEPS).values_list("pk", flat=True)))
    done = 0
    while mine.exists():
        for leased in [] if mine.filter(state="leased").exists() else claim(kinds, 1, at=clock.now()):
            do(leased)
            done += 1
        time.sleep(POLL)
    connection.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "sweeps": done,
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "megabytes": round(used.ru_maxrss / 1024),
    }


def count(people: int) -> dict[str, int]:
    """Count what is there afterwards: each of those who were due once in everything that follows from it."""
    facts = Entry.objects.filter(fact__in=["access.access_went_inactive", "access.role_suspended"])
    counted = {
        "people": people,
        "roles": RoleGrant.objects.count(),
        "due": dormant_of(people) + late_of(people),
        "inactive": AccessClock.objects.filter(inactive_at__isnull=False).count(),
        "suspended": RoleGrant.objects.filter(suspended_at__isnull=False).count(),
        "entries": facts.values("person_id", "fact").distinct().count(),
        "all_entries": facts.count(),
        "mails": Mail.objects.filter(kind__in=MAILS).count(),
        "mails_to_reviewers": Mail.objects.filter(kind="recertification/roles_suspended").count(),
        "all_mails": Mail.objects.filter(kind__in=[*MAILS, "recertification/roles_suspended"]).count(),
        "jobs": _jobs_of(*MAILS, "recertification/roles_suspended"),
    }
    connection.close()
    return counted


def _jobs_of(*kinds: str) -> int:
    """Count the jobs that send such mails, whether these were written with the deed or are when they are sent."""
    joined = f"{Job._meta.db_table} j JOIN {Mail._meta.db_table} m ON m.id::text = j.arguments ->> 'mail_id'"  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {joined} WHERE m.kind = ANY(%s)", [list(kinds)])
        return int(cursor.fetchone()[0])
