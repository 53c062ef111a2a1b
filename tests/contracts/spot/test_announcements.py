"""What the provider announces stands on SPOT's home screen, as words."""

from typing import Any

import pytest

from tests.contracts.spot.conftest import Browser, Spot

pytestmark = pytest.mark.programs

DOWN = {
    "id": "1",
    "kind": "outage",
    "since": "2026-11-24T14:00:00+00:00",
    "title": {"en": "SPOT is down on Saturday", "es": "SPOT no funciona el sábado"},
    "body": {"en": "New machines.\n\nSee https://status.example.org/.", "es": "Máquinas nuevas."},
}


def test_what_is_announced_is_seen_from_the_sign_in_on(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, NEW-2."""
    spot.provider.claims["announcements"] = [DOWN]
    browser.signs_in()
    assert "Outage: SPOT is down on Saturday" in browser.reads()


def test_what_is_withdrawn_is_gone_within_a_minute(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3."""
    spot.provider.claims["announcements"] = [DOWN]
    browser.signs_in()
    spot.provider.claims["announcements"] = []
    spot.minutes_pass(0.8)
    assert "There are no announcements." in browser.reads()


def test_markup_in_it_is_words(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2."""
    spot.provider.claims["announcements"] = [{**DOWN, "title": {"en": "<script>alert(1)</script>"}}]
    browser.signs_in()
    page = browser.at("/home").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "told",
    [
        "none",
        {"en": "x"},
        [None, 5, "x"],
        [{}],
        [{"title": "x"}],
        [{**DOWN, "title": {"en": 5}}],
        [DOWN | {"since": 1}],
    ],
)
def test_what_is_not_as_agreed_is_passed_over(browser: Browser, spot: Spot, told: Any) -> None:
    """Source: SPT-2. Nobody is kept out by it."""
    spot.provider.claims["announcements"] = told
    browser.signs_in()
    assert "Announcements" in browser.reads()


def test_nobody_is_kept_out_because_nothing_could_be_announced(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2."""
    spot.provider.userinfo_status = 500
    browser.signs_in()
    assert "There are no announcements." in browser.reads()
