"""Technical state of signing in: counters of attempts, last seen, what was being typed."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from vestibule.journal.spine import upkeep
from vestibule.kernel.rulebook import SignInRules
from vestibule.kernel.secrets import keyring, new_token
from vestibule.signin.models import AttemptCounter, ParkedForm, Session
from vestibule.signin.queries import LiveSession, token_digest
from vestibule.storage.rows import moved

# What somebody types is kept no longer than this after their session ran out.
PARKED_FOR = timedelta(hours=1)


def attempt_key(purpose: str, subject: str) -> str:
    """Return the key of a counter: it names nobody, and exists for User IDs that don't. Source: SIG-5, SIG-6."""
    return keyring().digest(f"{purpose}:{subject}", purpose="attempts")


@upkeep
def reserve_attempt(key: str, *, most: int, pause: timedelta, at: datetime) -> int | None:
    """Take one of the tries that are left, before trying; return its number, or nothing where none is left.

    Exact under parallel tries, for each is one conditional write. Source: SIG-6. Reading: tries count until one
    succeeds, and are forgotten once there was none for the whole pause; refused ones are only counted, and
    don't prolong it.
    """
    AttemptCounter.objects.bulk_create([AttemptCounter(key=key, last_at=at)], ignore_conflicts=True)
    counter = AttemptCounter.objects.filter(key=key)
    if moved(counter.filter(last_at__lte=at - pause), tries=1, refused=0, last_at=at):
        return 1
    if moved(counter.filter(tries__lt=most), tries=F("tries") + 1, last_at=at):
        return counter.values_list("tries", flat=True).get()
    counter.update(refused=F("refused") + 1)
    return None


def reserve_password(key: str, *, rules: SignInRules, at: datetime) -> int | None:
    """Take one of the tries that a User ID has left. Source: SIG-6."""
    return reserve_attempt(key, most=rules.wrong_passwords, pause=timedelta(minutes=rules.locked_minutes), at=at)


@upkeep
def forget_attempts(*keys: str) -> None:
    """Let counting begin anew: the right password was given."""
    AttemptCounter.objects.filter(key__in=keys).delete()


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
    token = new_token()
    ParkedForm.objects.filter(person_id=person_id, path=path).delete()
    ParkedForm.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        path=path,
        fields=json.dumps(dict(fields)),
        expires_at=at + PARKED_FOR,
    )
    return token


@upkeep
def drop_parked(token: str, *, person_id: UUID, path: str) -> None:
    """Forget what was being typed: it has been sent again."""
    ParkedForm.objects.filter(token_digest=token_digest(token), person_id=person_id, path=path).delete()


@upkeep
def sweep(*, at: datetime) -> None:
    """Throw away what no longer counts; nothing relies on its being gone, for all is judged at use."""
    ParkedForm.objects.filter(expires_at__lte=at).delete()
    AttemptCounter.objects.filter(last_at__lte=at - timedelta(days=2)).delete()
