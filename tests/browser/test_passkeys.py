"""A passkey in Chromium, kept by a virtual authenticator: set up, used to sign in, and to prove that it is oneself."""

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.looking import look_at
from tests.browser.windows import window
from vestibule.cli.acquaintance import introduce
from vestibule.cli.inventing import invent
from vestibule.cli.walking import Demo
from workshop.hands import Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.once]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_set_up_and_signs_in(installation: Installation, browser: Browser):
    """Source: SIG-3 (APP 7, EU 6), SIG-4. Where the browser gives none, the page says so and nothing is lost."""
    someone, demo = invent(), Demo.read(installation.description)
    introduce(someone, installation.home)
    with window(browser) as page:
        hands = Pointer(page)
        journey = Journey(demo, hands, someone, lambda _: None)
        journey.register()
        journey.arrive_at_home()
        chromium = page.context.new_cdp_session(page)
        chromium.send("WebAuthn.enable")
        key = chromium.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
        _set_up(page, hands)
        hands.press("Sign Out")

        hands.fill("User ID", someone.user_id)
        hands.fill("Password", someone.password)
        hands.tick("Agree to terms and conditions")
        hands.press("Sign In")
        _verify(page, hands, chromium, key)

        page.goto(f"{demo.origin}/profile/prove")
        page.get_by_text("Passkey or security key").locator("visible=true").last.click()
        hands.press("Continue")
        hands.press("Use passkey")
        expect(page.get_by_role("heading", level=1)).to_have_text("My Profile")


def _set_up(page: Page, hands: Pointer) -> None:
    hands.follow("My Profile")
    hands.choose("Add another device", "Passkey or security key")
    hands.press("Next")
    hands.fill("Name of the device", "my key")
    look_at("new-passkey", [page])
    hands.press("Verify MFA")
    hands.press("OK")
    expect(page.get_by_text("my key").first).to_be_visible()


def _verify(page: Page, hands: Pointer, chromium: CDPSession, key: str) -> None:
    """Choose the passkey, which is asked for in vain at first, and then is given."""
    expect(page.get_by_role("radio", name="Passkey or security key")).to_be_checked()
    hands.press("Continue")
    look_at("verify-passkey", [page])
    expect(page.get_by_text("No passkey was used.")).to_be_hidden()
    chromium.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    hands.button("Use passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    chromium.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    hands.press("Use passkey")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Verify with your passkey")
