"""Chromium, driven by Playwright; what is found on a page is found by its label or name."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from workshop.browser import QUIET, browser_surroundings, chromium

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
PATIENCE = 15_000  # milliseconds for one step: two cores run everything else beside it


# Playwright's loop runs in this thread while it is open, and Django refuses databases beside a running loop: so it is
# closed after each file of tests.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium for the tests of one file."""
    node = shutil.which("node")
    if node:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=list(QUIET), env=dict(browser_surroundings())
        )
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window of its own, without cookies; an error in a page's script fails the test."""
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(PATIENCE)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda fault: faults.append(str(fault)))
    window.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield window
    context.close()
    assert faults == []
