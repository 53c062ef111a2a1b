"""An SMS gateway of the tests' own: a real HTTP server that answers as it is told, and keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

SILENCE = 0  # in place of an answer


@dataclass
class Moody:
    """Answers with these numbers, one after the other; the last one stays."""

    answers: list[int] = field(default_factory=lambda: [202])
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)
    address: str = ""

    def next(self) -> int:
        """Return the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def told(self) -> list[Any]:
        """Return what it was told, each message as it was understood."""
        return [json.loads(body) for _, _, body in self.asked]


@contextmanager
def gateway(*answers: int) -> Iterator[Moody]:
    """Run a gateway as long as the block lasts."""
    mood = Moody(list(answers) or [202])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            mood.asked.append((self.path, dict(self.headers), body))
            answer = mood.next()
            if answer == SILENCE:
                mood.stopping.wait(10)
                return
            self.send_response(answer)
            if answer == 307:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    mood.address = f"http://127.0.0.1:{server.server_port}/v2/messages?tenant=spot"
    try:
        yield mood
    finally:
        mood.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
