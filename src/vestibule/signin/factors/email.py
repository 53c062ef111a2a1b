"""A code by email: sent to the account's address, good once, for the sign-in or session it was asked in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from vestibule.accounts.attempts import attempt_key, forget_attempts, take_attempt
from vestibule.accounts.queries import PersonCard
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_code, same
from vestibule.signin.factors.asking import Asked, Judged
from vestibule.signin.lifecycle import CODE
from vestibule.signin.models import OneTimeCode, Session, SignInJourney
from vestibule.signin.policy.codes import CODE_WRONG, TOO_MANY_CODES, CodeInHand, code_faults, folded_code
from vestibule.signin.policy.entering import BEGIN_AGAIN
from vestibule.storage.rows import moved


def new_email_code(place: SignInJourney | Session, card: PersonCard, *, at: datetime) -> tuple[UUID, str]:
    """Make a code for a place whose row is locked; the one before it is dead. Return its id and the code itself.

    Source: SIG-2 (APP 6). Reading: an address that isn't proven gets so many an hour from all who registered under it;
    else anybody could flood its owner. The owner of a proven one is counted apart. Codes count until one is entered.
    """
    rules = rulebook().sign_in
    if take_attempt(_sent_key(card), most=rules.codes_an_hour, pause=timedelta(hours=1), at=at) is None:
        raise Refused(TOO_MANY_CODES(most=rules.codes_an_hour))

    place.codes.filter(state__in=CODE.sources("replace")).update(state=CODE.after("open", "replace"))
    text = new_code(rules.code_digits)
    code = place.codes.create(
        digest=_digest(place.pk, text), sent_at=at, expires_at=at + timedelta(minutes=rules.code_minutes)
    )
    return code.id, text


def forget_sent(card: PersonCard) -> None:
    """Let the counting of mailed codes begin anew: the person is in."""
    forget_attempts(_sent_key(card))


def judge(asked: Asked, typed: str, at: datetime) -> Judged:
    """Compare an entered code with the open one of its place, and use it up. Source: SIG-2 (APP 6), SIG-6."""
    rules = rulebook().sign_in
    code = next(iter(asked.place.codes.filter(state="open")[:1]), None)
    text = folded_code(typed)
    in_hand = CodeInHand(code.tries, code.expires_at) if code else None
    require(code_faults(text, in_hand, rules=rules, at=at))
    if code is None:
        raise NotFound("code")

    is_right = same(code.digest, _digest(asked.place.pk, text))
    _spend_a_try(code, is_right=is_right, most=rules.code_tries)
    left = rules.code_tries - code.tries - 1
    return Judged() if is_right else Judged(CODE_WRONG(left=left), left)


def _sent_key(card: PersonCard) -> str:
    """Return the key of the counter of codes: of the person, or of an address that isn't proven yet."""
    return attempt_key("send-code", card.email.casefold() if card.state == "unverified" else str(card.id))


def _digest(place_id: UUID, text: str) -> str:
    return keyring().digest(f"{place_id}:{text}", purpose="one-time-code")


def _spend_a_try(code: OneTimeCode, *, is_right: bool, most: int) -> None:
    """Count the try, and use the code up if it was the right one: one conditional write for both."""
    state = CODE.after(code.state, "use") if is_right else code.state
    if not moved(
        OneTimeCode.objects.filter(pk=code.pk, state="open", tries__lt=most), tries=F("tries") + 1, state=state
    ):
        raise Refused(BEGIN_AGAIN())
