"""Chromium for tests: the machine's own, else Debian's package."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from workshop.packages import UNPACKED, CannotProvide, provide, surroundings

CHROMIUM = "VESTIBULE_TEST_CHROMIUM"
LIGHT = "chromium-headless-shell"  # of the same source, without what windows need
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


def light_chromium() -> Path:
    """Return the headless shell, for who opens hundreds of pages and takes no pictures; where it isn't, Chromium."""
    return (None if os.environ.get(CHROMIUM) else _find_light()) or chromium()


def bring_light_chromium() -> None:
    """Bring the headless shell if it can be, else see to it that there is a Chromium, which shows the same.

    Unpacked beside an installed Chromium it would miss what both share: then that one does.
    """
    wanted = not os.environ.get(CHROMIUM) and not _find_light() and (os.geteuid() == 0 or not find_chromium())
    if wanted and shutil.which("apt-get"):
        with suppress(CannotProvide):
            provide(LIGHT, "Chromium's headless shell")
    light_chromium()


def _find_light() -> Path | None:
    """Return the shell that is installed or unpacked: itself, not the script around it that is on the path."""
    homes = (Path("/usr/lib/chromium"), UNPACKED / "usr/lib/chromium")
    return next((home / LIGHT for home in homes if (home / LIGHT).is_file()), None)


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
