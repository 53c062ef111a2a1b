"""SPOT as a program of its own, with a provider that says what a test tells it to."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest
import requests

from tests.conftest import NewDatabase
from tests.contracts.spot.provider import CLIENT_ID, Provider
from tests.environment import on_postgres
from workshop.children import free_port, start, stop, wait_for


@dataclass
class Spot:
    """SPOT, running; and the provider it believes."""

    address: str
    provider: Provider
    database: str

    def minutes_pass(self, minutes: float) -> None:
        """Let the provider's last word be older: SPOT's own rows say when it was."""
        if on_postgres():
            with psycopg.connect(self.database) as rows:
                rows.execute("UPDATE spot_session SET checked_at = checked_at - %s", [timedelta(minutes=minutes)])
            return
        with closing(sqlite3.connect(self.database, timeout=10)) as file, file:
            file.execute(
                "UPDATE spot_session SET checked_at = strftime('%Y-%m-%d %H:%M:%f', checked_at, ?)",
                [f"-{minutes} minutes"],
            )

    def stored(self) -> bytes:
        """Return all that SPOT keeps of who is signed in."""
        if on_postgres():
            with psycopg.connect(self.database) as rows:
                return repr(rows.execute("SELECT * FROM spot_session").fetchall()).encode()
        return Path(self.database).read_bytes()


class Browser(requests.Session):
    """Somebody at a browser in front of SPOT."""

    def __init__(self, spot: Spot) -> None:
        """Open no page yet."""
        super().__init__()
        self.spot = spot

    def at(self, path: str) -> requests.Response:
        """Open a page of SPOT, and go no further than it."""
        return self.get(f"{self.spot.address}{path}", allow_redirects=False, timeout=30)

    def sends(self, path: str, **fields: str) -> requests.Response:
        """Send a form of SPOT's, with the mark against other sites' forms."""
        page = self.get(f"{self.spot.address}/{'' if path == '/sign-in' else 'home'}", timeout=30).text
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        return self.post(
            f"{self.spot.address}{path}",
            data={**fields, "csrfmiddlewaretoken": token},
            headers={"Referer": f"{self.spot.address}/"},
            allow_redirects=False,
            timeout=30,
        )

    def departs(self) -> dict[str, str]:
        """Press **Sign in with IDM**; return what SPOT asks the provider."""
        gone = self.sends("/sign-in")
        assert gone.status_code == 302, gone.text
        self.spot.provider.asked = dict(parse_qsl(urlsplit(gone.headers["Location"]).query))
        return self.spot.provider.asked

    def comes_back(self, **more: str) -> requests.Response:
        """Come back from the provider."""
        asked = self.spot.provider.asked
        told = {"code": "a-code", "state": asked["state"], "iss": self.spot.provider.issuer, **more}
        return self.get(f"{self.spot.address}/callback", params=told, allow_redirects=False, timeout=30)

    def signs_in(self) -> requests.Response:
        """Go to the provider and come back."""
        self.departs()
        return self.comes_back()

    def reads(self, path: str = "/home") -> str:
        """Return what a page says, without its markup."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.at(path).text)).split())

    def offered(self, path: str = "/home") -> dict[str, str]:
        """Return what one may switch to on a page, by what is read there, with the value that is sent."""
        page = self.at(path).text
        options = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', page)
        rows = re.findall(r'<bdi>([^<]*)</bdi>(?:(?!</li>).)*?name="organization" value="([^"]*)"', page, re.DOTALL)
        return {unescape(name): value for value, name in options} | {unescape(name): value for name, value in rows}

    def switches(self, name: str, path: str = "/home") -> requests.Response:
        """Press **Switch organization** with this choice; one that isn't there is sent as it stands."""
        return self.sends("/switch", organization=self.offered(path).get(name, name))

    def is_in(self) -> bool:
        """Say whether SPOT shows its home screen."""
        return self.at("/home").status_code == 200


@pytest.fixture(scope="session")
def running_spot(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Spot]:
    """Run SPOT on a database of its own."""
    home, port, provider_port = tmp_path_factory.mktemp("spot"), free_port(), free_port()
    with new_database() as database_url:
        yield from _run(home, port, provider_port, database_url)


def _run(home: Path, port: int, provider_port: int, database_url: str) -> Iterator[Spot]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("SPOT_", "VESTIBULE_"))}
    del surroundings["DJANGO_SETTINGS_MODULE"]
    surroundings |= {
        "SPOT_HOME": str(home),
        "SPOT_ORIGIN": f"http://localhost:{port}",
        "SPOT_ISSUER": f"http://localhost:{provider_port}",
        "SPOT_CLIENT_ID": CLIENT_ID,
        "SPOT_CLIENT_SECRET": "s" * 40,
        "SPOT_DATABASE_URL": database_url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run([sys.executable, "-m", "spot", "migrate"], env=surroundings, check=True, stdin=subprocess.DEVNULL)
    child = start("SPOT", [sys.executable, "-m", "spot", "serve"], surroundings, home / "spot.log")
    provider = Provider(provider_port)
    try:
        wait_for(f"http://localhost:{port}/healthz", [child])
        yield Spot(f"http://localhost:{port}", provider, database_url or str(home / "spot.sqlite3"))
    finally:
        stop([child])
        provider.close()


@pytest.fixture
def spot(running_spot: Spot) -> Spot:
    """Return SPOT, with a provider that speaks the truth until a test tells it otherwise."""
    running_spot.provider.speaks_true()
    return running_spot


@pytest.fixture
def browser(spot: Spot) -> Iterator[Browser]:
    """Return somebody at a browser, not signed in."""
    with Browser(spot) as someone:
        yield someone
