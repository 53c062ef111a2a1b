"""Putting work into the queue, inside the transaction that causes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vestibule.jobs.models import Job
from vestibule.kernel.ids import ids_in_order
from vestibule.storage.compiled import insert
from vestibule.storage.copying import insert_alike

Work = Callable[..., None]

_COMES_ROUND = "calendar:"  # begins the key of a job that the calendar puts in


@dataclass(frozen=True)
class JobKind:
    """How a kind of job is done: its function, its attempts, its pauses, what follows its death, for whom it waits."""

    name: str
    work: Work
    attempts: int
    pause: timedelta
    longest_pause: timedelta
    given_up: Work | None
    abroad: bool
    can_wait: bool
    alone: bool


_kinds: dict[str, JobKind] = {}


def job(
    name: str,
    *,
    attempts: int = 8,
    pause: timedelta = timedelta(seconds=5),
    longest_pause: timedelta = timedelta(hours=1),
    given_up: Work | None = None,
    abroad: bool = False,
    can_wait: bool = False,
    alone: bool = False,
) -> Callable[[Work], Work]:
    """Register a function ``(*, at, **arguments)`` as the work of a kind of job.

    A job is done at least once, so its work must bear being done twice. Pauses double from attempt to attempt, up to
    the longest, with jitter. After the last attempt the job is dead and waits for a person; ``given_up`` is called
    with the same arguments. An appointment of the calendar is never dead: the next one does its work. Work that waits
    for a server elsewhere is ``abroad``: a worker always has a hand left for the rest, however slow that server is.
    Work of which there may be very much ``can_wait``: it is done when nothing else is due. Of work that keeps the
    machine busy for long and is ``alone`` one job at a time is done, of all its kinds, by all workers.
    """

    def register(work: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"The job {name} is registered twice.")
        _kinds[name] = JobKind(name, work, attempts, pause, longest_pause, given_up, abroad, can_wait, alone)
        return work

    return register


def round_key(entry: str) -> str:
    """Return the key under which the calendar puts in the job of one of its entries."""
    return f"{_COMES_ROUND}{entry}"


def entry_of(unique_key: str | None) -> str:
    """Return the calendar's entry whose appointment a job is; nothing where it is none."""
    key = unique_key or ""
    return key.removeprefix(_COMES_ROUND) if key.startswith(_COMES_ROUND) else ""


def job_kinds() -> Mapping[str, JobKind]:
    """Return every registered kind of job by name."""
    return dict(_kinds)


def enqueue(
    kind: str,
    arguments: Mapping[str, Any],
    *,
    at: datetime,
    unique_key: str | None = None,
) -> None:
    """Leave a job behind; it becomes visible when the surrounding transaction commits.

    A job whose ``unique_key`` already waits isn't put in twice. One that is being done doesn't count: it may have
    read what has changed since.
    """
    row = Job(arguments=dict(arguments), **_waiting(kind, at, unique_key))
    if unique_key is None:
        insert([row])
        return
    with transaction.atomic():
        while True:
            Job.objects.bulk_create([row], ignore_conflicts=True)
            # Locked until we commit, so that no worker takes the job that waits before our changes can be seen.
            if Job.objects.select_for_update().filter(unique_key=unique_key, state="waiting").first():
                return


def enqueue_all(kind: str, each: list[Mapping[str, Any]], *, at: datetime) -> None:
    """Leave many jobs of one kind behind, in one statement."""
    insert_alike(Job, _waiting(kind, at), ("id", "arguments"), list(zip(ids_in_order(len(each)), each, strict=True)))


def _waiting(kind: str, at: datetime, unique_key: str | None = None) -> dict[str, Any]:
    """Return what the row of a job has that waits, but for its key and what it is to be done with."""
    if kind not in _kinds:
        raise ValueError(f"No job of kind {kind} is registered.")
    return {
        "kind": kind,
        "unique_key": unique_key,
        "state": "waiting",
        "can_wait": _kinds[kind].can_wait,
        "run_at": at,
        "attempts": 0,
        "lease_id": None,
        "leased_until": None,
        "last_error": "",
        "created_at": at,
    }
