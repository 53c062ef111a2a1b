"""``bin/test``: the whole suite on both databases, or one test on one of them."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from workshop import browser, postgres

SIDE_BY_SIDE = ("-n", "2", "--dist", "loadgroup")
CHECKOUT = Path(__file__).resolve().parent.parent
ONE = "bin/test tests/rooms/access/test_deciding.py::test_the_first_decision_counts"

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
        sys.exit(_pytest(chosen, {}))
    sys.exit(everything())


def everything() -> int:
    """Check, then run the whole suite on SQLite and on PostgreSQL; say how to run one test."""
    browser.chromium()
    checked = subprocess.run(["bin/check"], cwd=CHECKOUT, check=False).returncode
    if checked:
        return checked
    _headline("The whole suite on SQLite")
    on_sqlite = _pytest([*SIDE_BY_SIDE, "-q"], {})
    _headline("The whole suite on PostgreSQL")
    on_postgres = _on_postgres([*SIDE_BY_SIDE, "-q"])
    _headline(f"One test: {ONE}")
    return on_sqlite or on_postgres


def _on_postgres(chosen: Sequence[str]) -> int:
    with postgres.server() as address:
        return _pytest(["--postgres", *chosen], {postgres.SERVER: address})


def _pytest(chosen: Sequence[str], more: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *chosen]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ | more, check=False).returncode


def _headline(words: str) -> None:
    print(f"\n{words}", flush=True)


if __name__ == "__main__":
    main()
