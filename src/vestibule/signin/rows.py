"""Rows that several deeds take, each in one way: a person's devices, and the session that may change them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vestibule.accounts.queries import hold_account
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.lifecycle import JOURNEY, SESSION
from vestibule.signin.models import AppSetup, Device, EmailSetup, Session, SignInJourney, TelephoneSetup
from vestibule.signin.policy.devices import Shown, freshness_faults
from vestibule.storage.rows import one_at_a_time

RESTORED = "restored"  # why all ended when a database came from a backup
RAN_OUT = "ran_out"  # why a session ended that nobody ended


@dataclass(frozen=True)
class Seat:
    """Who is signed in, and in which session: nobody changes devices but their owner, from where they sit."""

    person_id: UUID
    session_id: UUID


def seat_of(by: Actor) -> Seat:
    """Return where an actor is signed in. Raises ``NotFound`` for who isn't."""
    if by.person_id is None or by.trail.session_id is None:
        raise NotFound("session")
    return Seat(by.person_id, by.trail.session_id)


def one_change_of_devices(person_id: UUID) -> None:
    """Let changes of one person's devices come one after the other, in a transaction that is open."""
    one_at_a_time(f"devices:{person_id}")


def one_recovery(person_id: UUID) -> None:
    """Let new passwords of one person, and what leads to them, come one after the other, in an open transaction.

    The account is held before its sign-ins and sessions, as by all who end those.
    """
    one_at_a_time(f"password:{person_id}")
    hold_account(person_id)


def hold_everything(person_id: UUID) -> None:
    """Hold what somebody signs in with, their sign-ins and the account, before all of it ends, in an open transaction.

    Sign-ins on their last step are over by then. Such a step holds its sign-in and then wants the account; who holds
    these the other way round would wait for ever. One that replaces lost devices begins with those.
    """
    one_change_of_devices(person_id)
    one_at_a_time(f"password:{person_id}")
    going_on = SignInJourney.objects.filter(person_id=person_id, stage__in=JOURNEY.sources("abandon")).order_by("pk")
    list(going_on.select_for_update().values_list("pk"))
    one_recovery(person_id)


def one_proof(seat: Seat) -> None:
    """Let what is sent and entered in one session come one after the other; a change of devices is begun before it."""
    one_at_a_time(f"proof:{seat.session_id}")


def forget_what_devices_share(device_ids: Sequence[UUID]) -> None:
    """Delete all that hangs on devices, of whichever kind, before the devices themselves are moved.

    Source: SIG-4, SIG-8. Reading: who shows a device takes these rows in this order too.
    """
    for rows in shared_rows(device_ids):
        rows.delete()


def shared_rows(device_ids: Collection[UUID]) -> "Iterator[QuerySet[Any]]":
    """Return the rows that hang on devices, table by table."""
    for relation in Device._meta.related_objects:  # noqa: SLF001 - Django's way to ask what hangs on a row
        shared: Any = relation.related_model
        yield shared.objects.filter(**{f"{relation.field.name}__in": device_ids})


def forget_setups(person_id: UUID) -> None:
    """Forget what somebody was setting up, in a transaction that is open: devices, or another address."""
    for setup in (AppSetup, TelephoneSetup, EmailSetup):
        setup.objects.filter(person_id=person_id).delete()


def kinds_held(person_id: UUID) -> list[str]:
    """Return the kinds of the devices that a person has, one for each device."""
    return list(Device.objects.filter(person_id=person_id, state="live").values_list("kind", flat=True))


def live_sessions_at(seat: Seat) -> "QuerySet[Session]":
    """Return the rows of a live session: one, or none if it has ended."""
    return Session.objects.filter(pk=seat.session_id, person_id=seat.person_id, state="live")


def put_away(session_ids: Collection[UUID], *, at: datetime) -> None:
    """Give sessions an end that ran out by themselves, so that nothing brings them back: no fact, for nothing happens.

    Source: SIG-7.
    """
    ran_out = {"state": SESSION.after("live", "end"), "ended_at": at, "end_reason": RAN_OUT}
    Session.objects.filter(pk__in=session_ids, state="live").update(**ran_out)


def locked_session(seat: Seat) -> Session:
    """Return a live session, locked until the transaction ends. Raises ``NotFound``."""
    live = live_sessions_at(seat)
    for session in live.select_for_update()[:1]:
        return session
    raise NotFound("session")


def fresh_seat(by: Actor, *, at: datetime) -> Seat:
    """Return where an actor is signed in, if a second factor was shown there just now. Raises ``Refused``. SIG-4."""
    seat = seat_of(by)
    require_fresh(seat, kinds_held(seat.person_id), at=at)
    return seat


def require_fresh(seat: Seat, held: Sequence[str], *, at: datetime) -> Session:
    """Return the session if a second factor was shown in it just now. Raises ``Refused``. Source: SIG-4."""
    session = locked_session(seat)
    shown = Shown(session.proved_by, session.proved_at)
    require(freshness_faults(shown, held, rulebook().sign_in, at=at))
    return session
