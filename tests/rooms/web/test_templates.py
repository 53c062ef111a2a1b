"""Templates: what they name is there, and nothing in them needs what the pages' policy forbids."""

import re
from pathlib import Path

import pytest

from vestibule.web.templatetags.pages import browser_name

WEB = Path(__file__).resolve().parents[3] / "src/vestibule/web"
PAGES = sorted((WEB / "templates").rglob("*.html"))
ICON = re.compile(r"""\{% icon "(\w+)" %\}|icon_name="(\w+)"|icon_name\|default:"(\w+)\"""")
INLINE = re.compile(r"""\sstyle=|<style|\son\w+=["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)


def test_every_icon_is_one_of_the_design_systems():
    """Source: ROL-1. Reading: a name that isn't in the sprite shows nothing at all, and nobody is told."""
    drawn = set(re.findall(r'id="(\w+)"', (WEB / "static/vendor/uswds/img/sprite.svg").read_text()))
    named = {
        next(filter(None, found)) for file in [*PAGES, *WEB.rglob("*.py")] for found in ICON.findall(file.read_text())
    }

    assert named
    assert named <= drawn


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_no_page_has_inline_style_or_script(file):
    """Source: NEW-5. Reading: the Content-Security-Policy would keep it from working."""
    assert not INLINE.search(file.read_text())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome on Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("python-requests/2.32", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_told_by_its_name(agent, name):
    """Source: SIG-7."""
    assert browser_name(agent) == name
