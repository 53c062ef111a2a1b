"""Changes of what the tests' people sign in with, and the links by which they are undone: read from the mail."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
from django.test import Client

from tests.people import AT
from tests.rooms.signin.devices import an_app
from tests.rooms.signin.sitting import Seated
from vestibule.accounts.models import Person
from vestibule.accounts.queries import person_card, user_id_index
from vestibule.kernel.actor import visitor
from vestibule.notices.models import Mail
from vestibule.signin.actions import change_own_email, make_recovery_codes, remove_device, send_to_new_email
from vestibule.signin.changes import keep_change
from vestibule.signin.models import Device
from vestibule.signin.policy.undoing import ADDED

HOURS = timedelta(hours=72)
PAGE = "/profile/email"
OLD, NEW, THIRD = "ann.archer@example.com", "ann@new.example", "ann@third.example"

__all__ = ["AT", "HOURS", "NEW", "OLD", "PAGE", "THIRD", "visitor"]


def mails_to(address: str, kind: str = "") -> list[Mail]:
    """Return the mails to an address, of a kind if one is given, the newest last."""
    found = Mail.objects.filter(kind=kind) if kind else Mail.objects.all()
    return [mail for mail in found.order_by("queued_at", "pk") if mail.recipient == address]


def told(address: str) -> set[str]:
    """Return the kinds of mail that an address got."""
    return {mail.kind for mail in mails_to(address)}


def code_to(address: str, *, but: Collection[UUID] = ()) -> str:
    """Return the newest code that went to an address somebody wants; mails of before (``but``) don't count."""
    found = re.search(r"^(\d{6})$", _latest(address, "signin/new_email_code", but), re.MULTILINE)
    assert found
    return found[1]


def link_to(address: str, kind: str = "signin/email_was_left", *, but: Collection[UUID] = ()) -> str:
    """Return the token of the link that undoes a change, from the newest mail of a kind to an address."""
    found = re.search(r"^http://testserver/sign-in/undo/(\S+)$", _latest(address, kind, but), re.MULTILINE)
    assert found
    return found[1]


def moves_to(seat: Seated, address: str = NEW, *, user_id: str = "", at: datetime = AT) -> str:
    """Let somebody change their address all the way; return the token by which it is undone."""
    old, before = address_of(seat), set(Mail.objects.values_list("pk", flat=True))
    send_to_new_email(address, user_id=user_id, by=seat.by, at=at)
    assert not change_own_email(code_to(address, but=before), by=seat.by, at=at).reasons
    return link_to(old, but=before)


def address_of(seat: Seated) -> str:
    """Return the address that somebody has now."""
    return person_card(me(seat)).email


def named(person_id: UUID, user_id: str) -> None:
    """Give somebody a User ID."""
    row = Person.objects.get(pk=person_id)
    row.user_id, row.user_id_index = user_id, user_id_index(user_id)
    row.save()


def me(seat: Seated) -> UUID:
    """Return whose seat it is."""
    assert seat.by.person_id
    return seat.by.person_id


def adds_app(seat: Seated, *, at: datetime = AT) -> tuple[Device, str, str]:
    """Let somebody have an app that they added just now: the device, its secret, and the token that undoes it."""
    secret = pyotp.random_base32()
    device = an_app(me(seat), at=at, secret=secret).device
    return device, secret, keep_change(me(seat), ADDED, device_id=device.pk, at=at)


def removes(seat: Seated, device: Device, *, at: datetime = AT) -> None:
    """Let somebody remove a device of theirs."""
    remove_device(device.pk, by=seat.by, at=at)


def makes_codes(seat: Seated, *, at: datetime = AT) -> list[str]:
    """Let somebody make recovery codes."""
    return make_recovery_codes(by=seat.by, at=at)


def live(person_id: Any) -> list[str]:
    """Return the kinds of somebody's devices."""
    return sorted(Device.objects.filter(person_id=person_id, state="live").values_list("kind", flat=True))


def presses(token: str, browser: Client | None = None) -> Any:
    """Press the button of a link's page."""
    return (browser or Client()).post(f"/sign-in/undo/{token}")


def _latest(address: str, kind: str, but: Collection[UUID]) -> str:
    found = [mail for mail in mails_to(address, kind) if mail.pk not in but]
    assert found, f"no {kind} to {address}"
    return found[-1].text or ""
