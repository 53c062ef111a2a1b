"""The inactivity sweep over a million people with two million roles, 50,000 of them dormant, on PostgreSQL.

Two workers come by at once, as on two nodes: each row is put on record, mailed, and queued for sending, all of it in
the time that is measured (the mails aren't sent), and so is starting the two. 60 s on two cores and 250 MB a worker are
the aim; that nobody was met twice or left out is counted afterwards. VESTIBULE_BENCH_PEOPLE makes it smaller;
one in twenty is dormant.
"""

import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from workshop import postgres

PEOPLE = int(os.environ.get("VESTIBULE_BENCH_PEOPLE", "1000000"))
WORKERS = 2
MOST_SECONDS, MOST_MEGABYTES = 60.0, 250


def main() -> None:
    """Store, sweep, count, print, write; exit non-zero where the aim is missed or somebody was met twice or not."""
    with tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home, _database() as address:
        _surround(home, address)
        spawn = multiprocessing.get_context("spawn")
        print(f"  storing {PEOPLE:,} people with {2 * PEOPLE:,} roles", flush=True)
        with spawn.Pool(1) as pool:
            stored = pool.apply(run, ("prepare", PEOPLE))
        began = time.monotonic()
        with spawn.Pool(WORKERS) as pool:
            swept = pool.map(run_sweep, range(WORKERS), chunksize=1)
        seconds = time.monotonic() - began
        with spawn.Pool(1) as pool:
            counted = pool.apply(run, ("count", PEOPLE))
    figures = {
        **counted,
        "stored_in_s": round(stored["seconds"]),
        "seconds": round(seconds, 1),
        "cpu_seconds": [one["cpu_seconds"] for one in swept],
        "megabytes": max(one["megabytes"] for one in swept),
    }
    print(json.dumps(figures, indent=2))
    if named := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(named).write_text(json.dumps(figures, indent=2) + "\n")
    once = counted["inactive"] == counted["entries"] == counted["mails"] == counted["jobs"] == counted["dormant"]
    small = figures["megabytes"] <= MOST_MEGABYTES
    sys.exit(0 if once and small and seconds <= MOST_SECONDS else "The figure was missed.")


def run(what: str, people: int) -> dict[str, Any]:
    """Do one part of the work where the settings hold."""
    return dict(getattr(import_module("bench._sweeping"), what)(people))


def run_sweep(_: int) -> dict[str, Any]:
    """Be one of the workers."""
    return dict(import_module("bench._sweeping").sweep())


def _surround(home: str, address: str) -> None:
    key = import_module("vestibule.kernel.secrets").Key.generate()
    os.environ.update(
        VESTIBULE_HOME=home,
        VESTIBULE_ORIGIN="http://localhost:8000",
        VESTIBULE_MAIL_URL="smtp://127.0.0.1:1",
        VESTIBULE_SECRET_KEYS=str(key),
        VESTIBULE_DATABASE_URL=address,
        DJANGO_SETTINGS_MODULE="vestibule.config.settings",
    )


@contextmanager
def _database() -> Iterator[str]:
    with postgres.server() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE vestibule_bench")
        yield f"{server}/vestibule_bench"


if __name__ == "__main__":
    main()
