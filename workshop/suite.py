"""``bin/test``: the whole suite on both databases, or one test on one of them."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO

from workshop import CHECKOUT, browser, postgres

ONE = "bin/test tests/rooms/access/test_deciding.py::test_the_first_decision_counts"

PYTEST = [sys.executable, "-m", "pytest"]
TIMED, UNTIMED = ["-m", "timed"], ["-m", "not timed"]
UNDER_NIST = ["tests/rooms/signin", "--profile", "nist-800-63-4"]

HOW = f"""\
one test, on SQLite:      {ONE}
the same on PostgreSQL:   bin/test --postgres {ONE.removeprefix("bin/test ")}
sign-in under NIST's:     bin/test {" ".join(UNDER_NIST)}
everything, both:         bin/test

Whatever else stands on the line goes to pytest (-k, -x, --pdb). A PostgreSQL server can be named in
VESTIBULE_TEST_POSTGRES; else a private one is started for the length of the run."""


@dataclass(frozen=True)
class Part:
    """A part of the whole: what it is called, its command, and what more stands in its environment."""

    name: str
    command: Sequence[str]
    more: Mapping[str, str] = field(default_factory=dict)


def main() -> None:
    """Run what was asked for, and end with pytest's own summary."""
    parser = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, epilog=HOW, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", action="store_true", help="run on PostgreSQL only")
    parser.add_argument("--sqlite", action="store_true", help="run on SQLite only")
    options, chosen = parser.parse_known_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each run rewrites the assertions of all tests: ten seconds
    if options.postgres:
        sys.exit(_on_postgres(chosen))
    if options.sqlite or chosen:
        sys.exit(_pytest(chosen, {}))
    sys.exit(everything())


def everything() -> int:
    """Run the checks and the whole suite on both databases, in two lanes for two cores; say how to run one test.

    The sign-in room runs once more under the profile that isn't the default. Tests that take the processor's time
    follow alone: two runs on two cores would measure one another.
    """
    browser.chromium()
    with postgres.server() as address:
        there = {postgres.SERVER: address}
        on_postgres = [*PYTEST, *UNTIMED, "--postgres"]
        ended = _side_by_side(
            Part("The whole suite on SQLite", [*PYTEST, *UNTIMED]),
            [
                Part("bin/check", ["bin/check"]),
                Part("The whole suite on PostgreSQL", on_postgres, there),
                Part("Signing in under nist-800-63-4, on PostgreSQL", [*on_postgres, *UNDER_NIST], there),
            ],
        )
        _headline("What is timed, on SQLite and then on PostgreSQL")
        timed = [*TIMED, *_files_with_timed_tests()]
        ended += [_pytest(timed, {}), _pytest([*timed, "--postgres"], there)]
    _headline(f"One test: {ONE} (with --postgres on PostgreSQL)")
    return next(filter(None, ended), 0)


def _files_with_timed_tests() -> list[str]:
    """Return the files in which something is timed: looking through all takes as long as running these."""
    files = (CHECKOUT / "tests").rglob("test_*.py")
    return sorted(str(file.relative_to(CHECKOUT)) for file in files if "mark.timed" in file.read_text())


def _side_by_side(seen: Part, beside: Sequence[Part]) -> list[int]:
    """Run one part and show it as it runs; beside it others, one after the other, and show them afterwards.

    Return how each ended.
    """
    with ThreadPoolExecutor(1) as other, tempfile.TemporaryFile("w+") as said:
        waiting = other.submit(lambda: [_run(part, said) for part in beside])
        ended = [_run(seen, sys.stdout), *waiting.result()]
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout)
    return ended


def _run(part: Part, said: IO[str]) -> int:
    print(f"\n{part.name}", file=said, flush=True)
    return subprocess.run(
        part.command,
        cwd=CHECKOUT,
        env=os.environ | part.more,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


def _on_postgres(chosen: Sequence[str]) -> int:
    with postgres.server() as address:
        return _pytest(["--postgres", *chosen], {postgres.SERVER: address})


def _pytest(chosen: Sequence[str], more: Mapping[str, str]) -> int:
    return subprocess.run([*PYTEST, *chosen], cwd=CHECKOUT, env=os.environ | more, check=False).returncode


def _headline(words: str) -> None:
    print(f"\n{words}", flush=True)


if __name__ == "__main__":
    main()
