"""Technical state of signing in: counters of attempts, last seen, what was being typed."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from vestibule.journal.spine import upkeep
from vestibule.kernel.rulebook import SignInRules
from vestibule.kernel.secrets import keyring, new_token
from vestibule.signin.models import AttemptCounter, ParkedForm, Session, SignInJourney
from vestibule.signin.queries import LiveSession, token_digest

# What somebody types is kept no longer than this after their session ran out.
PARKED_FOR = timedelta(hours=1)
# More than anybody has open at once, and longer than any form of ours: what is beyond isn't kept.
_MOST_PARKED, _LONGEST_PARKED = 10, 50_000


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
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, values)
        tries, refused = cursor.fetchone()
    return None if refused else tries


def forget_attempts(key: str) -> None:
    """Let counting begin anew, in a transaction that is open: what was tried has succeeded."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM attempt_counter WHERE key = %s", [key])


@upkeep
def reserve_password(key: str, *, rules: SignInRules, at: datetime) -> int | None:
    """Take one of the tries that a User ID has left, before the password is looked at. Source: SIG-6."""
    return take_attempt(key, most=rules.wrong_passwords, pause=timedelta(minutes=rules.locked_minutes), at=at)


def note_seen(live: LiveSession, *, at: datetime) -> None:
    """Remember that a session was used, once a minute at most. Source: SIG-7."""
    if at - live.seen_at >= timedelta(minutes=1):
        _write_seen(live.id, at=at)


@upkeep
def _write_seen(session_id: UUID, *, at: datetime) -> None:
    Session.objects.filter(pk=session_id, state="live", seen_at__lt=at).update(seen_at=at)


@upkeep
def park_form(person_id: UUID, path: str, fields: Mapping[str, list[str]], *, at: datetime) -> str:
    """Keep what somebody was typing when their session ran out; return the token that brings it back."""
    token, typed = new_token(), json.dumps(dict(fields))
    ParkedForm.objects.filter(person_id=person_id, path=path).delete()
    ParkedForm.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        path=path,
        fields=typed if len(typed) <= _LONGEST_PARKED else "{}",
        expires_at=at + PARKED_FOR,
    )
    parked = ParkedForm.objects.filter(person_id=person_id).order_by("-expires_at").values_list("pk", flat=True)
    ParkedForm.objects.filter(pk__in=list(parked[_MOST_PARKED:])).delete()
    return token


@upkeep
def drop_parked(token: str, *, person_id: UUID, path: str) -> None:
    """Forget what was being typed: it has been sent again."""
    ParkedForm.objects.filter(token_digest=token_digest(token), person_id=person_id, path=path).delete()


@upkeep
def sweep(*, at: datetime) -> None:
    """Throw away what no longer counts; nothing relies on its being gone, for all is judged at use."""
    ParkedForm.objects.filter(expires_at__lte=at).delete()
    SignInJourney.objects.filter(expires_at__lte=at - timedelta(days=2)).delete()  # and their codes
    AttemptCounter.objects.filter(last_at__lte=at - timedelta(days=2)).delete()
