"""Programs that run beside us: started, watched, and ended with us, however we end."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vestibule.cli.processes import end_with_parent

GRACE = 35.0  # seconds that a program gets to end; the server gives its own children 30


class Failed(SystemExit):
    """A program that didn't start or ended by itself, in one plain sentence."""


@dataclass
class Child:
    """One running program, and the file that it writes its lines to."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def must_live(self) -> None:
        """Stop everything, with the program's last lines, if it has ended."""
        if self.process.poll() is not None:
            lines = "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-15:])
            raise Failed(f"{lines}\n{self.name} ended by itself (status {self.process.returncode}); see {self.log}.")


def start(name: str, words: Sequence[str], surroundings: Mapping[str, str], log: Path) -> Child:
    """Start a program in a session of its own, so that Ctrl-C reaches us first and we end it in order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            words,
            env=dict(surroundings),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - the parent has one thread here
        )
    return Child(name, process, log)


def stop(children: Sequence[Child]) -> None:
    """End programs in the order given: each is asked, and after a while made to."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    for child in children:
        try:
            child.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def wait_for(address: str, children: Sequence[Child], *, patience: float = 60.0) -> None:
    """Wait until an address answers with 200."""
    until = time.monotonic() + patience
    said = "nothing"
    while time.monotonic() < until:
        for child in children:
            child.must_live()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as refused:
            said = f"{refused.code} {refused.read(300).decode(errors='replace')}"
        except OSError as fault:
            said = str(fault)
        time.sleep(0.2)
    raise Failed(f"{address} wasn't ready within {patience:.0f} seconds; it said: {said}")


def port_is_free(port: int) -> bool:
    """Say whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
