"""The moves of getting back in: asked for, mailed, followed, shown with a device."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.attempts import attempt_key, forget_attempts, take_attempt
from vestibule.accounts.queries import PersonCard, email_owner, person_card, security_question, user_id_owner
from vestibule.accounts.upkeep import network_of
from vestibule.jobs.queue import enqueue
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions.recovery_codes import tell_of_used_code
from vestibule.signin.events import (
    AnswerFailed,
    CodeSent,
    RecoveryAsked,
    RecoveryBegun,
    RecoveryExplained,
    RecoveryLinkSent,
    RecoveryProven,
    UserIdMailed,
)
from vestibule.signin.factors import failure, judge, send
from vestibule.signin.factors.asking import Asked
from vestibule.signin.lifecycle import JOURNEY, LINK
from vestibule.signin.locks import answer_key
from vestibule.signin.models import Device, RecoveryLink, SignInJourney
from vestibule.signin.policy.devices import NOT_CHOSEN, RECOVERY
from vestibule.signin.policy.recovery import (
    LINKED,
    NOT_ANSWERED,
    OVER,
    PASSWORD,
    TOLD,
    TOO_MANY_ASKS,
    TOO_MANY_MAILS,
    USER_ID,
    help_for,
    recovering_kinds,
)
from vestibule.signin.queries import token_digest
from vestibule.signin.recovery_queries import (
    DEVICE_STEP,
    PASSWORD_STEP,
    address_digest,
    first_recovering,
    link_digest,
    open_link,
    recovering_devices,
)
from vestibule.signin.rows import one_recovery
from vestibule.storage.rows import moved


@dataclass(frozen=True)
class Shown:
    """What came of a device's code in a recovery: why it wasn't right, if it wasn't."""

    reasons: tuple[Reason, ...] = ()


@action
def ask_for_mail(what: str, typed: str, *, by: Actor, at: datetime) -> None:
    """Take what somebody typed who can't get in: an email address, or a User ID; nothing that is returned differs.

    Raises ``Refused`` where a network asks too often. Source: SIG-5. Reading: the mail is written later, by a job that
    is left behind for addresses and User IDs that nobody has as well, so that the answer takes the same time.
    """
    most = rulebook().sign_in.recovery_asks_an_hour
    asking = attempt_key("recovery-asked", network_of(by.trail.address))
    if take_attempt(asking, most=most, pause=timedelta(hours=1), at=at) is None:
        raise Refused(TOO_MANY_ASKS(most=most))

    person_id = email_owner(typed) if what == USER_ID else user_id_owner(typed)
    who = str(person_id) if person_id else None
    enqueue("signin.send_recovery_mail", {"person_id": who, "what": what}, at=at)
    record(RecoveryAsked(person_id=person_id, what=Code(what)), by=by, at=at)


@action
def send_recovery_mail(person_id: UUID, what: str, *, by: Actor, at: datetime) -> None:
    """Mail somebody their User ID, or a link to a new password or to unlock; or why not, and what to do instead.

    Raises ``Refused`` where the address has had enough of them. Source: SIG-5, SIG-6, HLP-2. Reading: mails to one
    address are counted over as many minutes as a link is good. So either the newest link is still good, or another can
    be had: a stranger who keeps asking keeps nobody out.
    """
    card, rules = person_card(person_id), rulebook().sign_in
    sent = attempt_key("recovery-mail", f"{what}\n{card.email.casefold()}")
    pause = timedelta(minutes=rules.link_minutes)
    if take_attempt(sent, most=rules.recovery_mails, pause=pause, at=at) is None:
        raise Refused(TOO_MANY_MAILS(most=rules.recovery_mails, minutes=rules.link_minutes))

    helped = help_for(what, card.state)
    if helped == LINKED:
        link_id, token = _new_link(card, what, at=at)
        fact = RecoveryLinkSent(person_id=person_id, link_id=link_id, what=Code(what))
        record(fact, by=by, at=at, secrets={"token": token, "to": card})
    elif helped == TOLD:
        record(UserIdMailed(person_id=person_id), by=by, at=at, secrets={"to": card})
    else:
        explained = RecoveryExplained(person_id=person_id, what=Code(what), state=Code(card.state))
        record(explained, by=by, at=at, secrets={"to": card})


@action
def refuse_answer(token: str, *, left: int, by: Actor, at: datetime) -> None:
    """Put a wrong answer to the security question on record; after the last try the link is dead.

    Raises ``NotFound``. Source: ACC-10, SIG-6.
    """
    link = open_link(token, PASSWORD, at=at)
    if left == 0:
        RecoveryLink.objects.filter(pk=link.id, state="open").update(state=LINK.after("open", "spend"))
    record(AnswerFailed(person_id=link.person_id, link_id=link.id, tries_left=left), by=by, at=at)


