"""Second factors of the tests' people: set up through the pages, with codes as an app shows them."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pyotp
from django.test import Client

from tests.rooms.signin.people import a_person, give_password, sign_in
from vestibule.kernel import clock
from vestibule.signin.factors.recovery_codes import new_codes
from vestibule.signin.models import AuthenticatorApp, Device
from vestibule.signin.policy.recovery_codes import grouped_code

APP_PAGE = "/profile/devices/app"


def two_devices(person_id: UUID, *, at: datetime) -> UUID:
    """Give somebody the address and an app as devices, and return the app's."""
    Device.objects.create(person_id=person_id, kind="email", added_at=at, last_used_at=at)
    return an_app(person_id, at=at).device_id


def an_app(person_id: UUID, *, at: datetime, secret: str = "", name: str | None = None) -> AuthenticatorApp:
    """Return an authenticator app that somebody has set up."""
    device = Device.objects.create(person_id=person_id, kind="totp", name=name, added_at=at)
    return AuthenticatorApp.objects.create(device=device, secret=secret or pyotp.random_base32(), last_step=0)


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what an app shows now, or so many half minutes later."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30 + steps)


def wrong_code_of(secret: str) -> str:
    """Return a code that the app shows neither now, nor soon, nor showed before."""
    shown = {code_of(secret, steps=steps) for steps in (-2, -1, 0, 1, 2)}
    return next(code for number in range(10) if (code := f"{number:06d}") not in shown)


def someone_with_both(user_id: str = "ann.archer") -> tuple[UUID, str]:
    """Return somebody who has the address and an app, and the app's secret."""
    person_id, secret = a_person(user_id, state="active"), pyotp.random_base32()
    at = clock.now()
    Device.objects.create(person_id=person_id, kind="email", added_at=at, last_used_at=at)
    an_app(person_id, at=at, secret=secret, name="my phone")
    return person_id, secret


def device_of(person_id: UUID, kind: str) -> UUID:
    """Return somebody's device of a kind."""
    return Device.objects.get(person_id=person_id, kind=kind, state="live").pk


def choose(browser: Client, device_id: UUID) -> Any:
    """Choose a device in a sign-in that has begun."""
    return browser.post("/sign-in/device", {"device": str(device_id)})


def sign_in_by_app(browser: Client, person_id: UUID, secret: str, user_id: str = "ann.archer") -> Any:
    """Sign in all the way with the app, one of several devices; return the answer to the code."""
    give_password(browser, user_id)
    choose(browser, device_of(person_id, "totp"))
    return browser.post("/sign-in/verify", {"code": code_of(secret)})


def set_up_app(browser: Client, **more: str) -> Any:
    """Set up an app in a browser that is signed in and fresh; return the answer to its first code."""
    browser.post(APP_PAGE, {"move": "setup"})
    return browser.post(APP_PAGE, {"move": "verify", "code": code_of(shown_secret(browser)), **more})


def shown_secret(browser: Client) -> str:
    """Return the secret that stands on the page in letters."""
    found = re.search(r'<p class="page-reference">([A-Z2-7 ]+)</p>', browser.get(APP_PAGE).text)
    assert found
    return found[1].replace(" ", "")


def someone_signed_in(browser: Client, user_id: str = "ann.archer") -> UUID:
    """Return somebody whose address is proven, and who has just signed in by email."""
    person_id = a_person(user_id)
    sign_in(browser, user_id)
    return person_id


def codes_on_paper(person_id: UUID, *, at: datetime) -> list[str]:
    """Give somebody recovery codes, and return them as they stand on the paper."""
    device = Device.objects.create(person_id=person_id, kind="recovery_codes", added_at=at)
    return [grouped_code(code) for code in new_codes(device)]


def sign_in_by_code(browser: Client, person_id: UUID, code: str, user_id: str = "ann.archer") -> Any:
    """Sign in with a recovery code; return the answer to it."""
    give_password(browser, user_id)
    choose(browser, device_of(person_id, "recovery_codes"))
    return browser.post("/sign-in/verify", {"code": code})
