"""Chromium for tests: the machine's own, else Debian's package."""

import os
import shutil
from pathlib import Path

from workshop.packages import UNPACKED, CannotProvide, provide, surroundings

CHROMIUM = "VESTIBULE_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> Path:
    """Return a Chromium to drive, brought here if there is none. Exits with a sentence if it can't be."""
    found = find_chromium()
    if found is None:
        provide("chromium", "Chromium")
        found = find_chromium()
    if found is None:
        raise CannotProvide(f"Chromium is missing: install it, or name one in {CHROMIUM}.")
    return found


def find_chromium() -> Path | None:
    """Return the Chromium that is named, installed, or unpacked in ``.tools``."""
    named = os.environ.get(CHROMIUM)
    if named:
        if not Path(named).is_file():
            raise CannotProvide(f"{CHROMIUM} names {named}, which is not a file.")
        return Path(named)
    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    if installed:
        return Path(installed)
    unpacked = UNPACKED / "usr/lib/chromium/chromium"
    return unpacked if unpacked.is_file() else None


def browser_surroundings() -> dict[str, str]:
    """Return the environment of an unpacked Chromium: its libraries, and fonts where the machine has none."""
    known = dict(os.environ) | surroundings()
    if not Path("/etc/fonts/fonts.conf").is_file() and (UNPACKED / "usr/share/fonts").is_dir():
        fonts = UNPACKED / "fonts.conf"
        fonts.write_text(
            "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'>"
            f"<fontconfig><dir>{UNPACKED / 'usr/share/fonts'}</dir>"
            f"<cachedir>{UNPACKED / 'fonts'}</cachedir></fontconfig>"
        )
        known["FONTCONFIG_FILE"] = str(fonts)
    return known