@action
def begin_recovery(token: str, *, answered: str, by: Actor, at: datetime) -> str:
    """Use up a link, and begin the recovery that it is for; return the token that binds it to the browser.

    ``answered`` is the hash that the given answer was found to match. Of the same link followed many times at once one
    wins. Raises ``NotFound``. Source: SIG-5, ACC-10. Reading: a device is asked for next, if there is any but email.
    """
    link = open_link(token, PASSWORD, at=at)
    one_recovery(link.person_id)
    asked = security_question(link.person_id)
    if asked is not None and asked.answer_hash != answered:
        raise Refused(NOT_ANSWERED())
    if not moved(RecoveryLink.objects.filter(pk=link.id, state="open"), state=LINK.after("open", "use")):
        raise NotFound("recovery link")

    # One recovery at a time: of two mailboxes open on two machines the later one goes on.
    before = SignInJourney.objects.filter(person_id=link.person_id, stage__in=(DEVICE_STEP, PASSWORD_STEP))
    before.update(stage=JOURNEY.after(DEVICE_STEP, "abandon"))
    forget_attempts(answer_key(link.person_id))
    journey_token, held = new_token(), recovering_devices(link.person_id, at=at)
    device = first_recovering(held)
    journey = SignInJourney.objects.create(
        token_digest=token_digest(journey_token),
        person_id=link.person_id,
        stage=DEVICE_STEP if held else PASSWORD_STEP,
        factor=device.kind if device else "",
        device_id=device.id if device else None,
        began_at=at,
        expires_at=at + timedelta(minutes=rulebook().sign_in.link_minutes),
    )
    record(RecoveryBegun(person_id=link.person_id, link_id=link.id, journey_id=journey.id), by=by, at=at)
    return journey_token


@action
def send_recovery_code(recovery_token: str, *, by: Actor, at: datetime) -> None:
    """Send a code to the device with which a recovery goes on, where its codes are sent by us. Source: SIG-3, SIG-5.

    Reading: such codes are counted together with those of sign-ins.
    """
    journey = _waiting_recovery(recovery_token, at=at)
    card = person_card(journey.person_id)
    sent = send(journey.factor, Asked(journey.person_id, journey.device_id, journey), card, at=at)

    fact = CodeSent(person_id=card.id, journey_id=journey.id, code_id=sent.id, kind=Code(journey.factor))
    record(fact, by=by, at=at, secrets={"sent": sent, "to": card})


@action
def show_device(recovery_token: str, typed: str, *, by: Actor, at: datetime) -> Shown:
    """Judge the code of a device other than email; the right one opens the step of the new password.

    Raises ``Refused`` for what isn't even compared. Source: SIG-5, SIG-6. Reading: tries count together with those of
    sign-ins and of the profile.
    """
    journey = _waiting_recovery(recovery_token, at=at)
    asked = Asked(journey.person_id, journey.device_id, journey)
    judged = judge(journey.factor, asked, typed, at=at)
    kind = Code(journey.factor)
    if judged.reason is not None:
        record(failure(journey.factor, asked, judged), by=by, at=at)
        return Shown((judged.reason,))

    device_id = journey.device_id
    if device_id is None or not moved(Device.objects.filter(pk=device_id, state="live"), last_used_at=at):
        raise Refused(OVER())
    if journey.factor == RECOVERY:
        tell_of_used_code(journey.person_id, device_id, by=by, at=at)
    SignInJourney.objects.filter(pk=journey.pk).update(stage=JOURNEY.after(DEVICE_STEP, "show"))
    shown = RecoveryProven(person_id=journey.person_id, journey_id=journey.id, device_id=device_id, kind=kind)
    record(shown, by=by, at=at)
    return Shown()


def _waiting_recovery(token: str, *, at: datetime) -> SignInJourney:
    """Return a recovery that waits for a device other than email, locked. Raises ``Refused``."""
    waiting = SignInJourney.objects.filter(token_digest=token_digest(token), stage=DEVICE_STEP, expires_at__gt=at)
    for journey in waiting.select_for_update()[:1]:
        if journey.device_id is None or journey.factor not in recovering_kinds([journey.factor]):
            raise Refused(NOT_CHOSEN())
        return journey
    raise Refused(OVER())


def _new_link(card: PersonCard, purpose: str, *, at: datetime) -> tuple[UUID, str]:
    """Make a link for a purpose; the one before it is dead. Return its id, and the token that only the mail holds."""
    one_recovery(card.id)
    before = RecoveryLink.objects.filter(person_id=card.id, purpose=purpose, state="open")
    before.update(state=LINK.after("open", "replace"))
    token = new_token()
    link = RecoveryLink.objects.create(
        token_digest=link_digest(token),
        person_id=card.id,
        purpose=purpose,
        address_digest=address_digest(card.email),
        made_at=at,
        expires_at=at + timedelta(minutes=rulebook().sign_in.link_minutes),
    )
    return link.id, token
