"""Inactivity and certification swept over a million people with two million roles on PostgreSQL, beside sign-ins.

50,000 people are dormant; 175,000 roles were not certified in time, and are suspended. The calendar leaves a job for
each sweep, and two workers look for them, as on two nodes: each row is put on record, mailed to its holder, told to the
office's approver, and the mails queued for sending, all of it in the time that is measured; the mails aren't sent, and
the workers run when the jobs are left. Meanwhile people sign in, eight a second, from the form to the session, as they
do for a while before and after, for a machine may change its speed from one minute to the next. 60 s on two cores, 250
MB a worker, and sign-ins that take no more than a quarter longer are the aim; that nobody was met twice or left out is
counted afterwards. VESTIBULE_BENCH_PEOPLE makes it smaller.
"""

import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from importlib import import_module
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from bench._served import alone, database, database_process, served, spent_by, surround

PEOPLE = int(os.environ.get("VESTIBULE_BENCH_PEOPLE", "1000000"))
WORKERS, LANES = 2, 4
SIGN_INS_A_SECOND, QUIET_SECONDS = 8, 15.0
PACE = LANES / SIGN_INS_A_SECOND  # seconds from one sign-in of a lane to its next, on average
PEOPLE_OF_A_LANE, OTHERS, LAST = 100, 50, 60  # who sign in, in turn; with whom the second and third rounds begin
MOST_SECONDS, MOST_MEGABYTES, MOST_SLOWER = 60.0, 250, 1.25


def main() -> None:
    """Store, sweep, count, print, write; exit non-zero where the aim is missed or somebody was met twice or not."""
    with database(sqlite=False) as address, tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home:
        port = surround(home, address)
        os.environ["VESTIBULE_LEASE_SECONDS"] = "600"  # nobody extends it here
        os.environ["VESTIBULE_BENCH_SIGN_INS"] = str(PEOPLE_OF_A_LANE)
        print(f"  storing {PEOPLE:,} people with {2 * PEOPLE:,} roles", flush=True)
        stored = alone("bench._signing_in", "prepare", LANES) and alone("bench._sweeping", "prepare", PEOPLE)
        with served(home, port):
            figures = _swept(Path(home), port, database_process(address))
        counted = alone("bench._sweeping", "count", PEOPLE)
    figures = {**counted, "stored_in_s": round(stored), **figures}
    print(json.dumps(figures, indent=2))
    if named := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(named).write_text(json.dumps(figures, indent=2) + "\n")
    met = counted["inactive"] + counted["suspended"]
    once = met == counted["entries"] == counted["all_entries"] == counted["mails"] == counted["due"]
    once = once and counted["jobs"] == counted["all_mails"]
    aims = (
        figures["seconds"] <= MOST_SECONDS,
        figures["megabytes"] <= MOST_MEGABYTES,
        figures["sign_in_slower"] <= MOST_SLOWER,
    )
    sys.exit(0 if once and all(aims) else "The figure was missed.")


def _swept(home: Path, port: int, postgres: int) -> dict[str, Any]:
    """Sign in at a pace, without the sweeps and beside them; return what both took."""
    spawn = multiprocessing.get_context("spawn")
    work = import_module("bench._signing_in")
    rested, ended, over = home / "rested", home / "swept", home / "over"
    with spawn.Pool(LANES) as browsers:
        browsers.starmap(work.warm_up, [(port, lane) for lane in range(LANES)], chunksize=1)
        before = _undisturbed(browsers, port, 0, rested)
        alone("bench._sweeping", "put_in_jobs", PEOPLE)
        with spawn.Pool(WORKERS) as workers:
            workers.map(be_ready, range(WORKERS), chunksize=1)
            others = [(port, lane, OTHERS, PACE, ended) for lane in range(LANES)]
            beside = browsers.starmap_async(work.sign_in_at_pace, others, chunksize=1)
            began, spent = time.monotonic(), spent_by(postgres)
            swept = workers.map(run_sweep, range(WORKERS), chunksize=1)
            seconds, spent = time.monotonic() - began, spent_by(postgres) - spent
        ended.touch()
        disturbed = [each for lane in beside.get() for each in lane]
        after = _undisturbed(browsers, port, LAST, over)
    return {
        "seconds": round(seconds, 1),
        "sweeps": [one["sweeps"] for one in swept],
        "cpu_seconds": [one["cpu_seconds"] for one in swept],
        "database_cpu_seconds": round(spent, 1),  # that of the sign-ins beside is in it
        "megabytes": max(one["megabytes"] for one in swept),
        "sign_in_ms": {"before": _spread(before), "beside": _spread(disturbed), "after": _spread(after)},
        "sign_in_slower": round(statistics.median(disturbed) / statistics.median(before + after), 2),
    }


def _undisturbed(browsers: Pool, port: int, first: int, until: Path) -> list[float]:
    """Sign in at the pace while nothing else runs; return how long each took."""
    work = import_module("bench._signing_in")
    rest = [(port, lane, first, PACE, until) for lane in range(LANES)]
    quiet = browsers.starmap_async(work.sign_in_at_pace, rest, chunksize=1)
    time.sleep(QUIET_SECONDS)
    until.touch()
    return [each for lane in quiet.get() for each in lane]


def _spread(took: list[float]) -> dict[str, float]:
    took = sorted(took)
    return {
        "count": len(took),
        "median": round(statistics.median(took) * 1000),
        "95 %": round(took[len(took) * 95 // 100] * 1000),
    }


def be_ready(_: int) -> None:
    """Load what a worker has loaded when a sweep is due; slowly, so that each of them does."""
    import_module("bench._sweeping")
    time.sleep(1.0)


def run_sweep(_: int) -> dict[str, Any]:
    """Be one of the workers."""
    return dict(import_module("bench._sweeping").sweep())


if __name__ == "__main__":
    main()
