"""What the owner of an account does about a lost device: asks the help desk, stops it by the mail, gets back in."""

from datetime import datetime, timedelta
from uuid import UUID

from vestibule.accounts.addresses import correct_email
from vestibule.accounts.attempts import attempt_key, take_attempt
from vestibule.accounts.holders import former_addresses
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record, record_set, set_action
from vestibule.kernel.actor import Actor, person
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions.sessions import end_all_sessions
from vestibule.signin.changes import forget_changes
from vestibule.signin.events import AccessRegained, DeviceRemoved, LossReported, LossStopped
from vestibule.signin.lifecycle import DEVICE as DEVICES
from vestibule.signin.lifecycle import JOURNEY, LOSS, WAITING
from vestibule.signin.loss_rows import open_a_loss, standing_of, stop_digest
from vestibule.signin.losses import own_loss
from vestibule.signin.models import Device, LostAccess, SignInJourney
from vestibule.signin.policy.devices import EMAIL
from vestibule.signin.policy.entering import BEGIN_AGAIN
from vestibule.signin.policy.losing import (
    ADDRESS,
    ASKED_ALREADY,
    DEVICE,
    NOT_ACTIVE,
    OVER,
    TOO_OFTEN,
    asking_faults,
    finishing_faults,
    going_on_faults,
)
from vestibule.signin.queries import open_journey
from vestibule.signin.rows import forget_setups, forget_what_devices_share, kinds_held, one_change_of_devices
from vestibule.storage.rows import moved


@action
def report_loss(journey_token: str, *, by: Actor, at: datetime) -> None:
    """Say, after the right password, that one has lost one's devices: the help desk looks at it, its owner is told.

    Source: SIG-8, HLP-1. Reading: who has the password only can't replace a case that is open, nor flood its owner.
    """
    journey = open_journey(journey_token, at=at)
    if journey is None:
        raise Refused(BEGIN_AGAIN())
    person_id = journey.person_id
    one_change_of_devices(person_id)
    card = person_card(person_id)
    require([] if card.state == "active" else [NOT_ACTIVE()])
    require(asking_faults(kinds_held(person_id), rulebook().sign_in))
    own = own_loss(person_id, at=at)
    require([] if own.state == "none" else [ASKED_ALREADY(reference=own.reference)])
    most = rulebook().loss.reports_a_day
    if take_attempt(attempt_key("report-loss", str(person_id)), most=most, pause=timedelta(days=1), at=at) is None:
        raise Refused(TOO_OFTEN(most=most))

    opened = open_a_loss(person_id, DEVICE, at=at)

    fact = LossReported(person_id=person_id, loss_id=opened.row.pk, kind=Code(DEVICE))
    secrets = {
        "to": card,
        "also": former_addresses(person_id, at=at),
        "token": opened.token,
        "reference": opened.row.reference,
    }
    record(fact, by=person(person_id, by.trail), at=at, secrets=secrets)


@action
def stop_loss(token: str, *, by: Actor, at: datetime) -> None:
    """Stop the case of a lost device by the link from the mail; the help desk is to know. Source: SIG-8.

    Reading: whoever reads the owner's mail may stop it, without signing in; it opens nothing. Raises ``NotFound``.
    """
    digest = stop_digest(token)
    row = LostAccess.objects.select_for_update().filter(stop_digest=digest, state__in=LOSS.sources("stop")).first()
    if row is None or (row.expires_at is not None and at >= row.expires_at):
        raise NotFound("lost device")

    row.state, row.settled_at = LOSS.after(row.state, "stop"), at
    row.save(update_fields=["state", "settled_at"])

    fact = LossStopped(person_id=row.person_id, loss_id=row.pk)
    record(fact, by=by, at=at, secrets={"to": person_card(row.person_id)})


@action
def regain_access(loss_id: UUID, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let somebody back in who gave the password and the mailed code: what was lost is removed, every session ends.

    Source: SIG-8, SIG-7. All is judged at this moment: the wait, that nobody stopped it, that the account is the same.
    Reading: one is where one was after the first sign-in. The address is the device, and setting up more comes next.
    """
    row = LostAccess.objects.select_for_update().filter(pk=loss_id, person_id=person_id, state=WAITING).first()
    if row is None:
        raise Refused(OVER())
    require(finishing_faults(row.ripe_at, row.expires_at, rulebook().loss, at=at))
    require(going_on_faults(standing_of(row)))
    was = person_card(person_id)
    if not moved(
        LostAccess.objects.filter(pk=loss_id, state=WAITING), state=LOSS.after(WAITING, "finish"), settled_at=at
    ):
        raise Refused(MOVE_NOT_OPEN())

    if row.kind == ADDRESS:
        correct_email(person_id, row.new_email or "", by=by, at=at)
    # The sign-ins, the devices, then the sessions: in the order in which all others take them.
    going_on = SignInJourney.objects.filter(person_id=person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.update(stage=JOURNEY.after("code", "abandon"))
    remove_lost(person_id, by=by, at=at)
    end_all_sessions(person_id, reason="access_regained", by=by, at=at)
    forget_setups(person_id)
    if not moved(Device.objects.filter(person_id=person_id, kind=EMAIL, state="live"), last_used_at=at):
        Device.objects.create(person_id=person_id, kind=EMAIL, added_at=at, last_used_at=at)

    forget_changes(person_id)

    fact = AccessRegained(person_id=person_id, loss_id=loss_id, kind=Code(row.kind))
    record(fact, by=by, at=at, secrets={"was": was, "to": person_card(person_id)})


@set_action
def remove_lost(person_id: UUID, *, by: Actor, at: datetime) -> int:
    """Remove every device of a person but the address, and all that they shared with us. Source: SIG-8.

    One mail about all of it says so, and no other.
    """
    lost = list(Device.objects.filter(person_id=person_id, state="live").exclude(kind=EMAIL))
    forget_what_devices_share([row.pk for row in lost])
    Device.objects.filter(pk__in=[row.pk for row in lost]).update(state=DEVICES.after("live", "remove"))

    removed = [DeviceRemoved(person_id=person_id, device_id=row.pk, kind=Code(row.kind)) for row in lost]
    record_set(removed, by=by, at=at)
    return len(removed)
