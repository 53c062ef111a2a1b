"""An authenticator app in Chromium, by the labels: set up after the first sign-in, scanned, and used for the next."""

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import look_at
from tests.browser.windows import window
from vestibule.cli.acquaintance import introduce
from vestibule.cli.inventing import invent
from vestibule.cli.walking import Demo
from workshop.hands import Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.postgres]


def shown_code(page: Page) -> str:
    """Return what an app shows that took in the key on the page."""
    return pyotp.TOTP(page.locator(".page-reference").inner_text().replace(" ", "")).now()


def test_an_app_is_set_up_and_offered_at_the_next_sign_in(installation: Installation, browser: Browser):
    """Source: SIG-3 (APP 6-7, EU 6). No page wider than the screen, no serious barrier, no style that was refused."""
    someone, demo = invent(), Demo.read(installation.description)
    introduce(someone, installation.home)
    complaints: list[str] = []
    with window(browser) as page:
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        hands = Pointer(page)
        journey = Journey(demo, hands, someone, lambda name: look_at(name, [page]))
        journey.register()
        journey.arrive_at_home()
        hands.follow("My Profile")
        expect(page.get_by_text("We recommend two")).to_be_visible()
        look_at("profile", [page])
        hands.choose("Add another device", "Authenticator app")
        hands.press("Next")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        look_at("new-app", [page])
        hands.fill("Name of the device", "my phone")
        hands.fill("Enter Code", shown_code(page))
        hands.press("Verify MFA")
        look_at("device-added", [page])
        hands.press("OK")
        expect(page.get_by_text("my phone").first).to_be_visible()
        look_at("profile-two", [page])
        hands.press("Sign Out")

        hands.fill("User ID", someone.user_id)
        hands.fill("Password", someone.password)
        hands.tick("Agree to terms and conditions")
        hands.press("Sign In")
        expect(page.get_by_role("radio", name="Authenticator app")).to_be_checked()
        look_at("choose-device", [page])
        hands.press("Continue")
        look_at("verify-app", [page])
        hands.follow("Choose another device")
        page.get_by_text("Email", exact=False).locator("visible=true").last.click()
        hands.press("Continue")
        expect(hands.button("Send me an email")).to_be_visible()
    assert complaints == []
