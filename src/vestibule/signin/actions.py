"""The moves of a sign-in: password accepted or not, code sent, code entered, sessions started and ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from vestibule.accounts.actions import accept_terms, verify_email
from vestibule.accounts.attempts import attempt_key, forget_attempts, take_attempt
from vestibule.accounts.queries import PersonCard, person_card
from vestibule.jobs.queue import enqueue
from vestibule.journal.spine import action, record, record_set, set_action
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import keyring, new_code, new_token, same
from vestibule.signin.events import (
    CodeFailed,
    CodeSent,
    DeviceAdded,
    LockTold,
    PasswordAccepted,
    SessionEnded,
    SessionStarted,
    SignInFailed,
)
from vestibule.signin.lifecycle import CODE, JOURNEY, SESSION
from vestibule.signin.models import Device, OneTimeCode, Session, SignInJourney
from vestibule.signin.policy import (
    BEGIN_AGAIN,
    CODE_WRONG,
    TOO_MANY_CODES,
    CodeInHand,
    code_faults,
    folded_code,
    standing_faults,
)
from vestibule.signin.queries import token_digest
from vestibule.storage.rows import moved

JOURNEY_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Entered:
    """What came of entering a code: the token of a new session and where to go on, or why not."""

    session_token: str = ""
    next_path: str = ""
    first_time: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Browser:
    """In which browser somebody signs in: its own lasting token, its name for itself, and the session it had."""

    token: str
    agent: str = ""
    old_session_id: UUID | None = None


@action
def refuse_password(person_id: UUID | None, why: str, *, last_try: bool, by: Actor, at: datetime) -> None:
    """Put a failed sign-in on record; the last try before a lock has the account's owner told, if there is one.

    Source: SIG-5, SIG-6. Reading: the mail is written later, by a job that is left behind for User IDs that nobody
    has as well, so that the answer takes the same time.
    """
    if last_try:
        enqueue("signin.tell_of_lock", {"person_id": str(person_id) if person_id else None}, at=at)
    record(SignInFailed(person_id=person_id, reason=Code(why), locked=last_try), by=by, at=at)


@action
def tell_of_lock(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Tell the owner of an account that it is locked for a while. Source: SIG-6."""
    record(LockTold(person_id=person_id), by=by, at=at)


@action
def accept_password(
    person_id: UUID, *, new_terms: str | None, counter_key: str, next_path: str, by: Actor, at: datetime
) -> str:
    """Begin the rest of a sign-in whose password was right; return the token that binds it to the browser.

    Source: SIG-1 (APP 5), ACC-11 (ADD 4).
    """
    token = new_token()
    journey = SignInJourney.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        next_path=next_path,
        began_at=at,
        expires_at=at + JOURNEY_LASTS,
    )
    forget_attempts(counter_key)
    if new_terms is not None:
        accept_terms(person_id, new_terms, by=by, at=at)

    record(PasswordAccepted(person_id=person_id, journey_id=journey.id), by=by, at=at)
    return token


@action
def send_code(journey_token: str, *, by: Actor, at: datetime) -> None:
    """Send a one-time code to the person's email address; the one before it is dead. Source: SIG-2 (APP 6).

    Reading: an address that isn't proven gets so many an hour from all who registered under it; else anybody could
    flood its owner. The owner of a proven one is counted apart. Codes count until one is entered.
    """
    rules = rulebook().sign_in
    journey = _open_journey(journey_token, at=at)
    card = person_card(journey.person_id)
    if take_attempt(_codes_key(card), most=rules.codes_an_hour, pause=timedelta(hours=1), at=at) is None:
        raise Refused(TOO_MANY_CODES(most=rules.codes_an_hour))

    journey.codes.filter(state__in=CODE.sources("replace")).update(state=CODE.after("open", "replace"))
    text = new_code(rules.code_digits)
    code = OneTimeCode.objects.create(
        journey=journey,
        digest=_code_digest(journey.id, text),
        sent_at=at,
        expires_at=at + timedelta(minutes=rules.code_minutes),
    )

    fact = CodeSent(person_id=journey.person_id, journey_id=journey.id, code_id=code.id)
    record(fact, by=person(journey.person_id, by.trail), at=at, secrets={"code": text, "to": card})


@action
def enter_code(journey_token: str, typed: str, *, browser: Browser, by: Actor, at: datetime) -> Entered:
    """Judge an entered code at the moment of use: the right one starts a session, a wrong one costs a try.

    The journey's row is locked, so that of the same code sent twice at once one wins. The first right code proves
    the email address. Raises ``Refused`` for what isn't even compared. Source: SIG-1, SIG-2 (APP 6), SIG-6.
    """
    rules = rulebook().sign_in
    journey = _open_journey(journey_token, at=at)
    by = person(journey.person_id, by.trail)
    code = next(iter(journey.codes.filter(state="open")[:1]), None)
    text = folded_code(typed)
    in_hand = CodeInHand(code.tries, code.expires_at) if code else None
    require(code_faults(text, in_hand, rules=rules, at=at))
    if code is None:
        raise NotFound("code")

    is_right = same(code.digest, _code_digest(journey.id, text))
    _spend_a_try(code, is_right=is_right, most=rules.code_tries)
    if is_right:
        return _come_in(journey, browser, by=by, at=at)
    left = rules.code_tries - code.tries - 1
    record(CodeFailed(person_id=journey.person_id, journey_id=journey.id, tries_left=left), by=by, at=at)
    return Entered(reasons=(CODE_WRONG(left=left),))


