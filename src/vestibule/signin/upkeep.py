"""Technical state of sessions."""

from datetime import datetime

from vestibule.signin.queries import LiveSession


def note_seen(live: LiveSession, *, at: datetime) -> None:
    """Remember that a session was used, once a minute at most. Source: SIG-7."""
