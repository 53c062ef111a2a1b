"""A role request from its first page to its approval, over HTTP on PostgreSQL, against the bare SQL of the same cycle.

A cycle is what two people send: application and role, organization, review, reason; then the approver's Approve. The
bare cycle is every statement that one such cycle executes, in the same transactions, issued through the driver alone.
Must reach at least 0.25 of its rate in the same run. Run it on a machine that does nothing else.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from workshop import CHECKOUT, postgres
from workshop.children import free_port, start, stop, wait_for

LEAST_SHARE = 0.25
ROUNDS = 3
LANES, EACH = 8, 40  # in each round so many at once, each with so many people after one another


def main() -> None:
    """Measure both in turns, print, write; exit non-zero where the figure is missed."""
    with postgres.server() as address, tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home:
        port = free_port()
        _surround(home, _database(address), port)
        work = import_module("bench._role_requesting")
        with work.connected():
            known = work.prepare(people=2 * ROUNDS * LANES * EACH)
            statements = work.captured(known)
        with _server(home, port), _lanes() as pool:
            rates: dict[str, list[float]] = {"sql": [], "http": []}
            for number in range(ROUNDS):
                for name, deed in (("sql", work.replay), ("http", work.over_http)):
                    taken = [known.lane(2 * number + (name == "http"), lane, LANES, EACH) for lane in range(LANES)]
                    rates[name].append(_rate(pool, deed, [(known, statements, one) for one in taken]))
        figures = _figures(rates, len(statements))
    _print(figures)
    if target := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(target).write_text(json.dumps(figures, indent=2) + "\n")
    sys.exit("The figure was missed." if figures["share"] < LEAST_SHARE else 0)


def _rate(pool: Any, deed: Callable[..., None], work: list[tuple[Any, ...]]) -> float:
    began = time.perf_counter()
    pool.starmap(deed, work, chunksize=1)
    return LANES * EACH / (time.perf_counter() - began)


@contextmanager
def _lanes() -> Iterator[Any]:
    with multiprocessing.get_context("spawn").Pool(LANES) as pool:
        pool.map(_ready, range(LANES), chunksize=1)  # each has loaded all before anything is measured
        yield pool


def _ready(_: int) -> None:
    import_module("bench._role_requesting")
    time.sleep(1)  # so that no lane takes another's turn


def _surround(home: str, database: str, port: int) -> None:
    key = import_module("vestibule.kernel.secrets").Key.generate()
    os.environ.update(
        VESTIBULE_HOME=home,
        VESTIBULE_ORIGIN=f"http://localhost:{port}",
        VESTIBULE_MAIL_URL="smtp://127.0.0.1:1",
        VESTIBULE_DATABASE_URL=database,
        VESTIBULE_SECRET_KEYS=str(key),
        DJANGO_SETTINGS_MODULE="vestibule.config.settings",
    )


def _database(server: str) -> str:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE vestibule_bench")
    return f"{server}/vestibule_bench"


@contextmanager
def _server(home: str, port: int) -> Iterator[None]:
    words = [sys.executable, "-m", "vestibule.cli.main", "serve", "--no-worker"]
    child = start("Vestibule", words, os.environ, Path(home) / "serve.log")
    try:
        wait_for(f"http://localhost:{port}/healthz", [child])
        yield
    finally:
        stop([child])


def _figures(rates: dict[str, list[float]], statements: int) -> dict[str, Any]:
    sql, http = max(rates["sql"]), max(rates["http"])
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "statements": statements,
        "sql_cycles_a_second": round(sql, 1),
        "http_cycles_a_second": round(http, 1),
        "share": round(http / sql, 3),
        "cores": len(os.sched_getaffinity(0)),
        "commit": commit,
    }


def _print(figures: dict[str, Any]) -> None:
    print(
        f"  bare SQL   {figures['sql_cycles_a_second']:8.1f} cycles a second, {figures['statements']} statements each"
    )
    print(f"  over HTTP  {figures['http_cycles_a_second']:8.1f} cycles a second on {figures['cores']} cores")
    print(f"  share      {figures['share']:8.3f} (at least {LEAST_SHARE})")


if __name__ == "__main__":
    main()
