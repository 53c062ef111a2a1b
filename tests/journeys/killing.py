"""Killing the server and its worker while people register, and reading afterwards what is left.

``kill -9`` gives nobody time to tidy up: whatever holds afterwards, the transactions and leases hold by themselves.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID

import psycopg
from requests import RequestException

from vestibule.cli.acquaintance import Account, Invented
from vestibule.cli.inventing import invent
from vestibule.cli.visitor import Lost, Visitor
from vestibule.cli.walking import Approver, Demo, Newcomer, Pace
from vestibule.kernel.secrets import Key
from workshop.children import Child, free_port, start, stop, wait_for

NOBODY = Account(user_id="", password="", email="")
NO_APPROVER = Approver(user_id="", password="", email="", organization="", state="")
_JOBS = "SELECT 1 FROM job WHERE kind = 'notices.send'"
PROGRAM = [sys.executable, "-m", "vestibule.cli.main"]


class Quiet(Newcomer):
    """A newcomer who says nothing, and whose steps may fail."""

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Do one step."""
        yield

    @property
    def was_told(self) -> bool:
        """Whether the last page says that the registration was taken."""
        return self.visitor.status == 200 and any(words == "Return" for words, _ in self.visitor.page.links)


@dataclass
class Ledger:
    """Who was told that they are registered; what else was tried may or may not have happened."""

    acknowledged: list[Invented] = field(default_factory=list)
    tried: int = 0


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
        known = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
        file = self.home / "keys"
        if not file.exists():
            file.write_text(str(Key.generate()))
        return known | {
            "VESTIBULE_HOME": str(self.home),
            "VESTIBULE_ORIGIN": self.demo.origin,
            "VESTIBULE_DATABASE_URL": self.database_url,
            "VESTIBULE_SECRET_KEYS": file.read_text(),
            "VESTIBULE_MAIL_URL": f"smtp://127.0.0.1:{self.smtp}",
        }

    def migrate(self) -> None:
        """Make the tables."""
        subprocess.run([*PROGRAM, "migrate"], env=self.surroundings(), check=True, capture_output=True)

    def catch(self) -> Child:
        """Start the catcher."""
        ports = ["--smtp-port", str(self.smtp), "--http-port", str(self.pages)]
        catcher = start("catcher", [*PROGRAM, "catch-mail", *ports], self.surroundings(), self.home / "catcher.log")
        wait_for(self.demo.mail_json, [catcher])
        return catcher

    def serve(self) -> Child:
        """Start the server with its worker, in a group of processes that can be killed as one."""
        words = [*PROGRAM, "serve", "--workers", "1"]
        server = start("server", words, self.surroundings(), self.home / "server.log")
        wait_for(f"{self.demo.origin}/healthz", [server])
        return server

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
        with urlopen(self.demo.mail_json, timeout=10) as answer:
            caught: list[dict[str, str]] = json.load(answer)
        return caught


@dataclass(frozen=True)
class Outcome:
    """What was left after the last kill, and after the worker had its time."""

    ledger: Ledger
    persons: list[UUID]
    terms: list[UUID]
    drafts: int
    registered: list[UUID]
    mails_to_send: list[str]
    mails_caught: list[str]
    mails_by_state: dict[str, int]
    jobs_left: int


def kill_nine(place: Place, rounds: int, *, people: int = 2) -> Outcome:
    """Let people register, kill everything but the catcher again and again, and read what is left in the end."""
    dice, ledger, stopping = random.SystemRandom(), Ledger(), threading.Event()
    place.migrate()
    catcher = place.catch()
    threads = [threading.Thread(target=_register_for_ever, args=(place, ledger, stopping)) for _ in range(people)]
    server = place.serve()
    try:
        for thread in threads:
            thread.start()
        for _ in range(rounds):
            _wait_for_another(ledger)
            time.sleep(dice.uniform(0.0, 1.5))
            _kill(server)
            server = place.serve()
        stopping.set()
        for thread in threads:
            thread.join()
        _wait_for_quiet(place)
        outcome = _read(place, ledger)
        _sign_in(place, ledger)
    finally:
        stopping.set()
        stop([server, catcher])
    return outcome


def _register_for_ever(place: Place, ledger: Ledger, stopping: threading.Event) -> None:
    while not stopping.is_set():
        walk = Quiet(place.demo, invent(), Pace())
        ledger.tried += 1
        try:
            walk.register()
            ledger.acknowledged.append(walk.someone)
        except (Lost, RequestException):
            if walk.was_told:  # and the server died before the next page
                ledger.acknowledged.append(walk.someone)
            time.sleep(0.1)


def _wait_for_another(ledger: Ledger, patience: float = 60.0) -> None:
    before, last = len(ledger.acknowledged), time.monotonic() + patience
    while len(ledger.acknowledged) == before:
        if time.monotonic() > last:
            raise TimeoutError(f"Nobody was registered within {patience:.0f} seconds.")
        time.sleep(0.02)


def _kill(server: Child) -> None:
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def _wait_for_quiet(place: Place, patience: float = 120.0) -> None:
    """Wait until no mail waits and no job is left over one that went: leases of killed workers have to run out."""
    last = time.monotonic() + patience
    while place.rows("SELECT 1 FROM mail WHERE state = 'queued'") or place.rows(_JOBS):
        if time.monotonic() > last:
            return
        time.sleep(0.5)


def _read(place: Place, ledger: Ledger) -> Outcome:
    facts = "SELECT person_id FROM journal_entry WHERE fact = 'accounts.person_registered'"
    states = dict(place.rows("SELECT state, count(*) FROM mail GROUP BY state"))
    return Outcome(
        ledger=ledger,
        persons=place.ids("SELECT id FROM person"),
        terms=place.ids("SELECT person_id FROM terms_acceptance"),
        drafts=len(place.rows("SELECT 1 FROM registration_draft WHERE submitted_at IS NOT NULL")),
        registered=place.ids(facts),
        mails_to_send=[f"<{one}@localhost>" for one in place.ids("SELECT id FROM mail")],
        mails_caught=[mail["message_id"] for mail in place.mails()],
        mails_by_state=states,
        jobs_left=len(place.rows(_JOBS)),
    )


def _sign_in(place: Place, ledger: Ledger) -> None:
    """Let everybody who was told that they are registered sign in, up to the code. Raises ``Lost`` if one can't."""
    for someone in ledger.acknowledged:
        visitor = Visitor(place.demo.mail_json)
        visitor.open(place.demo.origin)
        visitor.fill("User ID", someone.user_id)
        visitor.fill("Password", someone.password)
        visitor.tick("Agree to terms and conditions")
        visitor.press("Sign In")
        visitor.must_see("Send me an email")
