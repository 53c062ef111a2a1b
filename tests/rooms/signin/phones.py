"""Telephones of the tests' people, and what reaches them."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from tests.rooms.signin.devices import choose, someone_signed_in
from tests.rooms.signin.people import a_person, give_password
from vestibule.kernel import clock
from vestibule.kernel.telephones import hidden_telephone
from vestibule.notices.models import Mail
from vestibule.signin.factors.phone import number_index
from vestibule.signin.models import Device, Telephone

NUMBER, OTHER = "+19045550143", "+17872220187"
TEXT_PAGE, CALL_PAGE = "/profile/devices/text", "/profile/devices/call"
NO_GATEWAY_ANSWERS = "http://127.0.0.1:1/messages"  # one is set: what is queued stays in the outbox


def a_phone(person_id: UUID, kind: str = "sms", number: str = NUMBER, *, at: datetime | None = None) -> UUID:
    """Return a telephone that somebody has set up."""
    name = hidden_telephone(number)
    device = Device.objects.create(person_id=person_id, kind=kind, name=name, added_at=at or clock.now())
    Telephone.objects.create(device=device, number=number, number_index=number_index(number))
    return device.pk


def someone_with_a_phone(user_id: str = "ann.archer", kind: str = "sms", number: str = NUMBER) -> tuple[UUID, UUID]:
    """Return somebody whose address is proven, and who has that and a telephone as devices; and the telephone."""
    person_id = a_person(user_id, state="active")
    Device.objects.create(person_id=person_id, kind="email", added_at=clock.now())
    return person_id, a_phone(person_id, kind, number)


def messages() -> Iterator[Mail]:
    """Return the text messages and calls so far, the newest first."""
    return Mail.objects.exclude(channel="email").order_by("-queued_at", "-expires_at").iterator()


def ask_for_message(browser: Client, *, page: str = "/sign-in/verify", **form: str) -> str:
    """Press "Send me a text message" or "Call me", and return the code of what came."""
    before = set(Mail.objects.values_list("pk", flat=True))
    browser.post(page, {"move": "send", **form})
    return code_in(Mail.objects.exclude(pk__in=before).exclude(channel="email").get())


def code_in(message: Mail) -> str:
    """Return the code that a text message or call says."""
    found = re.search(r"\b(\d{6})\b|\b(\d(?:, \d){5})\b", message.text or "")
    assert found
    return (found[1] or found[2]).replace(", ", "")


def sign_in_by_phone(browser: Client, device_id: UUID, user_id: str = "ann.archer") -> Any:
    """Sign in all the way by a telephone, one of several devices; return the answer to the code."""
    give_password(browser, user_id)
    choose(browser, device_id)
    return browser.post("/sign-in/verify", {"code": ask_for_message(browser)})


def add_phone(browser: Client, *, page: str = TEXT_PAGE, number: str = NUMBER) -> Any:
    """Add a telephone in a browser that is signed in and fresh; return the answer to its code."""
    return browser.post(page, {"move": "verify", "code": ask_for_message(browser, page=page, telephone=number)})


def someone_signed_in_with_a_phone(browser: Client) -> UUID:
    """Return somebody who has just signed in by email, and has a telephone too."""
    person_id = someone_signed_in(browser)
    a_phone(person_id)
    return person_id


def other(code: str) -> str:
    """Return a code that isn't this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
