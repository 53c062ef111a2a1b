"""SQLite as Vestibule uses it: WAL, no automatic checkpoint on request connections."""
