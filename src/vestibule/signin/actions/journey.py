"""The moves of a sign-in: password accepted or not, code sent, code entered, session started."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.access.upkeep import begin_clocks
from vestibule.accounts.actions import accept_terms, verify_email
from vestibule.accounts.attempts import forget_attempts, give_back_attempt
from vestibule.accounts.queries import PersonCard, Preferences, hold_account, password_still_is, person_card
from vestibule.accounts.unused import note_used
from vestibule.jobs.queue import enqueue
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Reason, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions.devices import add_device
from vestibule.signin.actions.losing import regain_access
from vestibule.signin.actions.recovery_codes import tell_of_used_code
from vestibule.signin.actions.sessions import end_session
from vestibule.signin.device_queries import first_choice
from vestibule.signin.events import CodeSent, LockTold, PasswordAccepted, SessionStarted, SignInFailed
from vestibule.signin.factors import email, failure, judge, send
from vestibule.signin.factors.asking import Asked
from vestibule.signin.lifecycle import JOURNEY
from vestibule.signin.losses import address_to_prove
from vestibule.signin.models import Device, Session, SignInJourney
from vestibule.signin.policy.devices import EMAIL, RECOVERY, methods_of
from vestibule.signin.policy.entering import BEGIN_AGAIN, standing_faults
from vestibule.signin.queries import token_digest
from vestibule.signin.rows import one_change_of_devices
from vestibule.storage.compiled import compiled, compiled_change, compiled_saying, insert
from vestibule.storage.rows import moved

JOURNEY_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Entered:
    """What came of entering a code: how its owner reads, the token, where to go on, by which kind; or why not."""

    preferences: Preferences | None = None
    session_token: str = ""
    next_path: str = ""
    first_time: bool = False
    kind: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Browser:
    """In which browser somebody signs in: its own lasting token, its name for itself, and the session it had."""

    token: str
    agent: str = ""
    old_session_id: UUID | None = None


@action
def refuse_password(
    person_id: UUID | None, why: str, *, last_try: bool, give_back: str = "", by: Actor, at: datetime
) -> None:
    """Put a failed sign-in on record; the last try before a lock has the account's owner told, if there is one.

    Source: SIG-5, SIG-6. Reading: the mail is written later, by a job that is left behind for User IDs that nobody
    has as well, so that the answer takes the same time. A password that was right, though it opens nothing now, is no
    wrong one: its try is given back to the counter of that key.
    """
    if give_back:
        give_back_attempt(give_back)
    if last_try:
        enqueue("signin.tell_of_lock", {"person_id": str(person_id) if person_id else None}, at=at)
    record(SignInFailed(person_id=person_id, reason=Code(why), locked=last_try), by=by, at=at)


@action
def tell_of_lock(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Tell the owner of an account that it is locked for a while. Source: SIG-6."""
    record(LockTold(person_id=person_id), by=by, at=at)


@action
def accept_password(
    person_id: UUID,
    *,
    matched: str,
    new_terms: str | None,
    counter_key: str,
    next_path: str,
    by: Actor,
    at: datetime,
) -> str:
    """Begin the rest of a sign-in whose password was right; return the token that binds it to the browser.

    ``matched`` is the hash that the given password was found to match. Source: SIG-1 (APP 5), SIG-3, ACC-11 (ADD 4).
    Reading: who has one device goes on with it, who has several chooses.
    """
    still_is = password_still_is(person_id, matched)
    token, choice = new_token(), first_choice(person_id)
    require([] if still_is() else [BEGIN_AGAIN()])
    journey = SignInJourney(
        token_digest=token_digest(token),
        person_id=person_id,
        factor=choice.kind,
        device_id=choice.device_id,
        next_path=next_path,
        began_at=at,
        expires_at=at + JOURNEY_LASTS,
    )
    insert([journey])
    forget_attempts(counter_key)
    if new_terms is not None:
        accept_terms(person_id, new_terms, by=by, at=at)

    record(PasswordAccepted(person_id=person_id, journey_id=journey.id), by=by, at=at)
    return token


@action
def send_code(journey_token: str, *, by: Actor, at: datetime) -> None:
    """Send a one-time code to the device with which a sign-in goes on. Source: SIG-2 (APP 6), SIG-3."""
    journey = _open_journey(journey_token, at=at)
    card = _whom_to_mail(journey)
    sent = send(journey.factor, Asked(journey.person_id, journey.device_id, journey), card, at=at)

    fact = CodeSent(person_id=card.id, journey_id=journey.id, code_id=sent.id, kind=Code(journey.factor))
    record(fact, by=person(card.id, by.trail), at=at, secrets={"sent": sent, "to": card})


@action
def enter_code(journey_token: str, typed: str, *, browser: Browser, by: Actor, at: datetime) -> Entered:
    """Judge an entered code at the moment of use: the right one starts a session, a wrong one costs a try.

    The journey's row is locked, so that of the same code sent twice at once one wins. The first right code proves
    the email address. Raises ``Refused`` for what isn't even compared. Source: SIG-1, SIG-2 (APP 6), SIG-3, SIG-6.
    """
    journey = _held_journey(journey_token, at=at)
    by = person(journey.person_id, by.trail)
    asked = Asked(journey.person_id, journey.device_id, journey)
    judged = judge(journey.factor, asked, typed, at=at)
    if judged.reason is None:
        return come_in(journey, browser, by=by, at=at)

    record(failure(journey.factor, asked, judged), by=by, at=at)
    return Entered(reasons=(judged.reason,))


def _open_journey(token: str, *, at: datetime) -> SignInJourney:
    """Return a sign-in that waits for its code, locked. Raises ``Refused``: over and never begun look the same."""
    for journey in _locked_journeys(token_digest(token), at):
        return journey
    raise Refused(BEGIN_AGAIN())


