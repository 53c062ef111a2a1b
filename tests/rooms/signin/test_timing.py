"""What a stranger could measure."""

import time
from statistics import median

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.rooms.signin.people import a_person, give_password

pytestmark = pytest.mark.django_db

WRONG = "Wrong-Horse-7-Battery"


def cost(user_id: str) -> float:
    """Return the milliseconds that the answer to a wrong password takes.

    Processor time of this thread, not the wall's clock: nothing waits for another process here, and a busy machine
    doesn't disturb it.
    """
    browser = Client()
    began = time.thread_time()
    give_password(browser, user_id, WRONG)
    return (time.thread_time() - began) * 1000


def test_an_account_that_exists_takes_as_long_as_one_that_does_not():
    """Source: SIG-5. Medians of interleaved pairs, the try that locks among them."""
    for number in range(8):
        a_person(f"known.{number}", state="active" if number % 2 else "disabled")
    known, unknown = [], []
    for number in range(8):
        for _ in range(3):
            known.append(cost(f"known.{number}"))
            unknown.append(cost(f"nobody.{number}"))
    assert abs(median(known) - median(unknown)) < 2


def test_an_account_that_exists_asks_the_database_for_the_same():
    """Source: SIG-5. Query for query, from the first try to the one that is refused, in any browser."""
    a_person(state="active")
    browser = Client()
    browser.cookies[settings.BROWSER_COOKIE] = "unknown"

    def asked(user_id: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            give_password(browser, user_id, WRONG)
        return [" ".join(query["sql"].split()[:3]) for query in queries if "SAVEPOINT" not in query["sql"]]

    for _ in range(4):
        assert asked("ann.archer") == asked("nobody.here")
