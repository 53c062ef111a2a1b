"""``vestibule walk`` against a running installation, under both shipped profiles."""

import subprocess
import sys

import pytest

from vestibule.cli.walking import Demo, Pace, Walker
from workshop.children import free_port
from workshop.installation import Installation, Ports

pytestmark = pytest.mark.programs

KINDS_OF_CASES = 8


@pytest.mark.parametrize(
    ("profile", "times"),
    [
        pytest.param("cms", 2, marks=pytest.mark.once),
        pytest.param("nist-800-63-4", 2, marks=pytest.mark.postgres),
    ],
)
def test_walks_arrive_by_the_same_help_desk_and_leave_nothing_open(profile, times, tmp_path, monkeypatch, new_database):
    """Source: APP 0-17, EU 1-16, SPT-1, SPT-2; ACC-10: the security question is asked under ``cms`` only."""
    monkeypatch.setenv("VESTIBULE_PROFILE", profile)
    with new_database(tmp_path) as database_url:
        running = Installation(tmp_path, Ports(*(free_port() for _ in range(4))), database_url)
        try:
            running.prepare()
            running.start()
            for _ in range(times):
                words = [sys.executable, "-m", "vestibule.cli.main", "walk", "--demo", str(running.description)]
                walked = subprocess.run(words, capture_output=True, text=True, check=False, timeout=180)
                assert walked.returncode == 0, walked.stderr
                assert " steps" in walked.stdout
            assert _queue(Demo.read(running.description)).count("Nothing waits here.") == KINDS_OF_CASES
        finally:
            running.stop()


def _queue(demo: Demo) -> str:
    """Return what the help desk sees on its first page."""
    desk = Walker(demo, demo.desk, Pace())
    desk.sign_in()
    desk.go("Help Desk")
    return desk.visitor.page.text
