"""What a stranger could measure where one asks for help: the same queries, the same time."""

from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.rooms.signin.people import a_person
from tests.rooms.signin.recovering import FORGOT_PASSWORD, FORGOT_USER_ID, UNLOCK
from tests.timing import MORE, Stopwatch
from vestibule.accounts.models import AttemptCounter
from vestibule.jobs.models import Job

pytestmark = pytest.mark.django_db

PAGES = pytest.mark.parametrize("page", [FORGOT_USER_ID, FORGOT_PASSWORD, UNLOCK])


def typed(page: str, name: str) -> dict[str, str]:
    """Return what is typed on a page by who takes somebody for this User ID."""
    return {"email": f"{name}@example.com"} if page == FORGOT_USER_ID else {"user_id": name}


def ask(page: str, name: str) -> None:
    """Send the page; the network's count begins anew."""
    AttemptCounter.objects.all().delete()
    assert Client().post(page, typed(page, name)).status_code == 302


@pytest.mark.timed
@PAGES
def test_asking_for_somebody_takes_as_long_as_for_nobody(page, monkeypatch):
    """Source: SIG-5. Interleaved pairs."""
    a_person("known.0", state="active")
    a_person("known.1", state="disabled")
    gap = Stopwatch(monkeypatch).gap(
        lambda number: partial(ask, page, f"known.{number % 2}"),
        lambda number: partial(ask, page, f"nobody.{number % 2}"),
        pairs=MORE or 48,
    )
    assert gap < 0.002


@PAGES
def test_asking_for_somebody_asks_the_database_for_the_same(page):
    """Source: SIG-5. Query for query; a job is left behind for nobody as well."""
    a_person("known.0", state="active")
    a_person("known.1", state="held")

    def asked(name: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().post(page, typed(page, name))
        return [" ".join(query["sql"].split()[:3]) for query in queries if "SAVEPOINT" not in query["sql"]]

    Client().get(page)  # reads what a process reads once
    expected = asked("nobody.here")
    assert expected == asked("known.0") == asked("known.1")
    assert Job.objects.filter(kind="signin.send_recovery_mail").count() == 3
