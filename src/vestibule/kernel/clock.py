"""The one place where the time is read; everywhere below the edge it is an argument called ``at``."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
