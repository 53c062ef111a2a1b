"""The mails of the tests' own deeds, and a folder for each test's checkpoints."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def mails_of_the_tests(settings):
    """Let templates beside these tests be found."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keep the checkpoints of each test apart."""
    settings.RECORD_FOLDER = tmp_path / "checkpoints"
    return settings.RECORD_FOLDER
