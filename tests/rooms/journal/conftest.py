"""The mails of the tests' own deeds."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def mails_of_the_tests(settings):
    """Let templates beside these tests be found."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
