"""A backup of many people and their roles on PostgreSQL, and a database made from it, on each of the two.

VESTIBULE_BENCH_PEOPLE says how many. What the commands take is shown with their largest memory; it is no aim, but who
waits for it in the night of a fault wants to know.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bench._served import alone, database, surround

PEOPLE = int(os.environ.get("VESTIBULE_BENCH_PEOPLE", "100000"))


def main() -> None:
    """Store, back up, restore twice, print, write."""
    with database(sqlite=False) as address, tempfile.TemporaryDirectory(prefix="vestibule-bench-") as home:
        surround(home, address)
        print(f"  storing {PEOPLE:,} people with {2 * PEOPLE:,} roles", flush=True)
        alone("bench._sweeping", "prepare", PEOPLE)
        file = Path(home) / "backup"
        figures = {"people": PEOPLE, "backup": _timed("backup", file), "megabytes": file.stat().st_size // 1_000_000}
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE vestibule_bench_restored")
        figures["to_postgresql"] = _timed("restore", file, database_url=f"{address}_restored")
        figures["to_sqlite"] = _timed("restore", file, database_url=f"sqlite:///{home}/restored.sqlite3")
    print(json.dumps(figures, indent=2))
    if named := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(named).write_text(json.dumps(figures, indent=2) + "\n")


def _timed(command: str, file: Path, *, database_url: str = "") -> dict[str, Any]:
    """Run a command; return its seconds, and the most memory that any of them has had until now."""
    surroundings = os.environ | ({"VESTIBULE_DATABASE_URL": database_url} if database_url else {})
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "vestibule.cli.main", command, str(file)], env=surroundings, check=True)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000
    return {"seconds": round(time.monotonic() - began, 1), "most_megabytes": most}


if __name__ == "__main__":
    main()
