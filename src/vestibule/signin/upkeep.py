"""Technical state of signing in: tries at a password, last seen, what was being typed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.attempts import forget_attempts, sweep_attempts, take_attempt
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, upkeep, upkeep_in_one_word
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import SignInRules, rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.changes import forget_late_changes
from vestibule.signin.device_queries import visible_device
from vestibule.signin.factors.app import new_secret
from vestibule.signin.lifecycle import CODE, SESSION
from vestibule.signin.locks import answer_key
from vestibule.signin.losses import own_loss
from vestibule.signin.models import (
    AppSetup,
    EmailSetup,
    OneTimeCode,
    ParkedForm,
    PasskeyChallenge,
    RecoveryLink,
    Session,
    SignInJourney,
    TelephoneSetup,
)
from vestibule.signin.policy.devices import APP, EMAIL, adding_faults
from vestibule.signin.policy.entering import BEGIN_AGAIN
from vestibule.signin.policy.losing import OVER as LOSS_OVER
from vestibule.signin.policy.recovery import OVER, recovering_kinds
from vestibule.signin.queries import LiveSession, open_journey, token_digest
from vestibule.signin.recovery_queries import DEVICE_STEP, open_recovery
from vestibule.signin.rows import RESTORED, kinds_held, one_change_of_devices, put_away, require_fresh, seat_of
from vestibule.storage.rows import moved

# What somebody types is kept no longer than this after their session ran out.
PARKED_FOR = timedelta(hours=1)
# Somebody may come back the next morning, and is told that their session ran out.
PUT_AWAY_AFTER = timedelta(hours=24)
# More than anybody has open at once, and longer than any form of ours: what is beyond isn't kept.
_MOST_PARKED, _LONGEST_PARKED = 10, 50_000


@upkeep_in_one_word
def reserve_password(key: str, *, rules: SignInRules, at: datetime) -> int | None:
    """Take one of the tries that a User ID has left, before the password is looked at. Source: SIG-6."""
    return take_attempt(key, most=rules.wrong_passwords, pause=timedelta(minutes=rules.locked_minutes), at=at)


@upkeep
def end_every_session(*, at: datetime) -> None:
    """End what was live when a backup was made: somebody may have been signed out for good since. Source: SIG-7."""
    live = Session.objects.filter(state="live")
    live.update(state=SESSION.after("live", "end"), ended_at=at, end_reason=RESTORED)


@upkeep
def choose_device(journey_token: str, device_id: UUID, *, at: datetime) -> None:
    """Go on with one of the person's devices, in a sign-in that waits for its code; another one may follow.

    Raises ``Refused`` where there is no such sign-in, ``NotFound`` for what is no device of this person. Source: SIG-3.
    """
    journey = open_journey(journey_token, at=at)
    if journey is None:
        raise Refused(BEGIN_AGAIN())
    device = visible_device(device_id, to=journey.person_id)
    waiting = SignInJourney.objects.filter(pk=journey.id, stage="code")
    if not moved(waiting, factor=device.kind, device_id=device.id, loss_id=None):
        raise Refused(BEGIN_AGAIN())
    if journey.loss_id is not None:  # a code may have gone to another address than the account's
        _forget_codes(journey.id)


@upkeep
def go_on_without_device(journey_token: str, *, at: datetime) -> None:
    """Go on by email in a sign-in, because the help desk has confirmed that the devices are lost. Source: SIG-8.

    Raises ``Refused`` where there is no such sign-in, or nothing to finish. A code that was mailed before is dead: it
    may have gone to another address.
    """
    journey = open_journey(journey_token, at=at)
    if journey is None:
        raise Refused(BEGIN_AGAIN())
    own = own_loss(journey.person_id, at=at)
    require([] if own.state == "ripe" else [LOSS_OVER()])
    waiting = SignInJourney.objects.filter(pk=journey.id, stage="code")
    if not moved(waiting, factor=EMAIL, device_id=None, loss_id=own.id):
        raise Refused(BEGIN_AGAIN())
    _forget_codes(journey.id)


def _forget_codes(journey_id: UUID) -> None:
    OneTimeCode.objects.filter(journey_id=journey_id, state="open").update(state=CODE.after("open", "replace"))


@upkeep
def reserve_answer(person_id: UUID, *, at: datetime) -> int | None:
    """Take one of the tries at a security answer, before it is looked at; return how many are left after it.

    Source: ACC-10, SIG-6. Reading: counted for the account over all of its links, so that a new link is no new guess.
    """
    rules = rulebook().sign_in
    pause = timedelta(minutes=rules.locked_minutes)
    number = take_attempt(answer_key(person_id), most=rules.answer_tries, pause=pause, at=at)
    return None if number is None else rules.answer_tries - number


@upkeep
def choose_recovery_device(recovery_token: str, device_id: UUID, *, at: datetime) -> None:
    """Go on with one of the person's devices in a recovery that waits for one.

    Raises ``Refused`` where there is none, ``NotFound`` for what is no device of this person, or only their address.
    Source: SIG-5, SIG-3.
    """
    recovery = open_recovery(recovery_token, at=at)
    if recovery is None:
        raise Refused(OVER())
    device = visible_device(device_id, to=recovery.person_id)
    if device.kind not in recovering_kinds([device.kind]):
        raise NotFound("device")
    waiting = SignInJourney.objects.filter(pk=recovery.id, stage=DEVICE_STEP)
    if not moved(waiting, factor=device.kind, device_id=device.id):
        raise Refused(OVER())


@upkeep
def password_was_right(key: str) -> None:
    """Forget the tries at a current password: this one was right, whatever becomes of the new one. Source: SIG-6."""
    forget_attempts(key)


@upkeep
def begin_app(*, by: Actor, at: datetime) -> None:
    """Begin to set up an authenticator app in this session, or go on with what was begun in it: one at a time.

    Raises ``Refused``. Source: SIG-3 (APP 7, EU 6), SIG-4. Reading: begun again in the same session it is the same
    secret, for the app may have taken it in already; in another session it is a new one, and the old is worth nothing.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_change_of_devices(person_id)
    rules, held = rulebook().sign_in, kinds_held(person_id)
    require(adding_faults(APP, held, rules))
    require_fresh(seat, held, at=at)
    begun = AppSetup.objects.filter(person_id=person_id)
    if begun.filter(session_id=seat.session_id, expires_at__gt=at).exists():
        return
    begun.delete()
    AppSetup.objects.create(
        person_id=person_id,
        session_id=seat.session_id,
        secret=new_secret(),
        expires_at=at + timedelta(minutes=rules.setup_minutes),
    )