@set_action
def end_all_sessions(person_id: UUID, *, reason: str, by: Actor, at: datetime) -> int:
    """End every session and every unfinished sign-in of a person; return how many sessions ended. Source: SIG-7."""
    # The sign-ins first: one on its last step is waited for here, and its session is then among those that end.
    SignInJourney.objects.filter(person_id=person_id, stage="code").update(stage=JOURNEY.after("code", "abandon"))
    live = list(Session.objects.select_for_update().filter(person_id=person_id, state="live"))
    Session.objects.filter(pk__in=[row.pk for row in live]).update(
        state=SESSION.after("live", "end"), ended_at=at, end_reason=reason
    )

    ended = [SessionEnded(person_id=person_id, session_id=row.pk, reason=Code(reason)) for row in live]
    record_set(ended, by=by, at=at)
    return len(ended)


@action
def end_session(session_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End one session. Raises ``NotFound``, and ``Refused`` where it has ended already. Source: SIG-7."""
    row = Session.objects.filter(pk=session_id).first()
    if row is None:
        raise NotFound("session")
    ended = SESSION.after(row.state, "end")
    if not moved(Session.objects.filter(pk=session_id, state="live"), state=ended, ended_at=at, end_reason=reason):
        raise Refused(MOVE_NOT_OPEN())

    record(SessionEnded(person_id=row.person_id, session_id=session_id, reason=Code(reason)), by=by, at=at)


@action
def add_device(person_id: UUID, kind: str, *, by: Actor, at: datetime) -> UUID:
    """Set up a second factor whose possession was just shown. Source: SIG-2, SIG-3 (APP 7, EU 6)."""
    device = Device.objects.create(person_id=person_id, kind=kind, added_at=at)
    record(DeviceAdded(person_id=person_id, device_id=device.id, kind=Code(kind)), by=by, at=at)
    return device.id


def _open_journey(token: str, *, at: datetime) -> SignInJourney:
    """Return a sign-in that waits for its code, locked. Raises ``Refused``: over and never begun look the same."""
    open_now = SignInJourney.objects.filter(token_digest=token_digest(token), stage="code", expires_at__gt=at)
    for journey in open_now.select_for_update()[:1]:
        return journey
    raise Refused(BEGIN_AGAIN())


def _codes_key(card: PersonCard) -> str:
    """Return the key of the counter of codes: of the person, or of an address that isn't proven yet."""
    return attempt_key("send-code", card.email.casefold() if card.state == "unverified" else str(card.id))


def _code_digest(journey_id: UUID, text: str) -> str:
    return keyring().digest(f"{journey_id}:{text}", purpose="one-time-code")


def _spend_a_try(code: OneTimeCode, *, is_right: bool, most: int) -> None:
    """Count the try, and use the code up if it was the right one: one conditional write for both."""
    state = CODE.after(code.state, "use") if is_right else code.state
    if not moved(
        OneTimeCode.objects.filter(pk=code.pk, state="open", tries__lt=most), tries=F("tries") + 1, state=state
    ):
        raise Refused(BEGIN_AGAIN())


def _come_in(journey: SignInJourney, browser: Browser, *, by: Actor, at: datetime) -> Entered:
    """Start the session that a sign-in was for, under a new id; the one that the browser had before is over."""
    card, person_id = person_card(journey.person_id), journey.person_id
    first_time = card.state == "unverified"
    if first_time:
        verify_email(person_id, by=by, at=at)
        add_device(person_id, "email", by=by, at=at)
    else:
        require(standing_faults(card.state, rulebook().sign_in))
    if browser.old_session_id and Session.objects.filter(pk=browser.old_session_id, state="live").exists():
        end_session(browser.old_session_id, reason="replaced", by=by, at=at)

    forget_attempts(_codes_key(card))
    SignInJourney.objects.filter(pk=journey.pk).update(stage=JOURNEY.after(journey.stage, "verify"))
    token = new_token()
    session = Session.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        methods=["pwd", "otp", "mfa"],
        browser_digest=token_digest(browser.token),
        agent=browser.agent[:200],
        address=by.trail.address,
        started_at=at,
        seen_at=at,
    )

    methods = tuple(Code(method) for method in session.methods)
    fact = SessionStarted(person_id=person_id, session_id=session.id, journey_id=journey.id, methods=methods)
    record(fact, by=by, at=at)
    return Entered(token, journey.next_path, first_time)
