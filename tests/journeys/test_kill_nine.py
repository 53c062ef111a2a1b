"""What was acknowledged survives ``kill -9`` of server and worker, whole, and its mail goes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.journeys.killing import kill_nine
from tests.journeys.place import Place
from tests.timing import slowness

pytestmark = pytest.mark.programs

KILLS = 5  # on each database; 200 with bin/bench kill_nine
SLOWEST_START = 120.0  # on a machine that runs two suites; bin/bench kill_nine judges by 5
MOST_CPU = 2.0  # of the figures' machine, the start that was disturbed least: processes begin with what one has loaded


@pytest.fixture
def place(tmp_path: Path, new_database: NewDatabase) -> Iterator[Place]:
    """Return an installation of its own, on the database of this run."""
    with new_database(tmp_path) as address:
        yield Place(tmp_path, address)


def test_nothing_acknowledged_is_lost_doubled_or_half_done_and_every_mail_arrives(place):
    """Registrations, requests, decisions singly and many at once, removals.

    Source: NEW-1, ACC-1 (APP 16, EU 15, ADD 11), ROL-6, ROL-8, ROL-12, AUD-2. Reading: a mail may come twice, under
    one Message-ID.
    """
    outcome = kill_nine(place, KILLS, end_users=12)

    # Lost: everybody who was told that they are registered could sign in, else ``kill_nine`` had raised.
    assert outcome.faults == []
    assert all(outcome.ledger.counts.values())
    assert len(outcome.starts) == KILLS
    assert max(start.seconds for start in outcome.starts) < SLOWEST_START
    assert min(start.cpu for start in outcome.starts) < MOST_CPU * slowness()
