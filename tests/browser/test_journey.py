"""The end user's journey in Chromium: with a pointer, without JavaScript on a small screen, by keyboard alone."""

from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import look_at
from tests.browser.windows import window
from vestibule.cli.acquaintance import introduce
from vestibule.cli.inventing import invent
from vestibule.cli.walking import END_USER, Demo
from workshop.hands import Hands, Keyboard, Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}


@pytest.mark.parametrize(
    ("hands", "options"),
    [
        pytest.param(Pointer, {}, id="pointer", marks=pytest.mark.postgres),
        pytest.param(
            Pointer, {"java_script_enabled": False, "viewport": SMALL}, id="no-script-320px", marks=pytest.mark.once
        ),
        pytest.param(Keyboard, {}, id="keyboard", marks=pytest.mark.once),
    ],
)
def test_a_stranger_registers_is_approved_stands_in_spot_and_adds_a_second_organization(
    installation: Installation, browser: Browser, hands: type[Hands], options: dict[str, Any]
):
    """Source: EU 1-16, ADD 1-11, SPT-2, NEW-5. Every page: nothing wider than the screen, no serious barrier.

    A pointer and the keyboard open the same pages; barriers are looked for by keyboard.
    """
    someone, demo = invent(), Demo.read(installation.description)
    introduce(someone, installation.home)
    with window(browser, **options) as page, window(browser, **options) as other:
        pages = [page, other]
        look = partial(look_at, for_barriers=hands is Keyboard)
        journey = Journey(demo, hands(page), someone, lambda name: look(name, pages))

        journey.register()
        journey.arrive_at_home()
        journey.knock_at_spot("door")
        expect(page.get_by_role("heading", level=1)).to_contain_text("SPOT")
        expect(page.get_by_role("link", name="Role Request")).to_be_visible()
        number = journey.ask()
        journey.look_at_requests()
        expect(page.get_by_text(number)).to_be_visible()
        journey.approve(hands(other))
        expect(other.get_by_text(number)).to_be_visible()
        journey.knock_at_spot("spot")
        for words in (someone.last_name, demo.approver.organization, END_USER):
            expect(page.get_by_text(words).first).to_be_visible()

        second = journey.add_organization()
        with window(browser, **options) as third:
            journey.seen = lambda name: look(name, [third])
            journey.approve(hands(third), demo.other_approver)
            expect(third.get_by_text(second)).to_be_visible()
        journey.seen = lambda name: look(name, pages)
        journey.hands.open(demo.spot)
        for organization in (demo.approver.organization, demo.other_approver.organization):
            journey.switch_at_spot(organization)
            expect(page.get_by_role("definition").filter(has_text=organization)).to_be_visible()
        journey.leave()


@pytest.mark.once
def test_a_refused_page_names_the_fields_and_leads_to_them(installation: Installation, browser: Browser):
    """Source: ACC-9. The summary has the focus, its links lead into the fields, and the title says “Error”."""
    with window(browser) as page:
        hands = Pointer(page)
        hands.open(f"{installation.origin}/register/personal")
        hands.fill("First name", "Ann")
        hands.choose("Month", "February")
        hands.fill("Day", "30")
        hands.fill("Year", "1980")
        hands.press("Next")

        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        assert page.title().startswith("Error: ")
        assert hands.field("First name").input_value() == "Ann"
        summary.get_by_role("link", name="Date of birth is not a date in the calendar.").click()
        expect(hands.field("Month")).to_be_focused()
        look_at("errors", [page])


@pytest.mark.once
def test_a_link_to_the_page_goes_to_several_people(installation: Installation, browser: Browser):
    """Source: NEW-5. Addresses are typed with semicolons and handed on with commas, to one's own mail program."""
    with window(browser) as page:
        page.goto(installation.origin)
        page.get_by_role("link", name="Send a link to this page").click()
        page.get_by_label("Send to").fill("ann@example.com; bob@example.com")

        with page.expect_request("mailto:**") as handed:
            page.get_by_role("button", name="Open my mail program").click()

        assert handed.value.url.startswith("mailto:ann@example.com,bob@example.com?subject=")
        assert "localhost" in handed.value.url


@pytest.mark.once
def test_text_size_and_language_are_kept(installation: Installation, browser: Browser):
    """Source: NEW-5. What was typed stays while the text grows."""
    with window(browser) as page:
        page.goto(installation.origin)
        page.get_by_label("User ID").fill("half.typed")
        with page.expect_response("**/preferences"):
            page.get_by_role("button", name="Larger").click()
        expect(page.get_by_label("User ID")).to_have_value("half.typed")
        page.reload()
        expect(page.locator("html")).to_have_class("text-larger")

        page.get_by_role("button", name="En Español").click()

        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_role("button", name="Iniciar sesión")).to_be_visible()
