"""What a stranger could measure."""

from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.rooms.signin.people import a_person, give_password
from tests.timing import MORE, Stopwatch

pytestmark = pytest.mark.django_db

WRONG = "Wrong-Horse-7-Battery"


@pytest.mark.timed
def test_an_account_that_exists_takes_as_long_as_one_that_does_not(monkeypatch):
    """Source: SIG-5. Interleaved pairs, the try that locks among them."""
    for number in range(8):
        a_person(f"known.{number}", state="active" if number % 2 else "disabled")
    gap = Stopwatch(monkeypatch).gap(
        lambda number: partial(give_password, Client(), f"known.{number % 8}", WRONG),
        lambda number: partial(give_password, Client(), f"nobody.{number % 8}", WRONG),
        pairs=MORE or 24,
    )
    assert gap < 0.002


def test_an_account_that_exists_asks_the_database_for_the_same():
    """Source: SIG-5. Query for query, from the first try to the one that is refused, in any browser."""
    a_person(state="active")
    browser = Client()
    browser.cookies[settings.BROWSER_COOKIE] = "unknown"
    browser.get("/")  # what is asked once a minute, whoever comes

    def asked(user_id: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            give_password(browser, user_id, WRONG)
        return [" ".join(query["sql"].split()[:3]) for query in queries if "SAVEPOINT" not in query["sql"]]

    for _ in range(4):
        assert asked("ann.archer") == asked("nobody.here")
