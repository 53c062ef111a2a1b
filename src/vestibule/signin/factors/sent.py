"""Codes that we send, whichever way: random, kept as a digest, good once, where and for what they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from vestibule.accounts.attempts import forget_attempts, take_attempt
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_code, same
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.lifecycle import CODE
from vestibule.signin.models import OneTimeCode, Session, SignInJourney
from vestibule.signin.policy.codes import CODE_WRONG, CodeInHand, code_faults, folded_code
from vestibule.signin.policy.entering import BEGIN_AGAIN
from vestibule.storage.compiled import compiled, compiled_change, insert

_REPLACED, _DEAD = {"state__in": CODE.sources("replace")}, {"state": CODE.after("open", "replace")}


@dataclass(frozen=True)
class Limit:
    """How many codes are sent under one key: until one is entered, or there was none for the whole pause."""

    key: str
    most: int
    pause: timedelta
    reason: Reason


@dataclass(frozen=True)
class SentCode:
    """A code on its way: its id for the record, itself for whoever carries it."""

    id: UUID
    text: str = field(repr=False)
    expires_at: datetime
    number: str = field(default="", repr=False)  # where it goes, if not to the account's address


def make_code(
    place: SignInJourney | Session,
    *,
    device_id: UUID | None,
    minutes: int,
    limits: Sequence[Limit],
    number: str = "",
    at: datetime,
) -> SentCode:
    """Make a code for a place whose row is locked; the one before it is dead. Raises ``Refused``: too many were sent.

    Source: SIG-2 (APP 6), SIG-3. Reading: of one sign-in or session the newest code alone is good, whichever way it
    was sent; it is bound to its device, or to none for the account's address, of which there is one.
    """
    for limit in limits:
        if take_attempt(limit.key, most=limit.most, pause=limit.pause, at=at) is None:
            raise Refused(limit.reason)

    (_replace_codes_of_session if isinstance(place, Session) else _replace_codes_of_journey)(place.pk)
    text = new_code(rulebook().sign_in.code_digits)
    code = OneTimeCode(
        **{"session" if isinstance(place, Session) else "journey": place},
        device_id=device_id,
        digest=_digest(place.pk, text),
        sent_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    insert([code])
    return SentCode(code.id, text, code.expires_at, number)


@compiled_change
def _replace_codes_of_journey(journey_id: UUID) -> tuple["QuerySet[OneTimeCode]", dict[str, Any]]:
    return OneTimeCode.objects.filter(journey_id=journey_id, **_REPLACED), _DEAD


@compiled_change
def _replace_codes_of_session(session_id: UUID) -> tuple["QuerySet[OneTimeCode]", dict[str, Any]]:
    return OneTimeCode.objects.filter(session_id=session_id, **_REPLACED), _DEAD


def forget_limits(limits: Sequence[Limit]) -> None:
    """Let the counting of sent codes begin anew: one of them was entered."""
    for limit in limits:
        forget_attempts(limit.key)


def judge_sent(asked: Asked, typed: str, *, device_id: UUID | None, minutes: int, at: datetime) -> Judged:
    """Compare an entered code with the open one of its place and device, and use it up. Source: SIG-2, SIG-6."""
    rules = rulebook().sign_in
    open_codes = _open_codes_of_session if isinstance(asked.place, Session) else _open_codes_of_journey
    code = next(iter(open_codes(asked.place.pk, device_id)), None)
    text = folded_code(typed)
    in_hand = CodeInHand(code.tries, code.expires_at, minutes) if code else None
    require(code_faults(text, in_hand, rules=rules, at=at))
    if code is None:
        raise NotFound("code")

    is_right = same(code.digest, _digest(asked.place.pk, text))
    _spend_a_try(code, is_right=is_right, most=rules.code_tries)
    left = rules.code_tries - code.tries - 1
    return Judged() if is_right else Judged(CODE_WRONG(left=left), left)


def _digest(place_id: UUID, text: str) -> str:
    return keyring().digest(f"{place_id}:{text}", purpose="one-time-code")


def _spend_a_try(code: OneTimeCode, *, is_right: bool, most: int) -> None:
    """Count the try, and use the code up if it was the right one: one conditional write for both."""
    state = CODE.after(code.state, "use") if is_right else code.state
    if not _count_a_try(code.pk, most, state):
        raise Refused(BEGIN_AGAIN())


@compiled
def _open_codes_of_journey(journey_id: UUID, device_id: UUID | None) -> "QuerySet[OneTimeCode]":
    return OneTimeCode.objects.filter(journey_id=journey_id, state="open", device_id=device_id)[:1]


@compiled
def _open_codes_of_session(session_id: UUID, device_id: UUID | None) -> "QuerySet[OneTimeCode]":
    return OneTimeCode.objects.filter(session_id=session_id, state="open", device_id=device_id)[:1]


@compiled_change
def _count_a_try(code_id: UUID, most: int, state: str) -> tuple["QuerySet[OneTimeCode]", dict[str, Any]]:
    open_still = OneTimeCode.objects.filter(pk=code_id, state="open", tries__lt=most)
    return open_still, {"tries": F("tries") + 1, "state": state}
