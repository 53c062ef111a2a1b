"""What stays behind in a browser: pages in its cache, cookies in its jar."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.journeys.everywhere import a_scene, outcome, routes
from tests.people import AT
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password
from vestibule.kernel import clock

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = {"oidc-configuration", "oidc-keys"}


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def test_no_page_of_somebody_signed_in_is_kept_by_the_browser():
    """Source: SIG-7. "Back" after Sign Out shows nothing, and no cache in between keeps what is personal."""
    scene = a_scene("approver of A")
    for name in set(routes()) - FOR_EVERYBODY:
        answer = scene.browser.get(scene.address(name))
        assert "no-store" in answer.headers.get("Cache-Control", ""), name


def test_the_pages_on_the_way_in_are_not_kept_either():
    """Source: SIG-2, ACC-1. They know an address, or what was typed, before anybody is signed in."""
    a_person(at=clock.now())
    browser = Client()
    give_password(browser)
    for address in ("/sign-in/verify", "/register/personal", "/register/contact", "/enrol/made-up"):
        assert "no-store" in browser.get(address).headers.get("Cache-Control", ""), address


def test_every_cookie_is_for_this_host_and_no_script():
    """Source: SIG-7."""
    a_person(at=clock.now())
    browser = Client()
    give_password(browser)
    enter_code(browser, ask_for_code(browser))
    browser.post("/preferences", {"language": "es", "text_size": "large"})

    assert {settings.SESSION_COOKIE, settings.BROWSER_COOKIE, settings.SIGN_IN_COOKIE} <= set(browser.cookies)
    for name, cookie in browser.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


def test_a_session_planted_beforehand_is_worth_nothing():
    """Source: SIG-1, SIG-7 (session fixation)."""
    a_person(at=clock.now())
    browser = Client()
    planted = {settings.SESSION_COOKIE: "planted-session", settings.SIGN_IN_COOKIE: "planted-sign-in"}
    for name, value in planted.items():
        browser.cookies[name] = value

    give_password(browser)
    enter_code(browser, ask_for_code(browser))

    thief = Client()
    for name, value in planted.items():
        thief.cookies[name] = value
    assert outcome(browser.get("/home")) == "page"
    assert outcome(thief.get("/home")) == "sign in"
    assert outcome(thief.get("/sign-in/verify")) == "elsewhere"


def test_signing_out_ends_the_session_and_not_only_its_cookie():
    """Source: SIG-7."""
    scene = a_scene("end user")
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE] = scene.browser.cookies[settings.SESSION_COOKIE].value
    assert outcome(copied.get("/home")) == "page"

    scene.browser.post("/sign-out")

    assert outcome(copied.get("/home")) == "sign in"
