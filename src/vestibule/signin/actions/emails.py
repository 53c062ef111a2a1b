"""Another email address in place of one's own: a code goes there, and the right one makes it the account's."""

from dataclasses import replace
from datetime import datetime, timedelta

from vestibule.accounts.actions import may_be_told
from vestibule.accounts.addresses import change_email
from vestibule.accounts.attempts import attempt_key
from vestibule.accounts.holders import NOBODY, proven_holder
from vestibule.accounts.policy.particulars import email_change_faults, next_user_id
from vestibule.accounts.queries import PersonCard, person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions.devices import Added
from vestibule.signin.changes import keep_change, undo_told
from vestibule.signin.events import NewEmailAsked, NewEmailFailed, ProfileChanged
from vestibule.signin.factors.asking import Asked
from vestibule.signin.factors.sent import Limit, forget_limits, judge_sent, make_code
from vestibule.signin.lifecycle import CODE, JOURNEY, LINK, LOSS
from vestibule.signin.loss_rows import open_losses
from vestibule.signin.models import EmailSetup, OneTimeCode, RecoveryLink, SignInJourney
from vestibule.signin.policy.codes import TOO_MANY_CODES
from vestibule.signin.policy.undoing import ADDRESS, EMAIL_SETUP_OVER, undoable_until
from vestibule.signin.rows import (
    Seat,
    hold_everything,
    kinds_held,
    locked_session,
    one_change_of_devices,
    one_proof,
    require_fresh,
    seat_of,
)


@action
def send_to_new_email(typed: str, *, user_id: str = "", by: Actor, at: datetime) -> None:
    """Send a code to the address that somebody wants; without one, once more to the one that they typed before.

    Source: ACC-13, ACC-2, SIG-4, SIG-5. Reading: the fresh second factor is asked for with the address. Where it is
    another account's, or kept for one, nothing here differs but to whom the mail is written: its owner is told, once a
    day, and the code goes nowhere (decision 0004). An address that was only typed before is whose who proves it.
    """
    seat = seat_of(by)
    one_change_of_devices(seat.person_id)
    one_proof(seat)
    card = person_card(seat.person_id)
    if typed:
        session = require_fresh(seat, kinds_held(seat.person_id), at=at)
        setup = _begun(seat, card, typed, user_id, at=at)
    else:
        session = locked_session(seat)
        setup = _open(seat, at=at)
    holder = proven_holder(setup.email, but=card.id, at=at)
    # Asked of nobody as well, for it could be measured.
    told, owner = may_be_told(holder or NOBODY, at=at), person_card(holder or card.id)
    minutes, limits = rulebook().sign_in.code_minutes, _limits(card, setup.email)
    sent = make_code(session, device_id=setup.id, minutes=minutes, limits=limits, at=at)

    wants = replace(card, email=setup.email)
    fact = NewEmailAsked(person_id=card.id, code_id=sent.id, known_person_id=holder)
    record(fact, by=by, at=at, secrets={"to": wants, "sent": sent, "told": told, "owner": owner})


@action
def change_own_email(typed: str, *, by: Actor, at: datetime) -> Added:
    """Make the address the account's whose code was entered; both are told, and the one before can undo it.

    Source: ACC-13, SIG-4, SIG-5. Reading: what is on its way to the address before is worth nothing any more: codes,
    links to a new password, unfinished sign-ins, and a case of lost devices, which was of the account as it was.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    one_proof(seat)
    hold_everything(person_id)
    session = locked_session(seat)
    setup = _open(seat, at=at)
    rules = rulebook().sign_in
    judged = judge_sent(
        Asked(person_id, setup.id, session), typed, device_id=setup.id, minutes=rules.code_minutes, at=at
    )
    if judged.reason is not None:
        record(NewEmailFailed(person_id=person_id, tries_left=judged.left), by=by, at=at)
        return Added((judged.reason,))

    was, until = person_card(person_id), undoable_until(at, rules)
    former_id = change_email(person_id, setup.email, user_id=setup.user_id, kept_until=until, by=by, at=at)
    link = keep_change(person_id, ADDRESS, former_id=former_id, at=at)
    _forget_what_is_on_its_way(seat, at=at)
    forget_limits(_limits(was, setup.email))
    setup.delete()

    fact = ProfileChanged(person_id=person_id, session_id=seat.session_id, what=Code("email"))
    record(fact, by=by, at=at, secrets={**undo_told(person_id, link, at=at), "was": was})
    return Added()


def _begun(seat: Seat, card: PersonCard, typed: str, user_id: str, *, at: datetime) -> EmailSetup:
    """Begin with an address in a session, in place of what was begun before. Raises ``Refused``."""
    named = next_user_id(card.user_id, user_id, typed)
    require(email_change_faults(typed, named, present=card.email, rules=rulebook().user_id))
    EmailSetup.objects.filter(person_id=seat.person_id).delete()
    setup = EmailSetup(person_id=seat.person_id, session_id=seat.session_id, email=typed.strip(), user_id=named)
    setup.expires_at = at + timedelta(minutes=rulebook().sign_in.setup_minutes)
    setup.save(force_insert=True)
    return setup


def _open(seat: Seat, *, at: datetime) -> EmailSetup:
    """Return what was begun in a session. Raises ``Refused``: it is over, or was never begun."""
    begun = EmailSetup.objects.filter(person_id=seat.person_id, session_id=seat.session_id, expires_at__gt=at)
    for setup in begun:
        return setup
    raise Refused(EMAIL_SETUP_OVER(minutes=rulebook().sign_in.setup_minutes))


def _forget_what_is_on_its_way(seat: Seat, *, at: datetime) -> None:
    """Let all that was mailed to an address before, or hangs on it, be worth nothing. Source: SIG-5, SIG-8."""
    going_on = SignInJourney.objects.filter(person_id=seat.person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.update(stage=JOURNEY.after("code", "abandon"))
    mailed = OneTimeCode.objects.filter(session__person_id=seat.person_id, state="open")
    mailed.update(state=CODE.after("open", "replace"))
    links = RecoveryLink.objects.filter(person_id=seat.person_id, state="open")
    links.update(state=LINK.after("open", "replace"))
    open_losses(seat.person_id).update(state=LOSS.after("asked", "replace"), settled_at=at)


def _limits(card: PersonCard, email: str) -> list[Limit]:
    """Return how many codes somebody has sent to addresses they want, and one address gets from all who want it.

    Source: SIG-2. Reading: whoever is signed in fills nobody's mailbox.
    """
    most = rulebook().sign_in.codes_an_hour
    keys = (attempt_key("new-email", str(card.id)), attempt_key("new-email-to", email.casefold()))
    return [Limit(key, most, timedelta(hours=1), TOO_MANY_CODES(most=most)) for key in keys]
