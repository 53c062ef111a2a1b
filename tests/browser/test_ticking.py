"""The rules of User ID and password, ticking themselves in Chromium while one types."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.windows import window
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE
from workshop.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_rules_tick_while_one_types_and_passwords_stay_out_of_addresses(installation: Installation, browser: Browser):
    """Source: ACC-9. The server judges what is typed; it is asked by POST only."""
    with window(browser) as page:
        asked: list[tuple[str, str]] = []
        page.on("request", lambda request: asked.append((request.method, request.url)))
        _come_to_the_last_page(page, installation.origin)

        page.get_by_label("User ID").press_sequentially("harbor.seal")
        expect(_rule(page, "6 to 74 characters")).to_have_attribute("data-met", "true")
        page.get_by_label("Password", exact=True).press_sequentially("Harbor7")
        expect(_rule(page, "15 to 60 characters")).to_have_attribute("data-met", "false")
        expect(_rule(page, "at least one digit")).to_have_attribute("data-met", "true")
        expect(_rule(page, "no part of your User ID")).to_have_attribute("data-met", "false")
        expect(page.get_by_text("5 of 7 rules are kept")).to_be_attached()

        page.get_by_label("Password", exact=True).fill("Correct7Horse-Battery")
        expect(page.get_by_text("7 of 7 rules are kept")).to_be_attached()
        page.get_by_label("Password", exact=True).fill("")
        expect(_rule(page, "at least one digit")).not_to_have_attribute("data-met", re.compile("."))

        checks = [method for method, address in asked if address.endswith("/register/check")]
        assert checks
        assert set(checks) == {"POST"}
        assert not [address for _, address in asked if "Harbor7" in address or "Correct7" in address]


def _come_to_the_last_page(page: Page, origin: str) -> None:
    page.goto(f"{origin}/register/personal")
    page.get_by_label("First name").fill(FIRST_PAGE["first_name"])
    page.get_by_label("Last name").fill(FIRST_PAGE["last_name"])
    page.get_by_label("Month").select_option(FIRST_PAGE["birth_date_month"])
    page.get_by_label("Day").fill(FIRST_PAGE["birth_date_day"])
    page.get_by_label("Year").fill(FIRST_PAGE["birth_date_year"])
    page.get_by_label("Email address", exact=True).fill(FIRST_PAGE["email"])
    page.get_by_text("I agree to the terms and conditions").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Home address line 1").fill(SECOND_PAGE["address_line_1"])
    page.get_by_label("City").fill(SECOND_PAGE["city"])
    page.get_by_label("State/territory").select_option("Florida")
    page.get_by_label("ZIP code").fill(SECOND_PAGE["zip_code"])
    page.get_by_label("Primary contact telephone number").fill(SECOND_PAGE["telephone"])
    page.get_by_role("button", name="Next").click()


def _rule(page: Page, words: str):
    return page.get_by_role("listitem").filter(has_text=words).first
