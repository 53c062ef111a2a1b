"""Django's SQLite backend with our connection settings."""

from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections that never checkpoint by themselves.

    Before SQLite 3.51.3 two connections that checkpoint at once can, rarely, corrupt a WAL database: so one job of the
    worker does it (``vestibule.jobs``), and nobody else.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        """Open a connection and set it up."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("PRAGMA cache_size=-16000")
        return connection
