"""Work of the tests' own."""

from datetime import datetime, timedelta
from threading import Event
from typing import Any

from vestibule.jobs.lease import Leased, claim
from vestibule.jobs.models import Job
from vestibule.jobs.queue import enqueue, job, job_kinds

done: list[str] = []
given_up: list[str] = []
open_gate = Event()
faults: list[Exception] = []


@job("test.note", attempts=3)
def note(*, at: datetime, words: str) -> None:
    """Do something that can be seen."""
    done.append(words)


def _give_up(*, at: datetime, words: str) -> None:
    given_up.append(words)


@job("test.fail", attempts=2, pause=timedelta(seconds=4), given_up=_give_up)
def always_fail(*, at: datetime, words: str) -> None:
    """Fail with a message that names somebody."""
    raise ConnectionError(f"{words} <ann@example.com> can't be reached")


@job("test.wait", attempts=3)
def wait_for_gate(*, at: datetime, words: str) -> None:
    """Take as long as the test wants."""
    open_gate.wait(20)
    done.append(words)


@job("test.note_at_leisure", can_wait=True)
def note_at_leisure(*, at: datetime, words: str) -> None:
    """Do something that can be seen, of which there is much."""
    done.append(words)


@job("test.note_alone", alone=True)
@job("test.note_alone_too", alone=True)
def note_alone(*, at: datetime, words: str) -> None:
    """Do something that can be seen, and keeps the machine busy."""
    done.append(words)


@job("test.note_abroad", abroad=True)
def note_abroad(*, at: datetime, words: str) -> None:
    """Do something that can be seen, far away."""
    done.append(words)


@job("test.note_steady", attempts=1)
def note_steadily(*, at: datetime) -> None:
    """Do something that can be seen, once no fault is left to meet."""
    if faults:
        raise faults.pop()
    done.append("steady")


def put_in(kind: str = "test.note", *, at: datetime, words: str = "a", **more: Any) -> None:
    """Put one job in."""
    enqueue(kind, {"words": words}, at=at, **more)


def take(most: int = 1, *, at: datetime, abroad: int | None = None) -> list[Leased]:
    """Take jobs as a worker would."""
    return claim(job_kinds(), most, at=at, abroad=abroad)


def the_job() -> Job:
    """Return the one job that there is."""
    return Job.objects.get()
