"""Windows that notice what goes wrong in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

NO_ERRORS = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
PATIENCE = 15_000  # milliseconds for one step: two cores run everything else beside it


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a window of its own, without cookies; an error in its console, or in a page's script, fails the test.

    That a page answers 403 or 422 is said to the console too, and is no error: it is what the page says. Nor is a
    search that was given up for a newer one, or because one went on to the next page.
    """
    context = browser.new_context(locale="en-US", **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(NO_ERRORS):
            faults.append(said.text)

    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", hear)
    page.on("response", lambda answer: _must_be_there(answer.url, answer.status, faults))
    yield page
    context.close()
    assert faults == []


def _must_be_there(address: str, status: int, faults: list[str]) -> None:
    if "/static/" in address and status >= 400:
        faults.append(f"{status} {address}")
