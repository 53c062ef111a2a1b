"""A worker that is killed between the mail server's yes and our note of it: one copy more for each time."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.journeys.place import PROGRAM, Place, kill
from tests.rooms.notices.scripted import LETTER, Mood, Scripted, serving, until
from workshop import CHECKOUT
from workshop.children import Child, start, stop

pytestmark = pytest.mark.programs


@pytest.fixture
def place(tmp_path: Path, new_database: NewDatabase) -> Iterator[Place]:
    """Return an installation of its own, on the database of this run."""
    with new_database(tmp_path) as address:
        yield Place(tmp_path, address)


def promised(place: Place, count: int) -> set[str]:
    """Promise so many mails; return their Message-IDs."""
    words = [sys.executable, "-m", "tests.rooms.notices.promising", str(count)]
    env = place.surroundings() | {"DJANGO_SETTINGS_MODULE": "vestibule.config.settings"}
    done = subprocess.run(words, env=env, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def a_worker(place: Place) -> Child:
    """Start a worker in a group of its own."""
    return start("worker", [*PROGRAM, "worker", "--threads", "2"], place.surroundings(), place.home / "worker.log")


@contextmanager
def mail_server(place: Place, server: Scripted) -> Iterator[None]:
    """Run a mail server to which this installation sends."""
    with serving(server, lambda _: None) as port:
        place.smtp = port
        yield


def states(place: Place) -> list[str]:
    """Return how the mails of the outbox stand."""
    return [state for (state,) in place.rows("SELECT state FROM mail")]


def has_stored(server: Scripted, count: int) -> bool:
    """Say whether the server has stored so many letters."""
    return len(server.ledger) == count


Blow = Callable[[int], None]


def stopped(group: int) -> None:
    """Hold everything on before the server says yes: it says so to somebody who will never hear it."""
    os.killpg(group, signal.SIGSTOP)


def killed(group: int) -> None:
    """End everything after the server has stored the letter, and before it says so."""
    os.killpg(group, signal.SIGKILL)


@pytest.mark.once
@pytest.mark.parametrize("blow", [stopped, killed])
def test_each_death_of_a_worker_in_between_costs_one_copy_under_the_same_message_id(place, blow: Blow):
    """Twice with the same mail, and the other mails come once. Source: NEW-1."""
    workers: list[Child] = []
    place.call("migrate")
    server = Scripted(*[Mood(LETTER, then=lambda: blow(workers[-1].process.pid))] * 2)
    with mail_server(place, server):
        ids = promised(place, 1)
        try:
            for deaths in (1, 2):
                workers.append(a_worker(place))
                until(partial(has_stored, server, deaths))
                assert states(place) == ["queued"]
                kill(workers[-1])
            others = promised(place, 3)
            workers.append(a_worker(place))
            until(lambda: states(place) == ["sent"] * 4)
        finally:
            stop(workers)

    assert server.copies() == dict.fromkeys(ids, 3) | dict.fromkeys(others, 1)
    assert place.rows("SELECT 1 FROM job WHERE kind = 'notices.send'") == []
