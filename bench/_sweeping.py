"""The work that ``bench/sweeps.py`` measures; imported where the surroundings are set."""

import resource
import time
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402

from tests.people import END_USER, a_person, an_organization, the_catalog  # noqa: E402
from vestibule.access.jobs import deactivate  # noqa: E402
from vestibule.access.models import AccessClock  # noqa: E402
from vestibule.accounts.models import Person  # noqa: E402
from vestibule.jobs.models import Job  # noqa: E402
from vestibule.journal.models import Entry  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.notices.models import Mail  # noqa: E402

ONE_IN = 20  # is dormant
DORMANT = "large"  # the text size by which they are known here
SET = 1000


def prepare(people: int) -> dict[str, float]:
    """Make a database with so many people, two roles and a clock each.

    Who is dormant has particulars sealed for themself, for their mails are written; the others are copies that nobody
    reads.
    """
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    the_catalog()
    model = a_person("Una", "User", at=clock.now())
    places = [an_organization("Sunshine Medical Group, LLC"), an_organization("Moonlight Partners")]
    _dormant(people // ONE_IN)
    left_out = {"id", "user_id_index", "email_index", "likeness_index"}
    same = ", ".join(f.column or "" for f in Person._meta.fields if f.column not in left_out)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            f"INSERT INTO person (id, {same}) SELECT gen_random_uuid(), {same} "
            "FROM person, generate_series(1, %s) AS number WHERE id = %s",
            [people - people // ONE_IN, model],
        )
        for place in places:
            cursor.execute(
                "INSERT INTO role_grant (id, person_id, role_id, organization_id, granted_at, ended_why) "
                "SELECT gen_random_uuid(), id, %s, %s, now() - interval '300 days', '' FROM person WHERE id <> %s",
                [END_USER, place, model],
            )
        cursor.execute(
            "INSERT INTO access_clock (id, person_id, application_id, started_at) "
            "SELECT gen_random_uuid(), id, 'spot', now() - CASE WHEN text_size = %s THEN interval '40 days' "
            "ELSE interval '18 days' * random() END FROM person WHERE id <> %s",
            [DORMANT, model],
        )
        cursor.execute("ANALYZE")
    connection.close()
    return {"seconds": time.monotonic() - began}


def _dormant(count: int) -> None:
    for first in range(0, count, SET):
        Person.objects.bulk_create(_somebody(number) for number in range(first, min(first + SET, count)))


def _somebody(number: int) -> Person:
    person = Person(id=uuid4(), state="active", made_at=clock.now(), text_size=DORMANT)
    person.language = ("en", "es")[number % 2]
    person.user_id, person.email = f"una.user{number}", f"una.user{number}@example.com"
    person.first_name, person.middle_name, person.last_name, person.suffix = "Una", "", "User", ""
    return person


def sweep() -> dict[str, float]:
    """Run the sweep once; return what it took of this process."""
    deactivate(at=clock.now())
    connection.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": round(used.ru_utime + used.ru_stime, 1), "megabytes": round(used.ru_maxrss / 1024)}


def count(people: int) -> dict[str, int]:
    """Count what is there afterwards: each of the dormant once in everything that follows from it."""
    counted = {
        "people": people,
        "dormant": people // ONE_IN,
        "inactive": AccessClock.objects.filter(inactive_at__isnull=False).count(),
        "entries": Entry.objects.filter(fact="access.access_went_inactive").values("person_id").distinct().count(),
        "mails": Mail.objects.filter(kind="access/went_inactive").count(),
        "jobs": Job.objects.filter(kind="notices.send").count(),
    }
    connection.close()
    return counted
