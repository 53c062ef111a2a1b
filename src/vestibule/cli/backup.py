"""Writes a backup: all that the database holds at one moment, in one file, while people go on working.

The keys that open what is sealed in it are not in it (VESTIBULE_SECRET_KEYS, or secret-keys in the home folder): keep
them elsewhere. Either database takes what the other wrote.
"""

import argparse
from importlib.metadata import version
from pathlib import Path

from vestibule.kernel import clock
from vestibule.storage.backup import Head, Tell, proof_of_keys, write_backup
from vestibule.storage.schema import all_migrations, pending_migrations

EXAMPLE = "vestibule backup /var/backups/vestibule-monday"

SHOWS_PROGRESS_FROM = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to, a file that isn't there yet")


def run(options: argparse.Namespace) -> None:
    """Write the backup."""
    if options.file.exists():
        raise SystemExit(f"There is a file of that name already: {options.file}.")
    if pending_migrations():
        raise SystemExit("The database is of another release: back it up with that one, or migrate it first.")
    head = Head(
        release=version("vestibule"),
        made_at=clock.now().isoformat(),
        migrations=tuple(all_migrations()),
        keys=proof_of_keys(),
    )
    rows = write_backup(options.file, head, progress())
    print(f"{rows:,} rows are in {options.file}. The keys that open them aren't: keep those elsewhere.")


def progress() -> Tell:
    """Return what shows how far a long backup is, or its way back: once for each hundred thousand rows."""
    shown = 0

    def tell(rows: int) -> None:
        nonlocal shown
        if rows // SHOWS_PROGRESS_FROM > shown:
            shown = rows // SHOWS_PROGRESS_FROM
            print(f"{shown * SHOWS_PROGRESS_FROM:,} rows", flush=True)

    return tell
