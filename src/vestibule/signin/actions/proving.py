"""Showing a second factor once more, while signed in: what a change of devices asks for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Reason, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.signin.actions.recovery_codes import tell_of_used_code
from vestibule.signin.events import CodeSent, FactorProven
from vestibule.signin.factors import email, failure, judge, send
from vestibule.signin.factors.asking import Asked
from vestibule.signin.models import Device, Session
from vestibule.signin.policy.devices import EMAIL, RECOVERY, adding_faults, methods_of, proving_faults, risen_methods
from vestibule.signin.queries import token_digest
from vestibule.signin.rows import kinds_held, live_sessions_at, locked_session, one_proof, require_fresh, seat_of
from vestibule.storage.rows import moved


@dataclass(frozen=True)
class Proven:
    """What came of entering a code while signed in: the session's new token, or why not."""

    session_token: str = ""
    reasons: tuple[Reason, ...] = ()


@action
def send_proof(device_id: UUID | None, *, by: Actor, at: datetime) -> None:
    """Send a code to a device of who is signed in, to show it; or (without one) to their address, to add that.

    Source: SIG-4, SIG-2, SIG-3. Such codes are counted together with those of sign-ins.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_proof(seat)
    if device_id is None:
        kind, held = EMAIL, kinds_held(person_id)
        require(adding_faults(kind, held, rulebook().sign_in))
        session = require_fresh(seat, held, at=at)
    else:
        kind = _device(person_id, device_id).kind
        session = locked_session(seat)
    card = person_card(person_id)
    sent = send(kind, Asked(person_id, device_id, session), card, at=at)

    fact = CodeSent(person_id=person_id, journey_id=None, code_id=sent.id, kind=Code(kind))
    record(fact, by=by, at=at, secrets={"sent": sent, "to": card})


@action
def prove_again(typed: str, *, device_id: UUID, by: Actor, at: datetime) -> Proven:
    """Judge a code of one of a person's devices: the right one makes their session fresh, and gives it a new token.

    Source: SIG-4. Reading: a session in which less was shown before rises to what is shown now. Tries count together
    with those of sign-ins.
    """
    seat = seat_of(by)
    person_id = seat.person_id
    one_proof(seat)
    device = _device(person_id, device_id)
    rules = rulebook().sign_in
    require(proving_faults(device.kind, kinds_held(person_id), rules))
    session = live_sessions_at(seat).first()
    if session is None:
        raise NotFound("session")
    asked = Asked(person_id, device.id, session)
    judged = judge(device.kind, asked, typed, at=at)
    if judged.reason is not None:
        record(failure(device.kind, asked, judged), by=by, at=at)
        return Proven(reasons=(judged.reason,))

    token = _rise(session, device, at=at)
    if device.kind == RECOVERY:
        tell_of_used_code(person_id, device.id, by=by, at=at)
    if device.kind == EMAIL:
        email.forget_sent(person_card(person_id))

    fact = FactorProven(person_id=person_id, session_id=session.id, device_id=device.id, kind=Code(device.kind))
    record(fact, by=by, at=at)
    return Proven(token)


def _rise(session: Session, device: Device, *, at: datetime) -> str:
    """Let a session be fresh under a new token, and as strong as what was shown; note the use of the device."""
    if not moved(Device.objects.filter(pk=device.pk, state="live"), last_used_at=at):
        raise NotFound("device")
    shown = methods_of(device.kind, rulebook().sign_in)
    token = new_token()
    is_live = moved(
        Session.objects.filter(pk=session.pk, state="live"),
        token_digest=token_digest(token),
        methods=risen_methods(session.methods, shown),
        proved_by=device.kind,
        proved_at=at,
    )
    if not is_live:
        raise NotFound("session")
    return token


def _device(person_id: UUID, device_id: UUID) -> Device:
    device = Device.objects.filter(pk=device_id, person_id=person_id, state="live").first()
    if device is None:
        raise NotFound("device")
    return device
