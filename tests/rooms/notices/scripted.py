"""A mail server that does what it is told at each stage, and a ledger of what it stored and what it said of it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes

from django.db import connection

from vestibule.jobs.worker import Worker

GREETING, EHLO, MAIL, RCPT, DATA, LETTER, QUIT = "greeting", "ehlo", "mail", "rcpt", "data", "letter", "quit"
STAGES = (GREETING, EHLO, MAIL, RCPT, DATA, LETTER, QUIT)
_FINE = {
    GREETING: "220 here",
    EHLO: "250 here",
    MAIL: "250 OK",
    RCPT: "250 OK",
    DATA: "354 Go ahead",
    LETTER: "250 Stored",
    QUIT: "221 Bye",
}


@dataclass(frozen=True)
class Mood:
    """What the server does once, at one stage of a connection; else it is as it should be."""

    stage: str = ""
    answer: str = ""  # in place of the fine one
    pause: float = 0.0  # seconds before the answer
    drops: bool = False  # hangs up in place of an answer; of a letter only after it was stored
    drips: float = 0.0  # seconds between two letters of an answer that never ends
    then: Callable[[], None] | None = None  # what happens before the answer; of a letter after it was stored


FINE = Mood()


@dataclass(frozen=True)
class Stored:
    """A letter that the server has: under which Message-ID, whole, and whether its 250 went out."""

    message_id: str
    content: bytes = field(repr=False)
    was_said: bool


class Scripted:
    """The server. Each connection takes the next mood; when they are used up, all are fine."""

    def __init__(self, *moods: Mood) -> None:
        """Take the moods."""
        self.moods = list(moods)
        self.ledger: list[Stored] = []
        self.connections = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._talks: list[threading.Thread] = []

    def copies(self) -> dict[str, int]:
        """Return how many copies the server has of each letter."""
        ids = [stored.message_id for stored in self.ledger]
        return {each: ids.count(each) for each in ids}

    def breaks(self) -> dict[str, int]:
        """Return how often nobody could know whether the server has a letter: it had, and didn't say so."""
        unsaid = [stored.message_id for stored in self.ledger if not stored.was_said]
        return {each: unsaid.count(each) for each in unsaid}

    def serve(self, listening: socket.socket) -> None:
        """Take connections until told to stop."""
        while not self._stopping.is_set():
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            talk = threading.Thread(target=self._converse, args=[caller], daemon=True)
            self._talks.append(talk)
            talk.start()

    def stop(self) -> None:
        """Take no more, and wait no longer."""
        self._stopping.set()

    def be_done(self) -> None:
        """Return once every conversation is over, and what it stored is in the ledger."""
        for talk in self._talks:
            talk.join(10.0)
            assert not talk.is_alive(), "A conversation doesn't end."

    def _converse(self, caller: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            mood = self.moods.pop(0) if self.moods else FINE
        with caller, caller.makefile("rb") as lines, suppress(OSError, _HungUp):
            self._answer(caller, GREETING, mood)
            while line := lines.readline():
                stage = line.split()[0].decode().lower() if line.split() else ""
                if stage == DATA:
                    self._answer(caller, DATA, mood)
                    if mood.stage != DATA or not mood.answer:
                        self._store(caller, _letter(lines), mood)
                elif stage in _FINE:
                    self._answer(caller, stage, mood)
                    if stage == QUIT:
                        return
                else:
                    caller.sendall(b"250 OK\r\n" if stage == "rset" else b"502 No\r\n")

    def _store(self, caller: socket.socket, content: bytes, mood: Mood) -> None:
        told = mood if mood.stage == LETTER else FINE
        is_taken = not told.answer or told.answer.startswith("250")
        said = False
        try:
            self._answer(caller, LETTER, mood)
            said = True
        finally:
            if is_taken:
                message_id = str(message_from_bytes(content)["Message-ID"])
                with self._lock:
                    self.ledger.append(Stored(message_id, content, said))

    def _answer(self, caller: socket.socket, stage: str, mood: Mood) -> None:
        told = mood if mood.stage == stage else FINE
        answer = told.answer or _FINE[stage]
        if told.then:
            told.then()
        if told.pause:
            self._stopping.wait(told.pause)
        if told.drops:
            raise _HungUp
        if told.drips:
            while not self._stopping.wait(told.drips):
                caller.sendall(answer[:1].encode())
        # Whoever has hung up meanwhile is found out by a byte that comes back: to write alone proves nothing.
        if told.pause and _is_gone(caller):
            raise _HungUp
        caller.sendall(f"{answer}\r\n".encode())


class _HungUp(Exception):  # noqa: N818 - the tests' word
    """The conversation is over."""


def _is_gone(caller: socket.socket) -> bool:
    caller.setblocking(False)
    try:
        return caller.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        caller.setblocking(True)


def _letter(lines) -> bytes:
    content = b""
    while (line := lines.readline()) != b".\r\n":
        if not line:
            raise _HungUp
        content += line
    return content


@contextmanager
def serving(server: Scripted, point_to: Callable[[str], None]) -> Iterator[int]:
    """Run a server as long as the block lasts, and let Vestibule send there; its port is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=[listening], daemon=True)
        thread.start()
        point_to(f"smtp://127.0.0.1:{port}")
        try:
            yield port
        finally:
            server.stop()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
        server.be_done()


def until(holds: Callable[[], object], patience: float = 60.0) -> None:
    """Wait until something holds."""
    last = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < last, "It never came to hold."
        time.sleep(0.05)


@contextmanager
def working(threads: int = 3) -> Iterator[None]:
    """Run a worker as long as the block lasts."""
    worker = Worker([], threads=threads)

    def run() -> None:
        worker.run()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()
