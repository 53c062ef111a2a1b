"""The kinds of second factor, a file for each: how a code is made and judged. A new kind is a file and a line below."""

from collections.abc import Callable, Mapping
from datetime import datetime

from vestibule.accounts.queries import PersonCard
from vestibule.kernel.facts import Code, Fact
from vestibule.kernel.reasons import Refused
from vestibule.signin.events import CodeFailed, PasskeyRefused
from vestibule.signin.factors import app, email, passkey, phone, recovery_codes
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.factors.sent import SentCode
from vestibule.signin.models import SignInJourney
from vestibule.signin.policy.devices import APP, EMAIL, NOT_CHOSEN, PASSKEY, RECOVERY, SMS, VOICE
from vestibule.signin.policy.passkeys import PASSKEY_CLONED

_JUDGES: Mapping[str, Callable[[Asked, str, datetime], Judged]] = {
    APP: app.judge,
    PASSKEY: passkey.judge,
    SMS: phone.judge,
    VOICE: phone.judge,
    EMAIL: email.judge,
    RECOVERY: recovery_codes.judge,
}
# The kinds whose codes we send; the others' owners have them already.
_SENDERS: Mapping[str, Callable[[Asked, PersonCard, datetime], SentCode]] = {
    SMS: phone.send,
    VOICE: phone.send,
    EMAIL: email.send,
}


def judge(kind: str, asked: Asked, typed: str, *, at: datetime) -> Judged:
    """Judge what somebody typed as the code of a device, in an action that is running; a wrong one costs a try.

    Raises ``Refused`` for what isn't even compared. Source: SIG-2, SIG-3, SIG-6.
    """
    if kind not in _JUDGES:
        raise Refused(NOT_CHOSEN())
    return _JUDGES[kind](asked, typed, at)


def failure(kind: str, asked: Asked, judged: Judged) -> Fact:
    """Return the fact that what somebody gave for a device was wrong. Source: SIG-3, SIG-6."""
    journey_id = asked.place.pk if isinstance(asked.place, SignInJourney) else None
    if kind == PASSKEY:
        reason = "cloned" if judged.reason and judged.reason.code == PASSKEY_CLONED.code else "not_verified"
        return PasskeyRefused(
            person_id=asked.person_id, device_id=asked.device_id, journey_id=journey_id, reason=Code(reason)
        )
    return CodeFailed(person_id=asked.person_id, journey_id=journey_id, kind=Code(kind), tries_left=judged.left)


def send(kind: str, asked: Asked, card: PersonCard, *, at: datetime) -> SentCode:
    """Make the code that a device gets, in an action that is running, for a place whose row is locked.

    Raises ``Refused`` for a kind to which nothing is sent, and where too many were. Source: SIG-2, SIG-3, SIG-6.
    """
    if kind not in _SENDERS:
        raise Refused(NOT_CHOSEN())
    return _SENDERS[kind](asked, card, at)
