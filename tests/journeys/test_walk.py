"""``vestibule walk`` against a running installation, under both shipped profiles."""

import subprocess
import sys

import pytest

from tests.conftest import live_database
from workshop.children import free_port
from workshop.installation import Installation, Ports


@pytest.mark.parametrize("profile", ["cms", "nist-800-63-4"])
def test_a_walk_arrives_twice_on_the_same_people(profile, tmp_path, monkeypatch):
    """Source: EU 1-16, SPT-1, SPT-2; ACC-10: the security question is asked under ``cms`` only."""
    monkeypatch.setenv("VESTIBULE_PROFILE", profile)
    with live_database() as database_url:
        running = Installation(tmp_path, Ports(*(free_port() for _ in range(4))), database_url)
        try:
            running.prepare()
            running.start()
            for _ in range(2):
                words = [sys.executable, "-m", "vestibule.cli.main", "walk", "--demo", str(running.description)]
                walked = subprocess.run(words, capture_output=True, text=True, check=False, timeout=180)
                assert walked.returncode == 0, walked.stderr
                assert "19 steps" in walked.stdout
        finally:
            running.stop()
