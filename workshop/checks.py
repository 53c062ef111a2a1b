"""``bin/check``: everything that can be said about the code without running it, two at a time."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from workshop import CHECKOUT
from workshop.surroundings import any_installation

PROGRAMS = Path(sys.executable).parent

# What it says: the command. The slowest comes first, the others run beside it.
CHECKS: Mapping[str, list[str]] = {
    "types": ["mypy"],
    "lint": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "floors": ["lint-imports"],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "documents": ["python", "-m", "workshop.documents", "--check"],
}


@dataclass(frozen=True)
class Outcome:
    """What came of one check."""

    name: str
    passed: bool
    said: str
    seconds: float


def main() -> None:
    """Run the checks; show what the failing ones say, and exit non-zero if there are any."""
    parser = argparse.ArgumentParser(prog="bin/check", description=__doc__, epilog="example: bin/check lint types")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"one of {', '.join(CHECKS)}; none means all")
    chosen = parser.parse_args().checks or list(CHECKS)
    unknown = set(chosen) - set(CHECKS)
    if unknown:
        parser.error(f"there is no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}.")
    with tempfile.TemporaryDirectory(prefix="vestibule-check-") as home, ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda name: _checked(name, home), chosen))
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.name:<11} {outcome.seconds:5.1f} s")
        if not outcome.passed:
            print(outcome.said)
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    sys.exit(f"bin/check: {', '.join(failed)} failed." if failed else 0)


def _checked(name: str, home: str) -> Outcome:
    began = time.monotonic()
    program, *arguments = CHECKS[name]
    known = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
    done = subprocess.run(
        [str(PROGRAMS / program), *arguments],
        cwd=CHECKOUT,
        env={**known, **any_installation(home), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(name, done.returncode == 0, done.stdout.strip(), time.monotonic() - began)


if __name__ == "__main__":
    main()
