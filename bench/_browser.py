"""A browser without a network: it calls the WSGI application itself, so that what is measured is ours."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Browser:
    """Sends requests with its cookies, and remembers what it is given."""

    def __init__(self, application: Application, csrf_cookie: str) -> None:
        """Begin without a session; the CSRF token is one that a first page would have set."""
        self._application = application
        self._csrf = csrf_cookie
        self.cookies = {csrf_cookie: "a" * 32}

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page."""
        return self._call("GET", path, b"")

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a form."""
        sent = {**fields, "csrfmiddlewaretoken": self.cookies[self._csrf]}
        return self._call("POST", path, urlencode(sent).encode())

    def _call(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        answer: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": "Bench/1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": BytesIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        response = self._application(environ, lambda status, headers, *_: answer.extend([status, headers]))
        content = b"".join(response)
        response.close()
        self._keep(answer[1])
        return int(answer[0].split()[0]), content

    def _keep(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() != "set-cookie":
                continue
            for key, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value
