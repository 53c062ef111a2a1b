"""Fields as people, and programs that read pages for them, find them: by their names, and where they are seen."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.windows import window
from vestibule.cli.inventing import invent
from vestibule.cli.walking import APPLICATION, Demo
from workshop.hands import Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.once]

PERSONAL = ("First name", "Middle name", "Last name", "Suffix", "Month", "Day", "Year", "Email address")


def test_one_field_answers_to_each_name(installation: Installation, browser: Browser):
    """Source: ACC-1. Reading: part of a name is enough, so that no other field may have it inside its own."""
    with window(browser) as page:
        page.goto(f"{installation.origin}/register/personal")

        for name in (*PERSONAL, "I agree to the terms and conditions"):
            expect(page.get_by_label(name)).to_have_count(1)


def test_the_largest_text_fits_the_smallest_screen(installation: Installation, browser: Browser):
    """Source: NEW-5. The three parts of a date too: they go below each other, and grow no wider than the page."""
    with window(browser, viewport={"width": 320, "height": 640}) as page:
        page.goto(f"{installation.origin}/register/personal")
        with page.expect_response("**/preferences"):
            page.get_by_role("button", name="Larger").click()
        page.reload()

        expect(page.locator("html")).to_have_class("text-larger")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_box_lies_where_it_is_seen(installation: Installation, browser: Browser):
    """Source: ACC-11. Whoever explores the page by touch ticks it where it stands, words or box."""
    with window(browser) as page:
        page.goto(installation.origin)
        box = page.get_by_label("Agree to terms and conditions")

        box.check()

        expect(box).to_be_checked()
        place = box.bounding_box()
        assert place is not None
        assert place["x"] >= 0


def test_typing_spot_is_enough_to_choose_it(installation: Installation, browser: Browser):
    """Source: ROL-2. Whether one presses Enter after it or goes on elsewhere."""
    demo = Demo.read(installation.description)
    with window(browser) as page:
        hands = Pointer(page)
        hands.open(f"{demo.origin}/role-request/role")
        Journey(demo, hands, invent()).sign_in(hands, demo.approver)
        hands.open(f"{demo.origin}/role-request/role")
        field = page.get_by_label("Select an Application")

        field.fill("spot")
        field.press("Enter")
        expect(field).to_have_value(APPLICATION)

        field.fill("spot")
        page.get_by_role("heading", level=1).click()
        expect(field).to_have_value(APPLICATION)
