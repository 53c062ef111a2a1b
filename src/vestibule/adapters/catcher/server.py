"""The catcher at work: SMTP on one port, pages and text messages on another, both on loopback only."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vestibule.adapters.catcher.folder import Folder
from vestibule.adapters.catcher.messages import Messages
from vestibule.adapters.catcher.pages import Pages

LOOPBACK = "127.0.0.1"


class Handler:
    """Takes every mail."""

    def __init__(self, folder: Folder) -> None:
        """Keep mails in this folder."""
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store a mail before saying that it was taken."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self._folder.keep([str(recipient) for recipient in envelope.rcpt_tos], content)
        return "250 Caught"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: addresses of people stand in the requests."""


def _pages(folder: Folder) -> Pages:
    """Show the mails, and the messages that are kept beside them."""
    return Pages(folder, Messages(folder.place.with_name("messages")))


@contextmanager
def catching(folder: Folder, *, smtp_port: int, http_port: int) -> Iterator[int]:
    """Catch mail as long as the block lasts; gives the port of the pages (another one, if 0 was asked for)."""
    taker = Controller(Handler(folder), hostname=LOOPBACK, port=smtp_port)
    pages = make_server(LOOPBACK, http_port, _pages(folder), server_class=_Server, handler_class=_Quiet)
    try:
        taker.start()
        try:
            thread = Thread(target=pages.serve_forever, name="pages", daemon=True)
            thread.start()
            yield pages.server_port
            pages.shutdown()
            thread.join()
        finally:
            taker.stop()
    finally:
        pages.server_close()
