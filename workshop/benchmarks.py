"""``bin/bench``: runs the files of ``bench/`` one after the other, each in a process of its own."""

import argparse
import os
import subprocess
import sys

from workshop import CHECKOUT


def main() -> None:
    """Run the benchmarks that are named, or all; exit non-zero if one couldn't run or missed its figure."""
    known = sorted(file.stem for file in (CHECKOUT / "bench").glob("*.py") if not file.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__, epilog="example: bin/bench sign_in")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known) or 'none yet'}")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, of what can be measured on either")
    options = parser.parse_args()
    chosen = options.names or known
    unknown = set(chosen) - set(known)
    if unknown:
        parser.error(f"there is no bench/{sorted(unknown)[0]}.py; there are {', '.join(known) or 'none yet'}.")
    figures = CHECKOUT / "var/bench"
    figures.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in chosen:
        print(f"\n{name}", flush=True)
        surroundings = os.environ | {"VESTIBULE_BENCH_FIGURES": str(figures / f"{name}.json")}
        words = [sys.executable, "-m", f"bench.{name}", *(["--sqlite"] if options.sqlite else [])]
        if subprocess.run(words, cwd=CHECKOUT, env=surroundings, check=False).returncode:
            failed.append(name)
    sys.exit(f"bin/bench: {', '.join(failed)} failed." if failed else 0)


if __name__ == "__main__":
    main()
