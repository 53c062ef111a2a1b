"""A browser over the network that costs next to nothing: one connection that stays open, and what it needs of HTTP."""

import re
import socket
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^= \r\n]+)=([^;\r\n]*)([^\r\n]*)", re.I)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Wire:
    """Sends requests with its cookies and the token of the page it was last shown, as a person's browser does."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        """Connect to the server on this machine."""
        self._port = port
        self._socket: socket.socket | None = None
        self.cookies = dict(cookies or {})
        self.token = ""

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page, and find the token of its forms."""
        status, page = self._sent("GET", path, b"")
        if found := _TOKEN.search(page):
            self.token = found[1].decode()
        return status, page

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a form."""
        return self._sent("POST", path, urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode())

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _sent(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{self._port}\r\nUser-Agent: Bench/1"
            f"\r\nAccept: text/html\r\nAccept-Language: en\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + body)
        return self._answered(self._socket)

    def _answered(self, connection: socket.socket) -> tuple[int, bytes]:
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._received(connection)
        head = got[: end + 2]
        length = _LENGTH.search(head)
        missing = (int(length[1]) if length else 0) - (len(got) - end - 4)
        while missing > 0:
            more = self._received(connection)
            got, missing = got + more, missing - len(more)
        for name, value, rest in _COOKIE.findall(head):
            if b"max-age=0" in rest.lower():
                self.cookies.pop(name.decode(), None)
            else:
                self.cookies[name.decode()] = value.decode()
        return int(got[9:12]), got[end + 4 :]

    def _received(self, connection: socket.socket) -> bytes:
        if more := connection.recv(65536):
            return more
        self.close()
        raise ConnectionError("The server hung up.")
