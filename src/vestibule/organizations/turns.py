"""How many of something fit into an hour or a day: each window of time counts for itself."""

from datetime import datetime, timedelta

from vestibule.accounts.attempts import attempt_key, take_attempt


def take_turn(purpose: str, subject: str, *, most: int, every: timedelta, at: datetime) -> bool:
    """Take one of the turns of this hour or day, in a transaction that is open; say whether one was left.

    Exact under parallel tries. Source: ORG-1. Reading: who goes on steadily is never counted into the next window.
    """
    window = int(at.timestamp() // every.total_seconds())
    return take_attempt(attempt_key(purpose, f"{subject}:{window}"), most=most, pause=every, at=at) is not None
