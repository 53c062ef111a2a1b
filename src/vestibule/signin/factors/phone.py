"""A code by telephone, as a text message or read out in a call: to a number that its owner has shown to be theirs."""

from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.attempts import attempt_key
from vestibule.accounts.queries import PersonCard
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring
from vestibule.notices.queries import has_gateway
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.factors.sent import Limit, SentCode, forget_limits, judge_sent, make_code
from vestibule.signin.models import Session, Telephone, TelephoneSetup
from vestibule.signin.policy.codes import TOO_MANY_CALLS, TOO_MANY_CODES
from vestibule.signin.policy.devices import NO_GATEWAY, NOT_CHOSEN

SHOWN, ADDED = "shown", "added"  # how a number stands: it is somebody's device, or is about to be


def number_index(number: str) -> str:
    """Return what stands beside a sealed number, so that equal ones meet."""
    return keyring().index(number, purpose="telephone")


def send(asked: Asked, card: PersonCard, at: datetime) -> SentCode:
    """Make a code for a device, in a place whose row is locked. Raises ``Refused``. Source: SIG-3, SIG-2."""
    return _send(asked, _number_of(asked), SHOWN, at=at)


def send_to_setup(setup: TelephoneSetup, session: Session, *, at: datetime) -> SentCode:
    """Make a code for a number that is being added, in a session whose row is locked. Raises ``Refused``.

    Source: SIG-3. Reading: it is good for this set-up only, and none after it.
    """
    return _send(Asked(setup.person_id, setup.id, session), setup.number, ADDED, at=at)


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Compare an entered code with the one that went to the device, and use it up. Source: SIG-3, SIG-6."""
    return _judge(asked, typed, _number_of(asked), SHOWN, at=at)


def judge_setup(setup: TelephoneSetup, typed: str, at: datetime) -> Judged:
    """Compare an entered code with the one that went to a number that is being added. Source: SIG-3, SIG-6."""
    return _judge(Asked(setup.person_id, setup.id, setup.session), typed, setup.number, ADDED, at=at)


def _send(asked: Asked, number: str, stand: str, *, at: datetime) -> SentCode:
    if not has_gateway():
        raise Refused(NO_GATEWAY())
    return make_code(
        asked.place,
        device_id=asked.device_id,
        minutes=rulebook().sign_in.phone_code_minutes,
        limits=_limits(asked.person_id, number, stand),
        number=number,
        at=at,
    )


def _judge(asked: Asked, typed: str, number: str, stand: str, *, at: datetime) -> Judged:
    minutes = rulebook().sign_in.phone_code_minutes
    judged = judge_sent(asked, typed, device_id=asked.device_id, minutes=minutes, at=at)
    if judged.is_right:
        forget_limits(_limits(asked.person_id, number, stand))
    return judged


def _number_of(asked: Asked) -> str:
    """Return the number of a live device of this person. Raises ``Refused`` where there is none, or it was removed."""
    theirs = Telephone.objects.filter(device__person=asked.person_id, device__state="live")
    for found in theirs.filter(pk=asked.device_id):
        return str(found.number)
    raise Refused(NOT_CHOSEN())


def _limits(person_id: UUID, number: str, stand: str) -> list[Limit]:
    """Return how many codes a person gets by telephone, and a number from everybody together.

    Source: SIG-2, SIG-3. Reading: so many an hour, text messages and calls, sign-ins and profile together; and a number
    at which nobody enters a code rests for a day, so that whoever knows a password, or types a stranger's number, lets
    nobody be called all night. What a number gets from those who want to add it is counted apart: they keep nobody
    from codes who has shown it.
    """
    rules = rulebook().sign_in
    hourly, daily = TOO_MANY_CODES(most=rules.codes_an_hour), TOO_MANY_CALLS(most=rules.unanswered_a_day)
    hour, day = timedelta(hours=1), timedelta(days=1)
    return [
        Limit(attempt_key("phone-code", str(person_id)), rules.codes_an_hour, hour, hourly),
        Limit(attempt_key(f"phone-number-{stand}", number), rules.codes_an_hour, hour, hourly),
        Limit(attempt_key(f"phone-unanswered-{stand}", number), rules.unanswered_a_day, day, daily),
    ]
