"""``kill -9`` of server and worker under registrations, requests, decisions and removals, on both databases.

200 times on SQLite and 100 on PostgreSQL (whose own server lives on): what of that which people were told is lost,
doubled or half done, which mail is missing or came twice, and how soon all is ready again: in 5 seconds at most.
VESTIBULE_BENCH_KILLS_SQLITE and VESTIBULE_BENCH_KILLS_POSTGRES make it shorter (0 leaves a database out), as does
VESTIBULE_BENCH_SECONDS, after which it kills no more: the figures say how often it did. Beside the
time to ``/readyz`` stands the processors' time that it took, for what else runs on the machine makes a start wait.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.journeys.killing import Outcome, kill_nine
from tests.journeys.place import Place
from workshop import postgres

READY_WITHIN = 5.0
END_USERS = 90
MOST_SECONDS = float(os.environ.get("VESTIBULE_BENCH_SECONDS", "7200"))
KILLS = {
    "SQLite": int(os.environ.get("VESTIBULE_BENCH_KILLS_SQLITE", "200")),
    "PostgreSQL": int(os.environ.get("VESTIBULE_BENCH_KILLS_POSTGRES", "100")),
}


def main() -> None:
    """Kill, read, print the figures; exit non-zero if anything is wrong, or a start took too long."""
    figures = {}
    for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        if KILLS[name]:
            print(f"  {name}: {KILLS[name]} kills", flush=True)
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="vestibule-kill-") as home, database() as address:
                place = Place(Path(home), address)
                outcome = kill_nine(place, KILLS[name], end_users=END_USERS, most_seconds=MOST_SECONDS, say=True)
            figures[name] = _figures(outcome, time.monotonic() - began)
            print(json.dumps(figures[name], indent=2), flush=True)
    if named := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(named).write_text(json.dumps(figures, indent=2) + "\n")
    wrong = [f"{name}: {fault}" for name, one in figures.items() for fault in one["faults"]]
    slow = [
        f"{name}: a start took {one['ready_in_s']['worst']} s."
        for name, one in figures.items()
        if one["ready_in_s"]["worst"] > READY_WITHIN
    ]
    sys.exit("\n".join([*wrong, *slow]) or 0)


def _figures(outcome: Outcome, seconds: float) -> dict[str, Any]:
    starts = outcome.starts
    return {
        "kills": len(starts),
        "seconds": round(seconds),
        "acknowledged": outcome.ledger.counts,
        "tried": dict(outcome.ledger.tried),
        "entries": len(outcome.left.entries),
        "mails": len(outcome.left.outbox),
        "mails_twice": outcome.mails_twice,
        "faults": outcome.faults,
        "ready_in_s": _spread([start.seconds for start in starts]),
        "ready_cpu_s": _spread([start.cpu for start in starts]),
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 2), "worst": round(max(values), 2)}


@contextmanager
def _sqlite() -> Iterator[str]:
    yield ""


@contextmanager
def _postgres() -> Iterator[str]:
    with postgres.server() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE vestibule_kill")
        yield f"{server}/vestibule_kill"


if __name__ == "__main__":
    main()
