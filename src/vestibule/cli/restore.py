"""Makes a database from a backup: in the place of one that is lost, or on PostgreSQL what began on SQLite.

The database must be new; its tables are brought here. The keys must be those of the installation that was backed up.
Whoever was signed in then signs in anew, and what was done since then wasn't.
"""

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from vestibule.cli.backup import progress
from vestibule.journal.actions import restore_database
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.signin.upkeep import end_every_session
from vestibule.storage.backup import Head, proof_of_keys
from vestibule.storage.replaying import replay
from vestibule.storage.restoring import NoBackup, opened, read_backup, table_with_rows
from vestibule.storage.schema import all_migrations, migrating

EXAMPLE = "vestibule restore /var/backups/vestibule-monday"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what vestibule backup wrote")


def run(options: argparse.Namespace) -> None:
    """Bring the tables, then all rows of the backup, or none."""
    try:
        with opened(options.file) as (head, lines):
            if fault := _fault(head):
                raise SystemExit(fault)
            with migrating():
                replay(lambda _migration: None)
                if table := table_with_rows():
                    raise SystemExit(f"The database isn't new: there are rows in {table}. Nothing was changed.")
                rows = _put_back(lines, datetime.fromisoformat(head.made_at))
    except NoBackup as fault:
        raise SystemExit(f"{options.file} can't be restored: {fault} Nothing was stored.") from None
    print(f"{rows:,} rows are back, as they stood at {head.made_at}. Everybody signs in anew.")


def _put_back(lines: Iterator[Any], made_at: datetime) -> int:
    at = clock.now()

    def put_back() -> int:
        rows = read_backup(lines, progress())
        end_every_session(at=at)
        return rows

    return restore_database(put_back, made_at=made_at, by=OPERATOR, at=at)


def _fault(head: Head) -> str | None:
    """Return why a backup can't be restored here, before anything is done."""
    if head.keys != proof_of_keys():
        return "The backup is sealed under other keys: set VESTIBULE_SECRET_KEYS to those of where it was made."
    if head.migrations != tuple(all_migrations()):
        return f"The backup is of release {head.release}: restore it with that one, and run vestibule migrate of this."
    return None
