"""``bin/test``: the whole suite on both databases, or one test on one of them."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

from workshop import CHECKOUT, browser, postgres

ONE = "bin/test tests/rooms/access/test_deciding.py::test_the_first_decision_counts"

TIMED, UNTIMED = ["-m", "timed"], ["-m", "not timed"]

HOW = f"""\
one test, on SQLite:      {ONE}
the same on PostgreSQL:   bin/test --postgres {ONE.removeprefix("bin/test ")}
everything, both:         bin/test

Whatever else stands on the line goes to pytest (-k, -x, --pdb). A PostgreSQL server can be named in
VESTIBULE_TEST_POSTGRES; else a private one is started for the length of the run."""


def main() -> None:
    """Run what was asked for, and end with pytest's own summary."""
    parser = argparse.ArgumentParser(
        prog="bin/test", description=__doc__, epilog=HOW, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", action="store_true", help="run on PostgreSQL only")
    parser.add_argument("--sqlite", action="store_true", help="run on SQLite only")
    options, chosen = parser.parse_known_args()
    if options.postgres:
        sys.exit(_on_postgres(chosen))
    if options.sqlite or chosen:
        sys.exit(_started(chosen, {}).wait())
    sys.exit(everything())


def everything() -> int:
    """Check, then run the whole suite on SQLite and on PostgreSQL side by side; say how to run one test.

    Tests that take the processor's time follow alone: two runs on two cores would measure one another.
    """
    browser.chromium()
    with postgres.server() as address, tempfile.TemporaryFile("w+") as said:
        checked = subprocess.run(["bin/check"], cwd=CHECKOUT, check=False).returncode
        _headline("The whole suite on SQLite; the same runs on PostgreSQL meanwhile, and is shown afterwards")
        beside = _started([*UNTIMED, "--postgres"], {postgres.SERVER: address}, said)
        ended = [_started(UNTIMED, {}).wait(), beside.wait()]
        said.seek(0)
        _headline("The whole suite on PostgreSQL")
        print(said.read(), flush=True)
        _headline("What is timed, on SQLite and then on PostgreSQL")
        ended += [_started(TIMED, {}).wait(), _started([*TIMED, "--postgres"], {postgres.SERVER: address}).wait()]
    if checked:
        _headline("bin/check failed: see above.")
    _headline(f"One test: {ONE} (with --postgres on PostgreSQL)")
    return next(filter(None, [*ended, checked]), 0)


def _on_postgres(chosen: Sequence[str]) -> int:
    with postgres.server() as address:
        return _started(["--postgres", *chosen], {postgres.SERVER: address}).wait()


def _started(chosen: Sequence[str], more: dict[str, str], said: IO[str] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *chosen]
    # Standard input is nobody's when two runs share it; one test alone may be debugged.
    alone = said is None and chosen
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=os.environ | more, stdout=said, stdin=None if alone else subprocess.DEVNULL
    )


def _headline(words: str) -> None:
    print(f"\n{words}", flush=True)


if __name__ == "__main__":
    main()
