"""Whole sign-ins in a browser against bare password hashes, on the same cores in the same run.

What is in the figure: everything that a browser asks for from the form on, over HTTP, from the server that operators
run (``vestibule serve``, without the worker that mails), until there is a session and its record. With an authenticator
app these are four requests: form, password, code page, code; with a code by email six, for it is asked for and its page
shown. Each person is another one, in a browser that was never here, on a connection of its own. Server, database and
the browsers share the cores; the CPU of each is shown. PostgreSQL waits for the disk at each commit, as in earnest;
``--sqlite`` measures SQLite. Reading the mail is the person's time, and left out. Bare hashes are checked by as many
processes, by argon2-cffi's wheel; what ours take, which may be built for this machine, is shown as well. Both are done
by turns, a few seconds each, for a machine may change its speed from one minute to the next; what isn't finished at the
end of a turn doesn't count.

With an app it must be at least 0.75 of bare Argon2id; a page for a signed-in person must stay under 4 ms of CPU. Run it
on a machine that does nothing else.
"""

import json
import multiprocessing
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from bench._bare import Did, hash_at_once, wheels
from bench._served import database, database_process, served, spent_by, surround

LANES_A_CORE = 2  # as in a server: while one sign-in waits for the disk, another has the core
TURNS, SIGNING_IN, HASHING = 6, 4.0, 2.0  # of each kind; seconds of a turn
LEAST_SHARE = 0.75
MOST_PAGE_MS = 4.0
NAMES = {"totp": "with an app", "email": "by email"}  # by the kind of the device


def main() -> None:
    """Measure, print, write; exit non-zero where a figure is missed."""
    sqlite = "--sqlite" in sys.argv
    with database(sqlite=sqlite) as address, tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home:
        figures = _measured(home, address)
    figures |= {"database": "SQLite" if sqlite else "PostgreSQL", "cores": len(os.sched_getaffinity(0))}
    _print(figures)
    if target := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(target).write_text(json.dumps(figures, indent=2) + "\n")
    missed = figures["totp"]["share"] < LEAST_SHARE or figures["page_cpu_ms"] >= MOST_PAGE_MS
    sys.exit("A figure was missed." if missed else 0)


def _measured(home: str, address: str) -> dict[str, Any]:
    port = surround(home, address)
    lanes = LANES_A_CORE * len(os.sched_getaffinity(0))
    work = import_module("bench._signing_in")
    work.prepare(lanes)
    with wheels() as python, multiprocessing.get_context("spawn").Pool(lanes) as pool:

        def bare_now() -> list[Did]:
            return hash_at_once(python, lanes, HASHING, work.hash_parameters())

        with served(home, port) as server:
            pool.starmap(work.warm_up, [(port, lane) for lane in range(lanes)], chunksize=1)
            places = {"server": server, "database": database_process(address)}
            bare, kinds = [bare_now()], {}
            for kind in NAMES:
                signed: list[list[Did]] = []
                spent, hashed = dict.fromkeys(places, 0.0), [bare[-1]]
                for _ in range(TURNS):
                    before = {name: spent_by(pid) for name, pid in places.items()}
                    first = sum(max(lane.done for lane in before_it) for before_it in signed)
                    turn = [(port, kind, lane, first, SIGNING_IN) for lane in range(lanes)]
                    signed.append(pool.starmap(work.sign_in_for, turn, chunksize=1))
                    spent = {name: spent[name] + spent_by(pid) - before[name] for name, pid in places.items()}
                    hashed.append(bare_now())
                kinds[kind] = _of_kind(signed, spent, hashed)
                bare += hashed[1:]
        own = pool.starmap(work.hash_as_we_do, [(lane, HASHING) for lane in range(lanes)], chunksize=1)
        (page,) = pool.map(work.open_home, [0])
    every = [lane for turn in bare for lane in turn]
    return kinds | {
        "hashes_a_second": [round(_a_second([turn], HASHING), 1) for turn in bare],
        "hash_cpu_ms": round(sum(lane.cpu for lane in every) * 1000 / sum(lane.done for lane in every), 2),
        "own_hashes_a_second": round(_a_second([own], HASHING), 1),
        "page_cpu_ms": round(page, 2),
    }


def _of_kind(signed: list[list[Did]], spent: dict[str, float], hashed: list[list[Did]]) -> dict[str, float]:
    """Return the figures of one way to sign in, against the bare hashes between its turns and around them."""
    every = [lane for turn in signed for lane in turn]
    count = sum(lane.done for lane in every)
    cpu = {name: seconds * 1000 / count for name, seconds in spent.items()}
    cpu["browsers"] = sum(lane.cpu for lane in every) * 1000 / count
    rate = _a_second(signed, SIGNING_IN)
    return {
        "sign_ins": count,
        "a_second": round(rate, 1),
        "share": round(rate / _a_second(hashed, HASHING), 3),
        "turned_away": sum(lane.turned_away for lane in every),
        **{f"{name}_cpu_ms": round(value, 2) for name, value in cpu.items()},
    }


def _a_second(turns: list[list[Did]], seconds: float) -> float:
    return sum(lane.in_time for turn in turns for lane in turn) / (seconds * len(turns))


def _print(figures: dict[str, Any]) -> None:
    rates = ", ".join(f"{rate:.1f}" for rate in figures["hashes_a_second"])
    print(f"  {figures['database']}, {figures['cores']} cores")
    print(f"  bare Argon2id     {rates} a second; {figures['hash_cpu_ms']:.2f} ms of CPU each")
    print(f"  as we hash        {figures['own_hashes_a_second']:.1f} a second")
    for kind, name in NAMES.items():
        one = figures[kind]
        print(f"  {one['sign_ins']} whole sign-ins {name}")
        print(f"    {one['a_second']:.1f} a second: {one['share']:.3f} of bare Argon2id")
        print(
            f"    CPU a sign-in: server {one['server_cpu_ms']:.2f} ms (hash included), database "
            f"{one['database_cpu_ms']:.2f}, browsers {one['browsers_cpu_ms']:.2f}; turned away {one['turned_away']}"
        )
    print(f"  at least {LEAST_SHARE} with an app")
    print(f"  CPU of a signed-in page {figures['page_cpu_ms']:.2f} ms (under {MOST_PAGE_MS})")


if __name__ == "__main__":
    main()
