"""A flood of 200 sign-ins a second for half a minute, while people who are signed in load pages.

Right and wrong passwords, of User IDs that exist and that don't, come at a steady rate on connections of their own,
whether or not those before were answered. Meanwhile twelve people open the self-service page, their roles, and the
search of an organization, each with a pause of 0.3 seconds. Their pages must come within a second at the 95th
percentile; what can't be hashed in time is turned away (503, "try again"), and nothing may fail otherwise. On
PostgreSQL; ``--sqlite`` measures SQLite. Run it on a machine that does nothing else.
"""

import json
import multiprocessing
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from bench._served import database, served, surround

MOST_SECONDS = 1.0
QUIET = 5.0  # seconds in which the same pages are loaded before the flood


def main() -> None:
    """Flood, measure, print, write; exit non-zero where pages came late or anything failed."""
    sqlite = "--sqlite" in sys.argv
    with database(sqlite=sqlite) as address, tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home:
        figures = _measured(home, address)
    figures |= {"database": "SQLite" if sqlite else "PostgreSQL", "cores": len(os.sched_getaffinity(0))}
    _print(figures)
    if target := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(target).write_text(json.dumps(figures, indent=2) + "\n")
    failed = set(figures["answers"]) - {"code page", "refused", "busy", "late"}
    sys.exit("A figure was missed." if failed or figures["flooded"]["all"]["p95_ms"] > 1000 * MOST_SECONDS else 0)


def _measured(home: str, address: str) -> dict[str, Any]:
    port = surround(home, address)
    work = import_module("bench._flooding")
    tokens = work.prepare()
    with multiprocessing.get_context("spawn").Pool(2) as pool, served(home, port):
        pool.apply(work.load_pages, (port, tokens, 2.0))  # what is loaded once
        quiet = pool.apply(work.load_pages, (port, tokens, QUIET))
        flood = pool.apply_async(work.flood, (port,))
        flooded = pool.apply_async(work.load_pages, (port, tokens, work.SECONDS + 1.0))
        answers = flood.get()
        return {
            "sent_a_second": work.RATE,
            "answers": {name: count for name, count in sorted(answers.items()) if count},
            "quiet": _of_pages(quiet),
            "flooded": _of_pages(flooded.get()),
        }


def _of_pages(taken: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    together = {**taken, "all": [one for times in taken.values() for one in times]}
    return {name: _of_times(sorted(times)) for name, times in together.items()}


def _of_times(times: list[float]) -> dict[str, float]:
    def at(share: float) -> float:
        return round(1000 * times[min(len(times) - 1, int(len(times) * share))], 1)

    return {"pages": len(times), "p50_ms": at(0.5), "p95_ms": at(0.95), "longest_ms": round(1000 * times[-1], 1)}


def _print(figures: dict[str, Any]) -> None:
    print(f"  {figures['database']}, {figures['cores']} cores; {figures['sent_a_second']} sign-ins a second")
    print(f"  answered: {', '.join(f'{name} {count}' for name, count in figures['answers'].items())}")
    for name in figures["flooded"]:
        quiet, flooded = figures["quiet"][name], figures["flooded"][name]
        print(
            f"  {name:9} {flooded['pages']:5} pages, median {flooded['p50_ms']:7.1f} ms, at 95 % "
            f"{flooded['p95_ms']:7.1f}, longest {flooded['longest_ms']:7.1f} (before the flood "
            f"{quiet['p50_ms']:.1f}, {quiet['p95_ms']:.1f}, {quiet['longest_ms']:.1f})"
        )
    print(f"  at 95 % under {1000 * MOST_SECONDS:.0f} ms")


if __name__ == "__main__":
    main()
