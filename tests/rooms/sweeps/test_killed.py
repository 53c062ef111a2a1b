"""Workers that are killed in the middle of their sweeps: what they left, others do; nothing twice, nothing never."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from tests.people import AT
from tests.rooms.sweeps.crowd import ASKING, ESCALATED, FACTS, MAILS, SLEEP, WAITING, a_crowd
from vestibule.jobs.models import Job, Schedule
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.sweeps.table import sweeps

pytestmark = [pytest.mark.programs, pytest.mark.django_db(transaction=True)]

PATIENCE = 120.0  # seconds
LATER = timedelta(minutes=2)  # by the next worker's clock a killed one's lease has run out
HOUR = timedelta(hours=1)  # and by this one's all sweeps come round again
MANY = {**dict.fromkeys(FACTS, 500), SLEEP: 3000, ASKING: 60, ESCALATED: 60, WAITING: 60}
KILLS_AT = (0, 500, 1500, 3000)  # so many entries are on record when a worker is killed, or a few more


@pytest.fixture
def workers() -> Iterator["subprocess.Popen[str]"]:
    """Return the program that becomes a worker for each moment that it is told."""
    words = [sys.executable, "-m", "tests.rooms.sweeps.killed_worker", str(connection.settings_dict["NAME"])]
    with subprocess.Popen(
        words, text=True, start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        yield program
        os.killpg(program.pid, signal.SIGKILL)


def works(program: "subprocess.Popen[str]", at: datetime) -> int:
    """Let a worker begin whose clock says this moment; return which process it is."""
    assert program.stdin
    assert program.stdout
    program.stdin.write(f"{at.isoformat()}\n")
    program.stdin.flush()
    return int(program.stdout.readline())


def done() -> int:
    """Count what the sweeps have put on record."""
    return Entry.objects.filter(fact__in=FACTS.values()).count()


def in_hand() -> bool:
    """Say whether a worker has taken a sweep."""
    return Job.objects.filter(state="leased", kind__in=sweeps()).exists()


def is_left() -> bool:
    """Say whether a sweep is to be done still: one at a time is in a worker's hand, and between two of them none is."""
    return Job.objects.filter(kind__in=sweeps()).exists()


def is_at_work(entries: int) -> bool:
    """Say whether a worker is in the middle of it, with so many entries on record."""
    return in_hand() and done() >= entries


def has_swept(at: datetime) -> bool:
    """Say whether the calendar has come by at a moment, and no sweep waits, or is being done, or is dead any more."""
    return Schedule.objects.filter(due_at__gt=at).exists() and not Job.objects.filter(kind__in=sweeps()).exists()


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    last = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_killed_at_any_point_each_deadline_is_met_once(workers):
    """Source: LIF-7, LIF-1, LIF-4, LIF-6, ROL-9, NEW-1. Six thousand people, all sweeps of the calendar at once.

    Killed as soon as the first job is taken, and after so many entries, at a moment that the dice choose.
    """
    people, dice = a_crowd(MANY, at=AT), random.SystemRandom()
    killed_midway = 0

    for number, entries in enumerate(KILLS_AT):
        worker = works(workers, AT + number * LATER)
        wait_until(partial(is_at_work, entries))
        time.sleep(dice.uniform(0, 0.1))
        os.kill(worker, signal.SIGKILL)
        killed_midway += is_left() and done() < sum(map(len, people.values()))
    for hours in (1, 2):  # one takes up what the others left, and one comes by as on every day
        works(workers, AT + hours * HOUR)
        wait_until(partial(has_swept, AT + hours * HOUR))

    for which, who in people.items():
        facts = Counter(Entry.objects.filter(fact=FACTS[which]).values_list("person_id", flat=True))
        assert (which, facts) == (which, Counter(who))
    for which, kind in MAILS.items():
        mails = Counter(Mail.objects.filter(kind=kind).values_list("person_id", flat=True))
        assert (which, mails) == (which, Counter(people[which]))
    assert Mail.objects.filter(kind="access/request_reminder").count() == MANY[WAITING]
    assert killed_midway == len(KILLS_AT)
    assert not Job.objects.filter(state="dead").exists()
