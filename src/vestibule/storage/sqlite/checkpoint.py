"""The one place that checkpoints SQLite's write-ahead log."""

import fcntl
from pathlib import Path
from typing import Any

PATIENCE = 500  # milliseconds: while a checkpoint waits for readers, writers wait for it


def checkpoint(connection: Any) -> bool:
    """Move the log into the database file and empty it; say whether that was done.

    Before SQLite 3.51.3 two checkpoints at once can, rarely, corrupt the database: a lock beside it lets only one
    through, on whatever process. Busy readers put it off till the next time.
    """
    place = Path(connection.settings_dict["NAME"])
    with place.with_name(f"{place.name}-checkpoint").open("w") as beside:
        try:
            fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE:d}")
            try:
                busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
    return not busy
