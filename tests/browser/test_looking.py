"""Pages are looked at as they stand: again when anything has changed, and once when nothing has."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import HAS_AXE, look_at
from tests.browser.windows import window

pytestmark = [pytest.mark.browser, pytest.mark.once]

GOOD = """<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1><img alt="a door">
<label>Name <input></label><table><tbody><tr><td>wide enough</td></tr></tbody></table></main>"""


def a_page_that_passed(page: Page) -> None:
    """Show a page without a barrier, and look at it."""
    page.goto(f"data:text/html,{GOOD}")
    look_at("good", [page])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param("document.querySelector('img').removeAttribute('alt')", "image-alt", id="a barrier"),
        pytest.param("document.querySelector('h1').style.width = '5000px'", "wider", id="too wide"),
        pytest.param("document.querySelector('td').style = 'display: block; width: 9px'", "no room", id="squeezed"),
    ],
)
def test_what_has_changed_since_is_found(browser: Browser, change: str, fault: str):
    """The page is the same, what stands on it isn't."""
    with window(browser) as page:
        a_page_that_passed(page)
        page.evaluate(change)
        with pytest.raises(AssertionError, match=fault):
            look_at("changed", [page])


def test_what_stands_as_it_stood_is_looked_at_once(browser: Browser):
    """Until something is typed, or the page comes anew."""
    with window(browser) as page:
        a_page_that_passed(page)
        page.evaluate("delete window.axe")
        look_at("the same", [page])
        assert not page.evaluate(HAS_AXE)

        page.get_by_label("Name").fill("Ann")
        look_at("filled in", [page])
        assert page.evaluate(HAS_AXE)

        page.reload()
        look_at("anew", [page])
        assert page.evaluate(HAS_AXE)
