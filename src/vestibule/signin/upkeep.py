"""Technical state of signing in: tries at a password, last seen, what was being typed."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.attempts import sweep_attempts, take_attempt
from vestibule.journal.spine import upkeep
from vestibule.kernel.rulebook import SignInRules
from vestibule.kernel.secrets import new_token
from vestibule.signin.models import ParkedForm, Session, SignInJourney
from vestibule.signin.queries import LiveSession, token_digest

# What somebody types is kept no longer than this after their session ran out.
PARKED_FOR = timedelta(hours=1)
# More than anybody has open at once, and longer than any form of ours: what is beyond isn't kept.
_MOST_PARKED, _LONGEST_PARKED = 10, 50_000


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
    sweep_attempts(at=at)
