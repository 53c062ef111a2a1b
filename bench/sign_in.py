"""Whole sign-ins in a browser against bare password hashes, on the same cores in the same run.

What is in the figure: everything that a browser asks for from the form on, over HTTP, from the server that operators
run (``vestibule serve``, without the worker that mails), until there is a session and its record. With an authenticator
app these are four requests: form, password, code page, code; with a code by email six, for it is asked for and its page
shown. Each person is another one, in a browser that was never here, on a connection of its own. Server, database and
the browsers share the cores; the CPU of each is shown. PostgreSQL waits for the disk at each commit, as in earnest;
``--sqlite`` measures SQLite. Reading the mail is the person's time, and left out. Bare hashes are checked by as many
processes before, between and after, by argon2-cffi's wheel; what ours take, which may be built for this machine, is
shown as well.

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

from bench._bare import Took, hash_at_once, wheels
from bench._served import database, database_process, served, spent_by, surround

LANES_A_CORE = 2  # as in a server: while one sign-in waits for the disk, another has the core
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

        def bare_now() -> list[Took]:
            return hash_at_once(python, lanes, work.HASHES, work.hash_parameters())

        with served(home, port) as server:
            pool.starmap(work.warm_up, [(port, lane) for lane in range(lanes)], chunksize=1)
            bare = [bare_now()]
            spent: dict[str, Any] = {}
            for kind in NAMES:
                places = {"server": server, "database": database_process(address)}
                before = {name: spent_by(pid) for name, pid in places.items()}
                signed = pool.starmap(work.sign_in_all, [(port, kind, lane) for lane in range(lanes)], chunksize=1)
                spent[kind] = {name: spent_by(pid) - before[name] for name, pid in places.items()} | {"signed": signed}
                bare.append(bare_now())
        own = _a_second(work.HASHES, pool.map(work.hash_as_we_do, range(lanes), chunksize=1))
        (page,) = pool.map(work.open_home, [0])
    rates = [_a_second(work.HASHES, one) for one in bare]
    hash_cpu = sum(each.cpu for one in bare for each in one) * 1000 / (work.HASHES * lanes * len(bare))
    figures = {kind: _of_kind(spent[kind], work.SIGN_INS, rates[at : at + 2]) for at, kind in enumerate(NAMES)}
    return figures | {
        "hashes_a_second": [round(rate, 1) for rate in rates],
        "hash_cpu_ms": round(hash_cpu, 2),
        "own_hashes_a_second": round(own, 1),
        "page_cpu_ms": round(page, 2),
    }


def _of_kind(spent: dict[str, Any], each: int, bare: list[float]) -> dict[str, float]:
    """Return the figures of one way to sign in, against the bare hashes right before it and right after."""
    signed, count = spent["signed"], each * len(spent["signed"])
    rate = _a_second(each, signed)
    cpu = {name: spent[name] * 1000 / count for name in ("server", "database")}
    cpu["browsers"] = sum(lane.cpu for lane in signed) * 1000 / count
    return {
        "a_second": round(rate, 1),
        "share": round(rate / (sum(bare) / len(bare)), 3),
        "turned_away": sum(lane.turned_away for lane in signed),
        **{f"{name}_cpu_ms": round(value, 2) for name, value in cpu.items()},
    }


def _a_second(each: int, lanes: list[Any]) -> float:
    longest: float = max(lane.wall for lane in lanes)
    return each * len(lanes) / longest


def _print(figures: dict[str, Any]) -> None:
    rates = ", ".join(f"{rate:.1f}" for rate in figures["hashes_a_second"])
    print(f"  {figures['database']}, {figures['cores']} cores")
    print(f"  bare Argon2id     {rates} a second; {figures['hash_cpu_ms']:.2f} ms of CPU each")
    print(f"  as we hash        {figures['own_hashes_a_second']:.1f} a second")
    for kind, name in NAMES.items():
        one = figures[kind]
        print(f"  whole sign-ins {name:12} {one['a_second']:6.1f} a second: {one['share']:.3f} of bare Argon2id")
        print(
            f"    CPU a sign-in: server {one['server_cpu_ms']:.2f} ms (hash included), database "
            f"{one['database_cpu_ms']:.2f}, browsers {one['browsers_cpu_ms']:.2f}; turned away {one['turned_away']}"
        )
    print(f"  at least {LEAST_SHARE} with an app")
    print(f"  CPU of a signed-in page {figures['page_cpu_ms']:.2f} ms (under {MOST_PAGE_MS})")


if __name__ == "__main__":
    main()
