"""A code by email: sent to the account's address, good once, for the sign-in or session it was asked in."""

from datetime import datetime, timedelta

from vestibule.accounts.attempts import attempt_key
from vestibule.accounts.queries import PersonCard
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.factors.sent import Limit, SentCode, forget_limits, judge_sent, make_code
from vestibule.signin.policy.codes import TOO_MANY_CODES


def send(asked: Asked, card: PersonCard, at: datetime) -> SentCode:
    """Make a code for a place whose row is locked. Raises ``Refused``. Source: SIG-2 (APP 6)."""
    minutes = rulebook().sign_in.code_minutes
    return make_code(asked.place, device_id=None, minutes=minutes, limits=[_limit(card)], at=at)


def forget_sent(card: PersonCard) -> None:
    """Let the counting of mailed codes begin anew: the person is in."""
    forget_limits([_limit(card)])


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Compare an entered code with the open one of its place, and use it up. Source: SIG-2 (APP 6), SIG-6."""
    return judge_sent(asked, typed, device_id=None, minutes=rulebook().sign_in.code_minutes, at=at)


def _limit(card: PersonCard) -> Limit:
    """Return how many codes an account's address gets.

    Source: SIG-2. Reading: an address that isn't proven gets so many an hour from all who registered under it; else
    anybody could flood its owner. The owner of a proven one is counted apart. Codes count until one is entered.
    """
    most = rulebook().sign_in.codes_an_hour
    subject = card.email.casefold() if card.state == "unverified" else str(card.id)
    return Limit(attempt_key("send-code", subject), most, timedelta(hours=1), TOO_MANY_CODES(most=most))
