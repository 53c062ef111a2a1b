"""Conditional writes: a row moves only from where it was expected to be."""

from typing import Any

from django.db.models import Model, QuerySet


def moved(rows: "QuerySet[Any]", **changes: Any) -> bool:
    """Write to the one row of a query if it is still as the query expects; say whether it was.

    The caller filters by identity *and* by the expected state, so that of several at once exactly one wins.
    """
    count = rows.update(**changes)
    if count > 1:
        raise RuntimeError(f"A conditional write met {count} rows of {rows.model.__name__}; it is for one.")
    return count == 1


def lock(rows: "QuerySet[Any]") -> Model | None:
    """Return the one row of a query, locked until the transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    found: Model | None = rows.select_for_update().first()
    return found
