"""Chromium, driven by Playwright; what is found on a page is found by its label or name."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.windows import PATIENCE
from workshop.browser import QUIET, browser_surroundings, light_chromium

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"


# Playwright's loop runs in this thread while it is open, and Django refuses databases beside a running loop: so it is
# closed after each file of tests.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium for the tests of one file."""
    node = shutil.which("node")
    if node:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)  # what is expected has as long as what is done
        running = playwright.chromium.launch(
            executable_path=light_chromium(), args=list(QUIET), env=dict(browser_surroundings())
        )
        yield running
        running.close()
