"""Loads identities of the embedded bureau from a CSV file; the same file again changes nothing.

Columns: first_name, middle_name, last_name, suffix, birth_date (1980-02-29), ssn, phone, address_line_1,
address_line_2, city, state (two letters), zip_code, the same five with prior_ before them, and outcome: verified (or
empty), referred, verified_after_call, never.
"""

import argparse
import sys
from pathlib import Path

from vestibule.adapters.bureau.files import FileFaulty, read_identities
from vestibule.adapters.bureau.loading import load_identities
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

EXAMPLE = "vestibule bureau load people.csv"

PEOPLE = Path(__file__).with_name("people.csv")  # invented, for demos
SHOWS_PROGRESS_FROM = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    deeds = parser.add_subparsers(required=True, metavar="load")
    load = deeds.add_parser(
        "load",
        help="load identities from a CSV file: all of it, or where a line is faulty nothing",
        description=__doc__,
        epilog=f"Example:\n  {EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    load.add_argument("file", type=Path, metavar="FILE.csv", help="whom the bureau is to know")


def run(options: argparse.Namespace) -> None:
    """Read the whole file, then store it."""
    at = clock.now()
    try:
        identities = read_identities(options.file, today=at.date())
    except FileFaulty as faulty:
        raise SystemExit(str(faulty)) from None

    def progress(done: int) -> None:
        if len(identities) >= SHOWS_PROGRESS_FROM:
            _say(f"{done} of {len(identities)} identities")

    loaded = load_identities(identities, progress=progress, by=OPERATOR, at=at)
    _say(f"{len(identities)} identities are as the file says: {loaded.added} new, {loaded.changed} changed.")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