def _held_journey(token: str, *, at: datetime) -> SignInJourney:
    """Return a sign-in that waits for its code, locked; of one that is to replace devices, what it replaces before it.

    All who hold an account, its devices and a sign-in do so in this order.
    """
    for journey in _locked_usual_journeys(token_digest(token), at):
        return journey
    finishing = SignInJourney.objects.filter(token_digest=token_digest(token), stage="code", loss_id__isnull=False)
    for person_id in finishing.values_list("person_id", flat=True):
        one_change_of_devices(person_id)
        hold_account(person_id)
    return _open_journey(token, at=at)


@compiled
def _locked_journeys(digest: str, at: datetime) -> "QuerySet[SignInJourney]":
    open_now = SignInJourney.objects.filter(token_digest=digest, stage="code", expires_at__gt=at)
    return open_now.select_for_update()[:1]


@compiled
def _locked_usual_journeys(digest: str, at: datetime) -> "QuerySet[SignInJourney]":
    open_now = SignInJourney.objects.filter(token_digest=digest, stage="code", expires_at__gt=at, loss_id=None)
    return open_now.select_for_update()[:1]


@compiled_saying
def _end_journey(journey_id: UUID, stage: str) -> tuple["QuerySet[SignInJourney]", dict[str, Any]]:
    return SignInJourney.objects.filter(pk=journey_id), {"stage": stage}


def _come_alive(journey: SignInJourney, *, by: Actor, at: datetime) -> None:
    """Open an account by its first sign-in: the address is proven, and roles that were loaded before begin to count."""
    require([] if journey.factor == EMAIL else [BEGIN_AGAIN()])  # it is the address that is to be proven
    verify_email(journey.person_id, by=by, at=at)
    begin_clocks(journey.person_id, at=at)
    add_device(journey.person_id, EMAIL, by=by, at=at)


def come_in(
    journey: SignInJourney, browser: Browser, *, methods: Sequence[str] = (), by: Actor, at: datetime
) -> Entered:
    """Start the session that a sign-in was for, under a new id; the one that the browser had before is over.

    ``methods`` are what was shown, where it isn't a password and the sign-in's device.
    """
    person_id, noted = journey.person_id, _noting_device(journey, at=at)
    card = person_card(person_id)
    is_first = card.state == "unverified"
    if is_first:
        _come_alive(journey, by=by, at=at)
    elif journey.loss_id is not None:
        regain_access(journey.loss_id, person_id, by=by, at=at)
    else:
        require(standing_faults(card.state, rulebook().sign_in))
        _use_device(journey, noted, at=at)
    if journey.factor == RECOVERY and journey.device_id:
        tell_of_used_code(person_id, journey.device_id, by=by, at=at)
    if browser.old_session_id and Session.objects.filter(pk=browser.old_session_id, state="live").exists():
        end_session(browser.old_session_id, reason="replaced", by=by, at=at)

    token = new_token()
    email.forget_sent(card)
    _end_journey(journey.pk, JOURNEY.after(journey.stage, "verify"))
    note_used(person_id, at=at)
    session = _new_session(journey, browser, token, methods, by=by, at=at)

    told = tuple(Code(method) for method in session.methods)
    record(
        SessionStarted(person_id=person_id, session_id=session.id, journey_id=journey.id, methods=told), by=by, at=at
    )
    sets_up = is_first or journey.loss_id is not None
    return Entered(card.preferences, token, journey.next_path, sets_up, journey.factor)


def _new_session(
    journey: SignInJourney, browser: Browser, token: str, methods: Sequence[str], *, by: Actor, at: datetime
) -> Session:
    session = Session(
        token_digest=token_digest(token),
        person_id=journey.person_id,
        methods=list(methods or methods_of(journey.factor, rulebook().sign_in)),
        proved_by=journey.factor,
        proved_at=at,
        browser_digest=token_digest(browser.token),
        agent=browser.agent[:200],
        address=by.trail.address,
        started_at=at,
        seen_at=at,
    )
    insert([session])
    return session


def _whom_to_mail(journey: SignInJourney) -> PersonCard:
    """Return to whom the code of a sign-in goes: to the new address where the old mailbox is lost. Source: SIG-8."""
    card = person_card(journey.person_id)
    new_email = address_to_prove(journey.loss_id) if journey.loss_id else ""
    return replace(card, email=new_email) if new_email else card


def _noting_device(journey: SignInJourney, *, at: datetime) -> Callable[[], int]:
    """Note that the device of a usual sign-in was used, with what is asked next; return what counts it if it is one."""
    if journey.device_id is None or journey.loss_id is not None:
        return lambda: 0
    return _note_device_used.along(journey.device_id, journey.person_id, at)


def _use_device(journey: SignInJourney, noted: Callable[[], int], *, at: datetime) -> None:
    """See to it that the device of a sign-in was noted as used. Raises ``Refused`` if it was removed meanwhile.

    A sign-in that began before there was any device went by email: by that device, if there is one by now.
    """
    if noted():
        return
    held = Device.objects.filter(person_id=journey.person_id, state="live")
    if journey.device_id:
        raise Refused(BEGIN_AGAIN())
    if not moved(held.filter(kind=EMAIL), last_used_at=at) and held.exclude(kind=RECOVERY).exists():
        raise Refused(BEGIN_AGAIN())


@compiled_change
def _note_device_used(device_id: UUID, person_id: UUID, at: datetime) -> tuple["QuerySet[Device]", dict[str, Any]]:
    return Device.objects.filter(pk=device_id, person_id=person_id, state="live"), {"last_used_at": at}
