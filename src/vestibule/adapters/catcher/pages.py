"""What was caught over HTTP: pages for people, JSON for scripts. Mails are shown as text, their HTML in a sandbox.

Text messages and calls arrive here too, as at any gateway (docs/operating/sms.md).
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from html import escape
from urllib.parse import parse_qs, quote
from wsgiref.types import StartResponse, WSGIEnvironment

from vestibule.adapters.catcher.folder import Caught, Folder
from vestibule.adapters.catcher.messages import CHANNELS, LONGEST, Messages, Said

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>{title}</h1>
{content}
</main></body>
</html>
"""
_STYLE = """body { font: 1rem/1.5 sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #888; padding: .4rem; }
th { text-align: left; }
pre { background: #f4f4f4; color: #111; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { border: 1px solid #888; height: 24rem; width: 100%; background: #fff; }
"""
_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A mail's own HTML: no scripts, no forms, no pictures from elsewhere, and no origin.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


_BACK = '<p><a href="/">All mail</a></p>'
_MESSAGES = '<p><a href="/messages">Text messages and calls</a></p>'

Answer = tuple[str, str, str, bytes]  # status, kind, policy, body


class Pages:
    """The WSGI application."""

    def __init__(self, folder: Folder, messages: Messages) -> None:
        """Show these folders."""
        self._folder = folder
        self._messages = messages

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; nothing can be changed from here but for a message that comes in."""
        status, kind, policy, body = self._answer(environ)
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(body))),
        ]
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        path, method = environ["PATH_INFO"] or "/", environ["REQUEST_METHOD"]
        if not _is_this_machine(environ.get("HTTP_HOST", "")):
            return _page("421 Misdirected Request", "Mail is read on this machine only", "")
        if method == "POST" and path == "/messages":
            return self._take(environ)
        if method not in {"GET", "HEAD"}:
            return _page("405 Method Not Allowed", "This can't be done here", "")
        if path.startswith("/mail/"):
            return self._one(path.removeprefix("/mail/"))
        return self._all(path, to=parse_qs(environ.get("QUERY_STRING", "")).get("to", [""])[0])

    def _all(self, path: str, to: str) -> Answer:
        if path == "/":
            return _page("200 OK", "Caught mail", _MESSAGES + _list(self._folder.mails(to), to))
        if path == "/messages":
            return _page("200 OK", "Caught text messages and calls", _BACK + _said(self._messages.all(to)))
        if path == "/messages.json":
            said = [asdict(each) for each in self._messages.all(to)]
            return "200 OK", "application/json", _POLICY, json.dumps(said, indent=1).encode()
        if path == "/mails.json":
            mails = [mail.public() for mail in self._folder.mails(to)]
            return "200 OK", "application/json", _POLICY, json.dumps(mails, indent=1).encode()
        if path == "/style.css":
            return "200 OK", "text/css", _POLICY, _STYLE.encode()
        return _page("404 Not Found", "There is no such page", _BACK)

    def _take(self, environ: WSGIEnvironment) -> Answer:
        """Take a message. Another site's page can't send one: its browser would ask first before it sends JSON."""
        length = environ.get("CONTENT_LENGTH") or ""
        is_json = environ.get("CONTENT_TYPE", "").split(";")[0].strip() == "application/json"
        if not (is_json and length.isascii() and length.isdigit() and int(length) <= LONGEST):
            return _page("400 Bad Request", "This is no message", "")
        if not self._messages.keep(environ["wsgi.input"].read(int(length))):
            return _page("400 Bad Request", "This is no message", "")
        return "202 Accepted", "application/json", _POLICY, b"{}"

    def _one(self, name: str) -> Answer:
        mail = self._folder.mail(name.removesuffix("/html"))
        if mail is None:
            return _page("404 Not Found", "There is no such mail", _BACK)
        if name.endswith("/html"):
            return "200 OK", "text/html", _MAIL_POLICY, mail.html.encode()
        return _page("200 OK", mail.subject, _mail(mail))


def _is_this_machine(host: str) -> bool:
    """Say whether the browser asked for this machine: another site could point its own name here to read mail."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in {"localhost", "127.0.0.1", "[::1]"}


def _page(status: str, title: str, content: str) -> Answer:
    return status, "text/html", _POLICY, _PAGE.format(title=escape(title), content=content).encode()


def _list(mails: list[Caught], to: str) -> str:
    if not mails:
        return "<p>No mail yet.</p>"
    rows = "".join(
        f"<tr><td>{escape(mail.received_at[:19].replace('T', ' '))}</td>"
        f'<td><a href="/?to={quote(mail.to)}">{escape(mail.to)}</a></td>'
        f'<td><a href="/mail/{mail.id}">{escape(mail.subject)}</a></td></tr>'
        for mail in mails
    )
    whose = f'<p>Mail to {escape(to)}. <a href="/">All mail</a></p>' if to else ""
    head = '<tr><th scope="col">Received (UTC)</th><th scope="col">To</th><th scope="col">Subject</th></tr>'
    return f"{whose}<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _said(messages: list[Said]) -> str:
    if not messages:
        return "<p>No text messages and no calls yet.</p>"
    rows = "".join(
        f"<tr><td>{escape(each.received_at[:19].replace('T', ' '))}</td><td>{CHANNELS[each.channel]}</td>"
        f"<td>{escape(each.to)}</td><td><pre>{escape(each.text)}</pre></td></tr>"
        for each in messages
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Received (UTC)", "By", "To", "What it says"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _mail(mail: Caught) -> str:
    html = f'<h2>As HTML</h2><iframe sandbox title="The mail as HTML" src="/mail/{mail.id}/html"></iframe>'
    return (
        f"<p>From {escape(mail.sender)}<br>To {escape(mail.to)}<br>{escape(mail.received_at[:19])} UTC<br>"
        f"Message-ID {escape(mail.message_id)}</p><pre>{escape(mail.text)}</pre>"
        f"{html if mail.html else ''}{_BACK}"
    )
