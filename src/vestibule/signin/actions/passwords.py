"""New passwords: one way for all of them, whatever the occasion; and the forgetting of wrong ones."""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions import wake_access
from vestibule.access.clocks import has_inactive
from vestibule.accounts.actions import set_password
from vestibule.accounts.holders import former_addresses
from vestibule.accounts.policy.passwords import age_faults
from vestibule.accounts.queries import credential_by_person, person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions.sessions import end_all_sessions
from vestibule.signin.events import AccountUnlocked, PasswordChanged, PasswordReset
from vestibule.signin.lifecycle import JOURNEY, LINK
from vestibule.signin.locks import forget_wrong_passwords
from vestibule.signin.models import RecoveryLink, SignInJourney
from vestibule.signin.policy.recovery import MAY_RECOVER, OVER, PASSWORD, UNLOCK
from vestibule.signin.queries import token_digest
from vestibule.signin.recovery_queries import PASSWORD_STEP, open_link, recovering_devices
from vestibule.signin.rows import kinds_held, live_sessions_at, one_recovery, require_fresh, seat_of
from vestibule.storage.rows import moved


@action
def change_password(new_hash: str, *, instead_of: str, by: Actor, at: datetime) -> str:
    """Change the password of who is signed in; return their session's new token. Every other session is over.

    Source: ACC-7, SIG-4, SIG-7. ``instead_of`` is the hash of the current password, which was asked for.
    """
    seat = seat_of(by)
    changed_at, occasion = changing(seat.person_id, at=at)
    require(age_faults(changed_at, at=at, occasion=occasion, rules=rulebook().password))
    replace_password(
        seat.person_id, new_hash, instead_of=instead_of, occasion=occasion, but=seat.session_id, by=by, at=at
    )
    require_fresh(seat, kinds_held(seat.person_id), at=at)

    token = new_token()
    if not moved(live_sessions_at(seat), token_digest=token_digest(token)):
        raise NotFound("session")
    fact = PasswordChanged(person_id=seat.person_id, session_id=seat.session_id)
    also = former_addresses(seat.person_id, at=at)
    record(fact, by=by, at=at, secrets={"to": person_card(seat.person_id), "also": also})
    return token


def changing(person_id: UUID, *, at: datetime) -> tuple[datetime | None, str]:
    """Return when somebody changed their password last, and on what occasion they would now.

    Source: ACC-7, LIF-2. Reading: a change that wakes access isn't held up and starts no clock, or who changed the
    password yesterday would be out of the application for a day; it wakes once, and the next is a change like any.
    """
    credential = credential_by_person(person_id)
    wakes = credential.occasion == "change" and has_inactive(person_id, at=at)
    return credential.password_changed_at, "waking" if wakes else credential.occasion


@action
def reset_password(recovery_token: str, new_hash: str, *, instead_of: str, by: Actor, at: datetime) -> None:
    """Put a new password in place of a forgotten one, as the last step of a recovery; it leads to no session.

    Source: SIG-5, SIG-7, ACC-7. Reading: of the same step sent many times at once one wins. A device that was set up
    since the link was followed is asked for as well, so that nobody passes by it.
    """
    at_last = SignInJourney.objects.filter(token_digest=token_digest(recovery_token), stage=PASSWORD_STEP)
    journey = at_last.filter(expires_at__gt=at).first()
    if journey is None:
        raise Refused(OVER())
    one_recovery(journey.person_id)
    card = person_card(journey.person_id)
    passed_by = journey.device_id is None and recovering_devices(card.id, at=at)
    if passed_by or card.state not in MAY_RECOVER[PASSWORD]:
        raise Refused(OVER())
    if not moved(at_last.filter(pk=journey.pk), stage=JOURNEY.after(PASSWORD_STEP, "finish")):
        raise Refused(OVER())

    replace_password(card.id, new_hash, instead_of=instead_of, occasion="recovery", by=by, at=at)

    secrets = {"to": card, "also": former_addresses(card.id, at=at)}
    record(PasswordReset(person_id=card.id, journey_id=journey.id), by=by, at=at, secrets=secrets)


@action
def unlock_by_link(token: str, *, by: Actor, at: datetime) -> None:
    """Use up a mailed link to unlock an account; it opens nothing else. Raises ``NotFound``. Source: SIG-6, SIG-5."""
    link = open_link(token, UNLOCK, at=at)
    if not moved(RecoveryLink.objects.filter(pk=link.id, state="open"), state=LINK.after("open", "use")):
        raise NotFound("recovery link")
    _forget_lock(link.person_id, by=by, at=at)


@action
def unlock_account(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Forget the wrong passwords counted against an account; its owner is told. Source: SIG-6, HLP-2."""
    _forget_lock(person_id, by=by, at=at)


def replace_password(
    person_id: UUID,
    new_hash: str,
    *,
    instead_of: str,
    occasion: str,
    but: UUID | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Put a judged and hashed password in place, in an action that is running: every new password comes by here.

    Sessions and unfinished sign-ins end, links that were mailed before are dead, wrong passwords are forgotten.
    Source: SIG-7, ACC-5, ACC-7, LIF-2. What a new password wakes is woken here, on each of its occasions.
    """
    one_recovery(person_id)
    set_password(person_id, new_hash, instead_of=instead_of, occasion=occasion, by=by, at=at)
    end_all_sessions(person_id, reason="password_changed", but=but, by=by, at=at)
    mailed = RecoveryLink.objects.filter(person_id=person_id, state="open")
    mailed.update(state=LINK.after("open", "replace"))
    forget_wrong_passwords(person_id)
    wake_access(person_id, by=by, at=at)


def _forget_lock(person_id: UUID, *, by: Actor, at: datetime) -> None:
    card = person_card(person_id)
    forget_wrong_passwords(person_id)
    record(AccountUnlocked(person_id=person_id), by=by, at=at, secrets={"to": card})