def note_seen(live: LiveSession, *, at: datetime) -> LiveSession:
    """Remember that a session was used, once a minute at most; return it as it stands now. Source: SIG-7."""
    if at - live.seen_at < timedelta(minutes=1):
        return live
    return stay(live, at=at)


@upkeep
def stay(live: LiveSession, *, at: datetime) -> LiveSession:
    """Remember that a session was used at this very moment; return it as it stands now. Source: SIG-7."""
    Session.objects.filter(pk=live.id, state="live", seen_at__lt=at).update(seen_at=at)
    return replace(live, seen_at=max(live.seen_at, at))


@upkeep
def park_form(person_id: UUID, path: str, fields: Mapping[str, list[str]], *, at: datetime) -> str:
    """Keep what somebody was typing when their session ran out; return the token that brings it back."""
    token, typed = new_token(), json.dumps(dict(fields))
    ParkedForm.objects.filter(person_id=person_id, path=path).delete()
    ParkedForm.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        path=path,
        fields=typed if len(typed) <= _LONGEST_PARKED else "{}",
        expires_at=at + PARKED_FOR,
    )
    parked = ParkedForm.objects.filter(person_id=person_id).order_by("-expires_at").values_list("pk", flat=True)
    ParkedForm.objects.filter(pk__in=list(parked[_MOST_PARKED:])).delete()
    return token


@upkeep
def drop_parked(token: str, *, person_id: UUID, path: str) -> None:
    """Forget what was being typed: it has been sent again."""
    ParkedForm.objects.filter(token_digest=token_digest(token), person_id=person_id, path=path).delete()


@upkeep
def sweep(*, at: datetime) -> None:
    """Throw away what no longer counts; nothing relies on its being gone, for all is judged at use."""
    ParkedForm.objects.filter(expires_at__lte=at).delete()
    AppSetup.objects.filter(expires_at__lte=at).delete()
    PasskeyChallenge.objects.filter(expires_at__lte=at).delete()
    TelephoneSetup.objects.filter(expires_at__lte=at).delete()
    EmailSetup.objects.filter(expires_at__lte=at).delete()
    OneTimeCode.objects.filter(journey=None, expires_at__lte=at - timedelta(days=2)).delete()
    RecoveryLink.objects.filter(expires_at__lte=at - timedelta(days=2)).delete()
    SignInJourney.objects.filter(expires_at__lte=at - timedelta(days=2)).delete()  # and their codes
    sweep_attempts(at=at)


@upkeep
def put_run_out_away(*, at: datetime) -> int:
    """Put up to 1,000 sessions away that ran out a day ago or before; return how many.

    Source: SIG-7, LIF-7. Reading: nothing relies on it, for a session is judged at its use; but who never signs out
    doesn't have a thousand of them in the end, each of which an application is told of.
    """
    before = at - timedelta(hours=rulebook().sign_in.session_hours) - PUT_AWAY_AFTER
    over = Session.objects.filter(state="live", started_at__lt=before).order_by("started_at")
    ids = list(over.values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    put_away(ids, at=at)
    return len(ids)


@upkeep
def forget_changes(*, at: datetime) -> int:
    """Forget up to 1,000 changes that can't be undone any more, and the devices kept for that; return how many.

    Source: SIG-4, LIF-7. Nothing relies on their being gone, but that who reads the database finds no secret there.
    """
    return forget_late_changes(most=MOST_ROWS_IN_A_SET, at=at)
