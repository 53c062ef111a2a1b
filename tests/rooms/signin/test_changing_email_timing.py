"""What who is signed in could measure by wanting somebody's address: the same queries, the same time."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import a_person
from tests.rooms.signin.sitting import Seated, seated
from tests.rooms.signin.undoing import PAGE
from tests.timing import MORE, Stopwatch
from vestibule.accounts.models import AttemptCounter

pytestmark = pytest.mark.django_db

TAKEN, FREE = "bob.baker@example.com", "rob.taker@example.com"


@pytest.fixture(autouse=True)
def now(travel, at):
    """Let everything happen at one moment."""
    travel(at)


def wants(seat: Seated, address: str) -> None:
    """Send the page; counts begin anew."""
    AttemptCounter.objects.all().delete()
    assert seat.browser.post(PAGE, {"move": "send", "email": address}).status_code == 302


def test_wanting_a_taken_address_asks_the_database_no_more_than_wanting_a_free_one():
    """Source: SIG-5, ACC-2. A second time within a day the mail and its job are written for nobody."""
    a_person("Bob", "Baker")
    seat = seated(a_person())
    wants(seat, "first@example.com")  # reads what a process reads once
    counts = []
    for address in (FREE, TAKEN, FREE, TAKEN):
        with CaptureQueriesContext(connection) as asked:
            wants(seat, address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[2] - counts[3] == 2


@pytest.mark.timed
def test_wanting_somebodys_address_takes_as_long_as_nobodys(monkeypatch):
    """Source: SIG-5, ACC-2. Interleaved pairs."""
    a_person("Bob", "Baker")
    seat = seated(a_person())
    gap = Stopwatch(monkeypatch).gap(
        lambda _: partial(wants, seat, TAKEN), lambda _: partial(wants, seat, FREE), pairs=MORE or 48
    )
    assert gap < 0.002
