"""An installation in a folder of its own, whose server can be killed with all that belongs to it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

import psycopg

from vestibule.cli.acquaintance import Account
from vestibule.cli.walking import Approver, Demo
from vestibule.kernel.secrets import Key
from workshop import CHECKOUT
from workshop.children import Child, free_port, start, wait_for

NOBODY = Account(user_id="", password="", email="")
NO_APPROVER = Approver(user_id="", password="", email="", organization="", state="")
PROGRAM = [sys.executable, "-m", "vestibule.cli.main"]
LEASE_SECONDS = 5  # what a killed worker had in its hands waits no longer
PATIENCE = 600.0  # seconds; how long a start may take is judged by who kills


@dataclass(frozen=True)
class Start:
    """How soon a server was ready: by the clock, and in seconds of all its processes on the processors."""

    seconds: float
    cpu: float


@dataclass
class Place:
    """One installation in one folder, with a catcher that is never killed."""

    home: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    smtp: int = field(default_factory=free_port)
    pages: int = field(default_factory=free_port)

    @property
    def demo(self) -> Demo:
        """Where people find it."""
        mail_json = f"http://localhost:{self.pages}/mails.json"
        return Demo(f"http://localhost:{self.port}", "", mail_json, NO_APPROVER, NO_APPROVER, NOBODY)

    def surroundings(self) -> dict[str, str]:
        """Return the environment of its programs."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "DJANGO_"))}
        file = self.home / "keys"
        if not file.exists():
            file.write_text(str(Key.generate()))
        return known | {
            "VESTIBULE_HOME": str(self.home),
            "VESTIBULE_ORIGIN": self.demo.origin,
            "VESTIBULE_DATABASE_URL": self.database_url,
            "VESTIBULE_SECRET_KEYS": file.read_text(),
            "VESTIBULE_MAIL_URL": f"smtp://127.0.0.1:{self.smtp}",
            "VESTIBULE_LEASE_SECONDS": str(LEASE_SECONDS),
        }

    def call(self, *words: str) -> str:
        """Run one of its commands to the end, and return what it said. Raises ``AssertionError`` where it failed."""
        return self._run([*PROGRAM, *words], self.surroundings())

    def people(self, end_users: int) -> Mapping[str, Any]:
        """Load the people who will work here, proofed and signed in; return how they are known."""
        words = [sys.executable, "-m", "tests.journeys.killing_people", str(end_users)]
        more = {"DJANGO_SETTINGS_MODULE": "vestibule.config.settings"}
        known: Mapping[str, Any] = json.loads(self._run(words, self.surroundings() | more).splitlines()[-1])
        return known

    def catch(self) -> Child:
        """Start the catcher."""
        ports = ["--smtp-port", str(self.smtp), "--http-port", str(self.pages)]
        catcher = start("catcher", [*PROGRAM, "catch-mail", *ports], self.surroundings(), self.home / "catcher.log")
        wait_for(self.demo.mail_json, [catcher])
        return catcher

    def serve(self) -> tuple[Child, "Start"]:
        """Start the server with its worker, in a group that can be killed as one; say how soon it was ready.

        Ready is what it says itself under ``/readyz``.
        """
        words = [*PROGRAM, "serve", "--workers", "1"]
        began = time.monotonic()
        server = start("server", words, self.surroundings(), self.home / "server.log")
        while not _is_ready(f"{self.demo.origin}/readyz"):
            server.must_live()
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"The server wasn't ready within {PATIENCE:.0f} seconds.")
            time.sleep(0.05)
        return server, Start(time.monotonic() - began, _processor_seconds(server.process.pid))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the database directly."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql.encode()).fetchall()
        file = f"file:{self.home / 'vestibule.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def ids(self, sql: str) -> list[UUID]:
        """Read one column of ids."""
        return sorted(UUID(str(value)) for (value,) in self.rows(sql))

    def mails(self) -> list[dict[str, str]]:
        """Return what the catcher caught."""
        with urlopen(self.demo.mail_json, timeout=60) as answer:
            caught: list[dict[str, str]] = json.load(answer)
        return caught

    def _run(self, words: list[str], surroundings: Mapping[str, str]) -> str:
        done = subprocess.run(words, env=surroundings, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(words[2:])}: {done.stdout}\n{done.stderr}"
        return done.stdout


def kill(server: Child) -> None:
    """End a server and all that it started, at once and without a word."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def _processor_seconds(group: int) -> float:
    """Return what the living processes of a group have used of the processors."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            words = file.read_text().rpartition(")")[2].split()
            if int(words[2]) == group:
                ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _is_ready(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
