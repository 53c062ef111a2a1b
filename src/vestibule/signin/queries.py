"""Reads of sessions: what a cookie is worth, judged at use."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class LiveSession:
    """A session that is neither ended, nor idle, nor too old."""

    id: UUID
    person_id: UUID
    started_at: datetime
    seen_at: datetime
    methods: tuple[str, ...]  # amr, RFC 8176


def live_session(token: str, *, at: datetime) -> LiveSession | None:
    """Return the live session of a cookie's token. Source: SIG-7."""
    return None
