"""``bin/demo``: starts everything, says who can sign in, stops everything, goes on with the same data."""

import fcntl
import json
import os
import random
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workshop import CHECKOUT
from workshop.children import port_is_free

pytestmark = [pytest.mark.programs, pytest.mark.once]


@contextmanager
def demo(home: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a demo in a home of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "workshop.demo", *words],
        cwd=CHECKOUT,
        env=os.environ | {"VESTIBULE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return a home, and the first of its ports, on which one demo after the other goes on."""
    return tmp_path_factory.mktemp("demo") / "home", four_free_ports()


def refusal(home: Path, *words: str) -> tuple[int, str]:
    """Return how a demo that can't start ends, and what it says."""
    with demo(home, *words) as running:
        said, _ = running.communicate(timeout=60)
        return running.returncode, said


def four_free_ports() -> int:
    """Return a port that is free together with the three after it."""
    # The system's dice: others, seeded by a plugin, would fall alike in the run beside this one.
    for first in random.SystemRandom().sample(range(21000, 29000, 4), 100):
        if all(port_is_free(port) for port in range(first, first + 4)):
            return first
    raise AssertionError("No four free ports side by side.")


def said_until(running: "subprocess.Popen[str]", words: str) -> str:
    """Return what a demo prints up to a line with these words."""
    said = ""
    assert running.stdout is not None
    for line in running.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"The demo ended without saying {words}: {said}")


def test_a_demo_starts_stops_and_goes_on_with_the_same_people(kept):
    """Twice on one home: the same passwords, readable by their owner alone; Ctrl-C leaves nobody listening."""
    (home, port), passwords = kept, []
    for _ in range(2):
        with demo(home, "--port", str(port)) as running:
            said = said_until(running, "Ctrl-C")
            known = json.loads((home / "demo.json").read_text())
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == 0

        passwords.append(sorted(one["password"] for one in [*known["people"], *known["staff"]]))
        assert all(password in said for password in passwords[-1])
        assert all(f"http://localhost:{port + n}" in said for n in range(3))
        assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600
        assert [port + n for n in range(4) if not port_is_free(port + n)] == []
    assert passwords[0] == passwords[1]
    assert len(set(passwords[0])) == len(passwords[0])


def test_a_killed_demo_leaves_nobody_behind(kept):
    """Even ``kill -9``: its programs end with it, so that the next one finds its ports free."""
    home, port = kept
    with demo(home, "--port", str(port)) as running:
        said_until(running, "Ctrl-C")
        running.kill()
    until = time.monotonic() + 45
    while time.monotonic() < until and not all(port_is_free(port + n) for n in range(4)):
        time.sleep(0.2)
    assert all(port_is_free(port + n) for n in range(4))


def test_a_second_demo_in_the_same_home_is_refused(tmp_path):
    """Two would write one database with two sets of ports."""
    with (tmp_path / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = refusal(tmp_path)
    assert status == 1
    assert "already running" in said


def test_a_taken_port_is_named(tmp_path):
    """The sentence says which, and what to do."""
    port = four_free_ports()
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", port + 1))
        somebody.listen()
        status, said = refusal(tmp_path, "--port", str(port))
    assert status == 1
    assert re.search(rf"port {port + 1}: .*--port", said)


@pytest.mark.parametrize("port", ["80", "99999", "x"])
def test_an_impossible_port_is_refused(tmp_path, port):
    """Before anything is set up."""
    status, said = refusal(tmp_path, "--port", port)
    assert status == 2
    assert "--port: a port is a number from 1024 to 65530" in said


def test_starting_over_never_empties_a_folder_that_is_no_demos(tmp_path):
    """``--fresh`` with a home that points elsewhere by mistake."""
    (tmp_path / "letters.txt").write_text("mine")
    status, said = refusal(tmp_path, "--port", str(four_free_ports()), "--fresh")
    assert status == 1
    assert "isn't the home of a demo" in said
    assert (tmp_path / "letters.txt").read_text() == "mine"
