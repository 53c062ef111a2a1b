"""The work that ``bench/search.py`` measures; imported where the surroundings are set."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench._many_organizations import Inventor, load  # noqa: E402
from tests.people import END_USER, a_person, proofed, the_catalog  # noqa: E402
from vestibule.access.upkeep import choose_role  # noqa: E402
from vestibule.kernel import clock  # noqa: E402
from vestibule.kernel.secrets import new_token  # noqa: E402
from vestibule.organizations.models import Organization  # noqa: E402
from vestibule.signin.models import Session  # noqa: E402
from vestibule.signin.queries import token_digest  # noqa: E402

NAMES = 150
COMMON = (
    "medical center", "family practice", "center medical", "dental", "primary care associates", "health services",
    "women's health group", "the clinic of florida", "home health", "urgent care center", "famly medicl", "med ctr",
)  # fmt: skip
NOBODY = ("zzyzx qwrtp", "xkcd vvbnm radiologi", "qqqqqqqq", "jjjj kkkk llll mmmm nnnn oooo pppp rrrr")


@dataclass(frozen=True)
class Asking:
    """Who asks, and what is asked: by kind, the words typed and the name meant, if one is."""

    token: str
    typed: dict[str, list[tuple[str, str]]]


@contextmanager
def connected() -> Iterator[None]:
    """Leave the database in the end: a server that is told to stop waits for whoever is connected."""
    try:
        yield
    finally:
        connection.close()


def prepare(count: int) -> Asking:
    """Make the database with its organizations, and somebody who searches; return what will be typed."""
    call_command("migrate", verbosity=0)
    the_catalog()
    inventor = Inventor()
    load(count, inventor)
    with connection.cursor() as cursor:  # as the databases do by themselves, in time
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    searching = a_person("Una", "User")
    proofed(searching)
    choose_role(searching, END_USER, application_key="spot", at=clock.now())
    return Asking(_signed_in(searching), _typed(inventor))


def ask(asking: Asking) -> dict[str, Any]:
    """Ask for all of it, one after the other; return the figures in milliseconds."""
    page = _Page(asking.token)
    for typed, _ in asking.typed["whole"][:50]:  # what is loaded once
        page.search(typed)
    taken = {
        kind: [page.timed(typed) for typed, _ in all_typed for _ in range(3)]
        for kind, all_typed in asking.typed.items()
    }
    found = [page.places(typed, meant) for typed, meant in asking.typed["misspelt"]]
    together = sorted(one for each in taken.values() for one in each)
    return {
        "searches": len(together),
        "p50_ms": round(statistics.median(together), 1),
        "p95_ms": round(_percentile(together, 95), 1),
        "p99_ms": round(_percentile(together, 99), 1),
        "longest_ms": round(together[-1], 1),
        "p99_ms_by_kind": {kind: round(_percentile(sorted(each), 99), 1) for kind, each in taken.items()},
        "found_of_misspelt": round(sum(place is not None for place in found) / len(found), 3),
        "first_of_misspelt": round(sum(place == 0 for place in found) / len(found), 3),
    }


def _typed(inventor: Inventor) -> dict[str, list[tuple[str, str]]]:
    known = list(
        Organization.objects.filter(state="FL").order_by("tin_index").values_list("legal_name", flat=True)[:NAMES]
    )
    letters = [(name[:length], name) for name in known[:25] for length in range(3, min(len(name), 20))]
    return {
        "letter by letter": letters,
        "whole": [(name, name) for name in known],
        "other order": [(" ".join(reversed(name.split())), name) for name in known],
        "misspelt": [(inventor.misspelt(name, 1 + number % 2), name) for number, name in enumerate(known)],
        "common words": [(words, "") for words in COMMON for _ in range(4)],
        "nobody's": [(words, "") for words in NOBODY for _ in range(4)],
    }


class _Page:
    """The page of the search, over one connection that stays open."""

    def __init__(self, token: str) -> None:
        parts = urlsplit(settings.ORIGIN)
        self._connection = HTTPConnection(str(parts.hostname), int(parts.port or 80), timeout=30)
        self._headers = {"Cookie": f"{settings.SESSION_COOKIE}={token}", "HX-Request": "true"}

    def search(self, typed: str) -> str:
        query = urlencode({"legal_name": typed, "state": "FL"})
        self._connection.request("GET", f"/role-request/organization?{query}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status not in {200, 422}:
            raise RuntimeError(f"“{typed}” was answered by {answer.status}.")
        return body

    def timed(self, typed: str) -> float:
        began = time.perf_counter()
        self.search(typed)
        return 1000 * (time.perf_counter() - began)

    def places(self, typed: str, meant: str) -> int | None:
        """Return in which place of the answer a name stands, if it does."""
        said = unescape(self.search(typed))
        found = [part.split("<")[0].strip() for part in said.split('class="usa-radio__label"')[1:]]
        names = [part.partition(">")[2] or part for part in found]
        return next((place for place, part in enumerate(names) if meant in part), None)


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _signed_in(person_id: Any) -> str:
    token, now = new_token(), clock.now()
    Session.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        methods=["pwd", "otp", "mfa"],
        browser_digest=token_digest(new_token()),
        started_at=now,
        seen_at=now,
    )
    return token
