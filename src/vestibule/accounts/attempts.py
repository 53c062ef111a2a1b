"""Counters of attempts, by purpose and subject: one kind for all rooms, exact under parallel tries."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from vestibule.accounts.models import AttemptCounter
from vestibule.kernel.secrets import keyring
from vestibule.storage.statements import ask, say


def attempt_key(purpose: str, subject: str) -> str:
    """Return the key of a counter: it names nobody, and exists for User IDs that don't. Source: SIG-5, SIG-6."""
    return keyring().digest(f"{purpose}:{subject}", purpose="attempts")


# One statement, so that the count is exact and costs one visit to the database. Nothing is refused before the tries
# are used up, so a count of refused ones above zero says that this try was one of them.
_RESERVE = """
    INSERT INTO attempt_counter AS had (key, tries, refused, last_at) VALUES (%(key)s, 1, 0, %(at)s)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN had.last_at <= %(forgotten)s THEN 1 WHEN had.tries < %(most)s THEN had.tries + 1
            ELSE had.tries END,
        refused = CASE WHEN had.last_at <= %(forgotten)s OR had.tries < %(most)s THEN 0 ELSE had.refused + 1 END,
        last_at = CASE WHEN had.last_at <= %(forgotten)s OR had.tries < %(most)s THEN excluded.last_at
            ELSE had.last_at END
    RETURNING tries, refused
"""


def take_attempt(key: str, *, most: int, pause: timedelta, at: datetime) -> int | None:
    """Take one of the tries that are left, in a transaction that is open; return its number, or nothing.

    Exact under parallel tries. Source: SIG-6. Reading: tries count until one succeeds, and are forgotten once there
    was none for the whole pause; refused ones are only counted, and don't prolong it.
    """
    moment = connection.ops.adapt_datetimefield_value
    values: dict[str, Any] = {"key": key, "most": most, "at": moment(at), "forgotten": moment(at - pause)}
    ((tries, refused),) = ask(_RESERVE, values)
    return None if refused else tries


def forget_attempts(*keys: str) -> None:
    """Let counting begin anew, in a transaction that is open: what was tried has succeeded."""
    places = ", ".join(["%s"] * len(keys))
    say(f"DELETE FROM attempt_counter WHERE key IN ({places})", keys)  # noqa: S608 - places only


def give_back_attempt(key: str) -> None:
    """Give back the one try that was taken, in a transaction that is open: it was no failure; the others still count.

    Where who succeeds may try again for something else, forgetting all tries would let them guess for ever.
    """
    say("UPDATE attempt_counter SET tries = tries - 1 WHERE key = %s AND tries > 0", [key])


def sweep_attempts(*, at: datetime) -> None:
    """Throw away counters that no longer count; nothing relies on their being gone, for they are judged at use."""
    AttemptCounter.objects.filter(last_at__lte=at - timedelta(days=2)).delete()
