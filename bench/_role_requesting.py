"""The work that ``bench/role_request.py`` measures; each process imports it after the surroundings are set."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402

from bench._browser import Browser  # noqa: E402
from tests.people import APPROVER, REASON, a_person, an_organization, holds, proofed, the_catalog  # noqa: E402
from vestibule.config.wsgi import application  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.references import new_reference, read_reference  # noqa: E402
from vestibule.kernel.secrets import new_token  # noqa: E402
from vestibule.signin.models import Session  # noqa: E402
from vestibule.signin.queries import token_digest  # noqa: E402

SEARCH = urlencode({"legal_name": "sunshine medical", "state": "FL"})
BEGIN, COMMIT = "BEGIN", "COMMIT"
CSRF = "a" * 32

Statement = tuple[str, Any, int]  # what was said, with which values, and how many rows it found or changed


@dataclass(frozen=True)
class Asking:
    """Somebody who will ask, and the token of their session."""

    person_id: UUID
    token: str


@dataclass(frozen=True)
class Known:
    """Who asks, who decides, and where; the first two of the people only show how a cycle goes."""

    organization_id: UUID
    approver: Asking
    people: tuple[Asking, ...]

    def lane(self, block: int, lane: int, lanes: int, each: int) -> list[Asking]:
        """Return the people of one lane in one block: nobody asks twice."""
        begin = 2 + (block * lanes + lane) * each
        return list(self.people[begin : begin + each])


class Sender(Protocol):
    """What sends requests, in this process or over the network."""

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page."""

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a form."""


class NetworkBrowser:
    """Sends requests over one connection that stays open, as a browser does."""

    def __init__(self, cookies: dict[str, str]) -> None:
        """Connect to the server of the surroundings."""
        parts = urlsplit(settings.ORIGIN)
        self._connection = HTTPConnection(str(parts.hostname), int(parts.port or 80), timeout=30)
        self._cookies = {settings.CSRF_COOKIE_NAME: CSRF, **cookies}

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page."""
        return self._call("GET", path, "")

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a form."""
        return self._call("POST", path, urlencode({**fields, "csrfmiddlewaretoken": CSRF}))

    def _call(self, method: str, path: str, body: str) -> tuple[int, bytes]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def connected() -> Iterator[None]:
    """Leave the database in the end: a server that is told to stop waits for whoever is connected."""
    try:
        yield
    finally:
        connection.close()


def prepare(people: int) -> Known:
    """Make the database, an organization with its approver, and people who will ask, all signed in."""
    call_command("migrate", verbosity=0)
    the_catalog()
    organization_id = an_organization("Sunshine Medical Group, LLC")
    approver = a_person("Ada", "Approver")
    holds(approver, APPROVER, organization_id)
    asking = [a_person("Una", f"User{_letters(number)}") for number in range(people + 2)]
    for person_id in asking:
        proofed(person_id)
    return Known(organization_id, _signed_in(approver), tuple(_signed_in(person_id) for person_id in asking))


def captured(known: Known) -> list[Statement]:
    """Go through a cycle in this process; return what it asked of the database, transactions included."""
    said: list[Statement] = []
    begin = connection.set_autocommit

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            raise RuntimeError("A statement with several sets of values can't be replayed.")
        result = execute(sql, params, many, context)
        said.append((sql, params, context["cursor"].rowcount))
        return result

    def set_autocommit(autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        said.append((COMMIT if autocommit else BEGIN, None, 0))
        begin(autocommit, force_begin_transaction_with_broken_autocommit)

    _cycle(_in_process(known.people[0]), _in_process(known.approver), known)  # what is loaded once
    connection.set_autocommit = set_autocommit  # type: ignore[method-assign]  # to hear where transactions begin
    try:
        with connection.execute_wrapper(listen):
            _cycle(_in_process(known.people[1]), _in_process(known.approver), known)
    finally:
        connection.set_autocommit = begin  # type: ignore[method-assign]
    return said


def over_http(known: Known, _statements: list[Statement], people: list[Asking]) -> None:
    """Let each of these people ask and be approved, over HTTP."""
    approver = NetworkBrowser({settings.SESSION_COOKIE: known.approver.token})
    for one in people:
        _cycle(NetworkBrowser({settings.SESSION_COOKIE: one.token}), approver, known)


def replay(known: Known, statements: list[Statement], people: list[Asking]) -> None:
    """Issue the statements of a cycle through the driver for each of these people, with ids of their own.

    Each must find or change as many rows as it did in the cycle: a replay that touches nothing would be no measure.
    """
    shown = known.people[1]
    connection.ensure_connection()
    driver = connection.connection
    with driver.cursor() as cursor:
        for one in people:
            ids = {shown.person_id: one.person_id, known.organization_id: known.organization_id}
            ids[known.approver.person_id] = known.approver.person_id
            texts = {token_digest(shown.token): token_digest(one.token)}
            for sql, params, rows in statements:
                if sql == BEGIN:
                    driver.autocommit = False
                elif sql == COMMIT:
                    driver.commit()
                    driver.autocommit = True
                else:
                    cursor.execute(sql, params and [_own(value, ids, texts) for value in params])
                    if cursor.description:
                        cursor.fetchall()
                    if cursor.rowcount != rows:
                        raise RuntimeError(f"Replayed, this touched {cursor.rowcount} rows, not {rows}: {sql}")


def _cycle(requester: Sender, approver: Sender, known: Known) -> None:
    _must(requester.post("/role-request/role", application="spot", role="spot-end-user"))
    _must(requester.post(f"/role-request/organization?{SEARCH}", organization=str(known.organization_id)))
    page = requester.get("/role-request/review")[1].decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(request|role|organization)" value="([^"]*)"', page))
    _must(requester.post("/role-request/review", reason=REASON, **hidden))
    _must(approver.post(f"/my-approvals/{hidden['request']}/approve"))


def _own(value: Any, ids: dict[UUID, UUID], texts: dict[str, str]) -> Any:
    """Return a value of a statement as this cycle has it: ids and numbers that must be its own are new."""
    if isinstance(value, list):  # many rows at once
        return [_own(part, ids, texts) for part in value]
    if isinstance(value, UUID):
        return ids.setdefault(value, uuid4())
    if isinstance(value, str):
        return _own_text(value, ids, texts)
    if isinstance(value, Jsonb):
        return Jsonb({name: str(_own(_as_id(part), ids, texts)) for name, part in value.obj.items()})
    return value


def _own_text(text: str, ids: dict[UUID, UUID], texts: dict[str, str]) -> str:
    """Return a text as this cycle has it; a lock is its own, or all would wait for one another."""
    if read_reference(text) == text:
        return texts.setdefault(text, new_reference())
    kind, colon, named = text.rpartition(":")
    if colon and isinstance(one := _as_id(named), UUID):
        return f"{kind}:{_own(one, ids, texts)}"
    return texts.get(text, text)


def _as_id(text: Any) -> Any:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return text


def _in_process(one: Asking) -> Browser:
    browser = Browser(application, settings.CSRF_COOKIE_NAME)
    browser.cookies[settings.SESSION_COOKIE] = one.token
    return browser


def _signed_in(person_id: UUID) -> Asking:
    token, at = new_token(), clock.now()
    Session.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        methods=["pwd", "otp", "mfa"],
        browser_digest=token_digest(new_token()),
        started_at=at,
        seen_at=at,
    )
    return Asking(person_id, token)


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05d}")


def _must(answer: tuple[int, bytes]) -> None:
    if answer[0] != 302:
        raise RuntimeError(f"A cycle of the benchmark didn't go as it should: {answer[0]}.")
