"""``bin/test``: the whole suite on both databases, or one test on one of them."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from workshop import CHECKOUT, browser, postgres

ONE = "bin/test tests/rooms/access/test_deciding.py::test_the_first_decision_counts"

PYTEST = [sys.executable, "-m", "pytest"]
TIMED = ["-m", "timed"]
COMPUTING = ["-m", "not (timed or programs or browser)"]
WAITING = ["-m", "(programs or browser) and not timed"]
UNDER_NIST = ["tests/rooms/signin", "--profile", "nist-800-63-4"]
NIST = ["-m", "not timed", *UNDER_NIST]
LANES = 3  # for two cores: one of them waits more than it computes
ROOMS = "tests/rooms"
SAID = "VESTIBULE_TEST_SAID"  # the file into which a run on SQLite writes what its tests said (tests/said.py)

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
    """Run the checks and the whole suite on both databases, in lanes beside each other; say how to run one test.

    What runs programs waits for them, so it has a lane beside the two that compute (decision 0042). The sign-in room
    runs once more under the profile that isn't the default. Tests that take the processor's time follow alone: runs
    beside each other would measure one another. What tests on SQLite alone tell it, others must tell PostgreSQL
    (decision 0047).
    """
    browser.bring_light_chromium()
    programs = [*WAITING, *_files_with("programs", "browser")]
    with postgres.server() as address, tempfile.TemporaryDirectory(prefix="vestibule-said-") as folder:
        there = {postgres.SERVER: address}
        said = [Path(folder) / name for name in ("rooms", "rest")]
        ended = _side_by_side(
            [
                Part("The rooms on SQLite", [*PYTEST, *COMPUTING, ROOMS], {SAID: str(said[0])}),
                Part("What runs programs, on SQLite", [*PYTEST, *programs]),
                Part("The suite on PostgreSQL", [*PYTEST, *COMPUTING, "--postgres"], there),
                Part("The rest on SQLite", [*PYTEST, *COMPUTING, *_beside(ROOMS)], {SAID: str(said[1])}),
                Part("What runs programs, on PostgreSQL", [*PYTEST, *programs, "--postgres"], there),
                Part("Signing in under nist-800-63-4, on PostgreSQL", [*PYTEST, *NIST, "--postgres"], there),
                Part("bin/check", ["bin/check"]),
            ],
        )
        ended.append(_all_is_said_there(said))
        _headline("What is timed, on SQLite and then on PostgreSQL")
        timed = [*TIMED, *_files_with("timed")]
        ended += [_pytest(timed, {}), _pytest([*timed, "--postgres"], there)]
    _headline(f"One test: {ONE} (with --postgres on PostgreSQL)")
    return next(filter(None, ended), 0)


def _beside(folder: str) -> list[str]:
    """Return the folders that stand beside one, with tests in them."""
    beside = (CHECKOUT / folder).parent.iterdir()
    named = {str(each.relative_to(CHECKOUT)) for each in beside if next(each.rglob("test_*.py"), None)}
    return sorted(named - {folder})


def _files_with(*markers: str) -> list[str]:
    """Return the files in which something is marked so: looking through all takes as long as running some."""
    marked = re.compile(rf"mark\.({'|'.join(markers)})\b")
    files = (CHECKOUT / "tests").rglob("test_*.py")
    return sorted(str(file.relative_to(CHECKOUT)) for file in files if marked.search(file.read_text()))


def _all_is_said_there(files: Sequence[Path]) -> int:
    """See that PostgreSQL is told all that tests say which run on SQLite alone; say what isn't, and by which test."""
    if missing := [file.name for file in files if not file.is_file()]:
        print(f"What tests say on SQLite wasn't heard: {', '.join(missing)}")
        return 1
    runs = [json.loads(file.read_text()) for file in files]
    there = {words for run in runs for words in run["there"]}
    unsaid = {words: tests for run in runs for words, tests in run["spared"].items() if words not in there}
    for words, tests in sorted(unsaid.items()):
        print(f"No test that runs on PostgreSQL says: {words}\nOne of these does; let it not carry `said`: {tests}")
    return 1 if unsaid else 0


def _side_by_side(parts: Sequence[Part]) -> list[int]:
    """Run parts in their order, each in the first lane that is free; return how each ended.

    The first is seen as it runs, the others afterwards.
    """
    with ThreadPoolExecutor(LANES) as lanes, ExitStack() as kept:
        said = [sys.stdout, *(kept.enter_context(tempfile.TemporaryFile("w+")) for _ in parts[1:])]
        ended = list(lanes.map(_run, parts, said))
        for each in said[1:]:
            each.seek(0)
            shutil.copyfileobj(each, sys.stdout)
    return ended


def _run(part: Part, said: IO[str]) -> int:
    """Run one part, and say in the end what it took of the wall's clock and of the processors."""
    print(f"\n{part.name}", file=said, flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        part.command,
        cwd=CHECKOUT,
        env=os.environ | part.more,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = used.ru_utime + used.ru_stime
    print(f"{part.name}: {time.monotonic() - began:.0f} s, {spent:.0f} s of CPU", file=said, flush=True)
    return process.returncode


def _on_postgres(chosen: Sequence[str]) -> int:
    with postgres.server() as address:
        return _pytest(["--postgres", *chosen], {postgres.SERVER: address})


def _pytest(chosen: Sequence[str], more: Mapping[str, str]) -> int:
    return subprocess.run([*PYTEST, *chosen], cwd=CHECKOUT, env=os.environ | more, check=False).returncode


def _headline(words: str) -> None:
    print(f"\n{words}", flush=True)


if __name__ == "__main__":
    main()
