"""Being referred, in Chromium: the number, the box, the help desk; on a small screen without scripts as well."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import look_at
from tests.browser.windows import window
from vestibule.cli.acquaintance import introduce
from vestibule.cli.inventing import invent
from vestibule.cli.walking import Demo
from workshop.hands import Hands, Keyboard, Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}
CALLED = "I have contacted Experian Verification Support Services"
ASK_DESK = "Ask the SPOT Help Desk to verify me"


@pytest.mark.parametrize(
    ("hands", "options", "outcome"),
    [
        pytest.param(
            Keyboard, {}, "verified_after_call", id="keyboard-verified-after-the-call", marks=pytest.mark.once
        ),
        pytest.param(
            Pointer,
            {"java_script_enabled": False, "viewport": SMALL},
            "never",
            id="no-script-320px-never",
            marks=pytest.mark.postgres,
        ),
    ],
)
def test_who_is_referred_reads_the_number_and_goes_on_by_the_box_or_the_help_desk(
    installation: Installation, browser: Browser, hands: type[Hands], options: dict[str, Any], outcome: str
):
    """Source: PRF-3, PRF-4, PRF-5 (APP 13-14), NEW-5. Nothing wider than the screen, no serious barrier."""
    someone, demo = invent(), Demo.read(installation.description)
    introduce(someone, installation.home, outcome)
    with window(browser, **options) as page:
        journey = Journey(demo, hands(page), someone, lambda name: look_at(name, [page]))
        journey.register()
        journey.arrive_at_home()
        journey.choose_role()
        journey.be_verified()
        number = page.locator(".page-reference").inner_text().strip()
        look_at("referred", [page])
        assert journey.mail.mailed(someone.email, number)

        journey.hands.press("Next")
        expect(page.get_by_text(f"To go on, tick the box “{CALLED}”.").first).to_be_visible()
        look_at("box not ticked", [page])
        journey.hands.tick(CALLED)
        journey.hands.press("Next")

        if outcome == "verified_after_call":
            expect(page.get_by_label("Legal business name")).to_be_visible()
            assert journey.mail.mailed(someone.email, "Your identity is verified")
            return
        expect(page.get_by_text("The service still can't verify you")).to_be_visible()
        look_at("still referred", [page])
        journey.hands.press(ASK_DESK)
        expect(page.get_by_role("heading", level=1)).to_have_text("The SPOT Help Desk verifies you")
        look_at("with the help desk", [page])
