"""The work that ``bench/flood.py`` measures; each process imports it after the surroundings are set."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench._wire import Wire  # noqa: E402
from tests.people import APPROVER, END_USER, PASSWORD, a_person, an_organization, holds, proofed, the_catalog  # noqa: E402
from vestibule.access.upkeep import choose_role  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.secrets import new_token  # noqa: E402
from vestibule.signin.models import Session  # noqa: E402
from vestibule.signin.queries import token_digest  # noqa: E402

RATE = 200  # sign-ins a second
SECONDS = 30
SENDERS = 100  # each sends one every half a second, whatever became of the others'
KNOWN = 200  # User IDs that exist
MEMBERS = 12  # people who are signed in and load pages
PAUSE = 0.3  # between two pages of one of them
PAGES = {
    "home": "/home",
    "my roles": "/my-roles",
    "search": f"/role-request/organization?{urlencode({'legal_name': 'sunshine medical', 'state': 'FL'})}",
}


def prepare() -> list[str]:
    """Make the database, people who can sign in, and some who are; return the tokens of their sessions."""
    call_command("migrate", verbosity=0)
    the_catalog()
    organization_id = an_organization("Sunshine Medical Group, LLC")
    for number in range(KNOWN):
        a_person("Flo", f"Flood{_letters(number)}")
    tokens = []
    for number in range(MEMBERS):
        person_id, token, at = a_person("Mae", f"Member{_letters(number)}"), new_token(), clock.now()
        proofed(person_id)
        holds(person_id, APPROVER, organization_id)
        choose_role(person_id, END_USER, application_key="spot", at=at)
        Session.objects.create(
            token_digest=token_digest(token),
            person_id=person_id,
            browser_digest=token_digest(new_token()),
            started_at=at,
            seen_at=at,
        )
        tokens.append(token)
    connection.close()
    return tokens


def flood(port: int) -> Counter[str]:
    """Send sign-ins at a steady rate for as long as it lasts; return how they were answered."""
    began = time.monotonic() + 1
    with ThreadPoolExecutor(SENDERS) as crowd:
        answers = crowd.map(lambda number: _send(port, number, began), range(SENDERS))
        return sum(answers, Counter())


def load_pages(port: int, tokens: list[str], seconds: float) -> dict[str, list[float]]:
    """Let everybody who is signed in load pages; return how many seconds each took."""
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    with ThreadPoolExecutor(len(tokens)) as crowd:
        for one in crowd.map(lambda token: _load(port, token, seconds), tokens):
            for name, times in one.items():
                taken[name] += times
    return taken


def _send(port: int, number: int, began: float) -> Counter[str]:
    """Send one sign-in every half a second: right and wrong passwords, of User IDs that exist and that don't."""
    answers: Counter[str] = Counter()
    browser = Wire(port)
    browser.get("/")
    for turn in range(SECONDS * RATE // SENDERS):
        due = began + (number + turn * SENDERS) / RATE
        time.sleep(max(0, due - time.monotonic()))
        answers["late"] += time.monotonic() > due + 1
        answers[_outcome(lambda turn=turn: browser.post("/", **_attempt(number, turn)), browser)] += 1  # type: ignore[misc]
    browser.close()
    return answers


def _attempt(number: int, turn: int) -> dict[str, str]:
    known = f"flo.flood{_letters((number + turn * 7) % KNOWN)}"
    if number % 2:
        return {"user_id": f"nobody.{number}.x{turn}", "password": "Wrong-Horse-7-Battery", "terms": "yes"}
    right = number % 4 == 0
    return {"user_id": known, "password": PASSWORD if right else "Wrong-Horse-7-Battery", "terms": "yes"}


def _outcome(send: Callable[[], tuple[int, bytes]], browser: Wire) -> str:
    try:
        status = send()[0]
    except OSError:
        browser.close()
        return "error"
    if status == 302:  # the token was replaced, for a sign-in has begun: an attacker's browser opens the form anew
        browser.get("/")
    return {302: "code page", 422: "refused", 503: "busy"}.get(status, f"{status}")


def _load(port: int, token: str, seconds: float) -> dict[str, list[float]]:
    browser, until = Wire(port, {settings.SESSION_COOKIE: token}), time.monotonic() + seconds
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    for name in cycle(PAGES):
        began = time.monotonic()
        if began > until:
            break
        status = browser.get(PAGES[name])[0]
        taken[name].append(time.monotonic() - began)
        if status != 200:
            raise RuntimeError(f"{name} was answered by {status}.")
        time.sleep(PAUSE)
    browser.close()
    return taken


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}")
