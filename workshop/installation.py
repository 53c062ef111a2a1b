"""A whole installation on one machine: Vestibule with its worker, SPOT, and a catcher of mail, each a program."""

import csv
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from vestibule.kernel import clock
from workshop import CHECKOUT
from workshop.children import Child, Failed, start, stop, wait_for
from workshop.secret_files import new_password, write_secret
from workshop.staff import enrol_staff, known_staff

SAMPLE = Path(__file__).with_name("sample.yaml")
PEOPLE = CHECKOUT / "src/vestibule/adapters/bureau/people.csv"  # whom the demo's bureau knows
_SIGNS_IN = ("name", "user_id", "password", "email")
STATES = {"FL": "Florida", "PR": "Puerto Rico", "VI": "U.S. Virgin Islands"}


@dataclass(frozen=True)
class Ports:
    """Where each program listens, on loopback."""

    vestibule: int
    spot: int
    mail_page: int
    mail: int

    def each(self) -> tuple[int, ...]:
        """Return all of them."""
        return (self.vestibule, self.spot, self.mail_page, self.mail)


@dataclass
class Installation:
    """One installation in one folder; made once, started and stopped any number of times."""

    home: Path
    ports: Ports
    database_url: str = ""  # SQLite in the home where none is named
    children: list[Child] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Where people reach Vestibule."""
        return f"http://localhost:{self.ports.vestibule}"

    @property
    def spot(self) -> str:
        """Where people reach SPOT."""
        return f"http://localhost:{self.ports.spot}"

    @property
    def mail(self) -> str:
        """Where the caught mail can be read."""
        return f"http://localhost:{self.ports.mail_page}"

    @property
    def description(self) -> Path:
        """The file with what a script needs to know."""
        return self.home / "demo.json"

    def prepare(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Write the settings, bring both databases to this release, load the sample; again, it changes nothing.

        It takes a while: what is being done is said before it is.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write_settings()
        say("Preparing the database")
        self.command("migrate")
        say("Preparing SPOT's database")
        _once([sys.executable, "-m", "spot", "migrate"], self.spot_surroundings())
        say("Loading sample organizations and people")
        sample = self._sample()
        self.command("catalog", "apply")  # an older home gets this release's
        declaration = self.home / "sample.yaml"
        write_secret(declaration, yaml.safe_dump(sample, allow_unicode=True, sort_keys=False))
        self.command("load", str(declaration))
        self.command("bureau", "load", str(PEOPLE))

    def start(self) -> None:
        """Start the programs and wait until each can serve."""
        vestibule, logs = [sys.executable, "-m", "vestibule.cli.main"], self.home / "logs"
        catching = ["catch-mail", "--smtp-port", str(self.ports.mail), "--http-port", str(self.ports.mail_page)]
        self._start("the mail catcher", [*vestibule, *catching], self.surroundings(), logs / "mail.log")
        self._start("Vestibule", [*vestibule, "serve"], self.surroundings(), logs / "vestibule.log")
        self._start("SPOT", [sys.executable, "-m", "spot", "serve"], self.spot_surroundings(), logs / "spot.log")
        for address in (f"{self.mail}/mails.json", f"{self.origin}/readyz", f"{self.spot}/healthz"):
            wait_for(address, self.children)
        enrol_staff(yaml.safe_load(SAMPLE.read_text())["staff"], self.home / "staff.json", self.command)
        self.describe()

    def command(self, *words: str) -> str:
        """Run one of Vestibule's commands on this installation and return what it says."""
        return _once([sys.executable, "-m", "vestibule.cli.main", *words], self.surroundings())

    def watch(self) -> None:
        """Stop with a sentence if a program has ended by itself."""
        for child in self.children:
            child.must_live()

    def stop(self) -> None:
        """End every program, the last started first."""
        stop(self.children[::-1])
        self.children.clear()

    def describe(self) -> None:
        """Write ``demo.json``: addresses, people with their secrets, the JSON of the caught mail."""
        sample = self._sample()
        names = {one["submitter_id"]: one for one in sample["organizations"]}
        known = {
            "origin": self.origin,
            "spot": self.spot,
            "mail": f"{self.mail}/",
            "mail_json": f"{self.mail}/mails.json",
            "messages_json": f"{self.mail}/messages.json",
            "people": [_described(person, names) for person in sample["people"]],
            "bureau": known_to_bureau(),
            "staff": [{key: one[key] for key in _SIGNS_IN} for one in known_staff(self.home / "staff.json")],
        }
        write_secret(self.description, json.dumps(known, indent=2, ensure_ascii=False) + "\n")

    def described(self) -> dict[str, Any]:
        """Return what ``demo.json`` says: who can sign in and with what, and where."""
        known: dict[str, Any] = json.loads(self.description.read_text())
        return known

    def people(self) -> list[dict[str, str]]:
        """Return the sample's people: who can sign in, and with what."""
        people: list[dict[str, str]] = self.described()["people"]
        return people

    def everybody(self) -> list[dict[str, str]]:
        """Return the sample's people and the help desk's."""
        staff: list[dict[str, str]] = self.described()["staff"]
        return [*self.people(), *staff]

    def surroundings(self) -> dict[str, str]:
        """Return the environment of Vestibule's programs: this installation's settings and no others."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "SPOT_"))}
        return known | {"VESTIBULE_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}

    def spot_surroundings(self) -> dict[str, str]:
        """Return the environment of SPOT."""
        known = self.surroundings()
        del known["VESTIBULE_HOME"]
        return known | {
            "SPOT_HOME": str(self.home / "spot"),
            "SPOT_ORIGIN": self.spot,
            "SPOT_ISSUER": self.origin,
            "SPOT_CLIENT_ID": "spot",
            "SPOT_CLIENT_SECRET": self._sample()["clients"][0]["secret"],
        }

    def _write_settings(self) -> None:
        settings = {
            "VESTIBULE_ORIGIN": self.origin,
            "VESTIBULE_MAIL_URL": f"smtp://127.0.0.1:{self.ports.mail}",
            "VESTIBULE_SMS_URL": f"http://127.0.0.1:{self.ports.mail_page}/messages",
            "VESTIBULE_LOG_FORMAT": "text",
            "VESTIBULE_PROFILE": os.environ.get("VESTIBULE_PROFILE", "cms"),
        }
        file = self.home / "settings.env"
        if self.database_url:
            settings["VESTIBULE_DATABASE_URL"] = self.database_url
            settings["VESTIBULE_SECRET_KEYS"] = _kept(file).get("VESTIBULE_SECRET_KEYS") or _new_key()
        write_secret(file, "".join(f"{name}={value}\n" for name, value in settings.items()))

    def _sample(self) -> dict[str, Any]:
        """Return the sample with this installation's own secrets: kept from the run before, else new ones."""
        file = self.home / "sample.yaml"
        before: Mapping[str, Any] = yaml.safe_load(file.read_text()) if file.exists() else {}
        passwords = {person["user_id"]: person["password"] for person in before.get("people", [])}
        sample: dict[str, Any] = yaml.safe_load(SAMPLE.read_text())
        del sample["staff"]
        for person in sample["people"]:
            person["password"] = passwords.get(person["user_id"]) or new_password()
            for role in person["roles"]:  # so that some are to be certified, whenever the demo is run
                if ago := role.pop("certified_days_ago", 0):
                    role["certified_on"] = clock.now().date() - timedelta(days=ago)
        sample["clients"] = [
            {
                "client_id": "spot",
                "name": "SPOT",
                "application": "spot",
                "address": f"{self.spot}/",
                "secret": next((one["secret"] for one in before.get("clients", [])), secrets.token_urlsafe(32)),
                "redirect_uris": [f"{self.spot}/callback"],
                "post_logout_redirect_uris": [f"{self.spot}/"],
                "backchannel_logout_uri": f"{self.spot}/backchannel-logout",
            }
        ]
        return sample

    def _start(self, name: str, words: list[str], surroundings: Mapping[str, str], log: Path) -> None:
        self.children.append(start(name, words, surroundings, log))


def known_to_bureau() -> list[dict[str, str]]:
    """Return the invented people whom the bureau knows, each with the outcome that somebody gets who names them."""
    with PEOPLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _once(words: list[str], surroundings: Mapping[str, str]) -> str:
    done = subprocess.run(
        words, env=dict(surroundings), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{' '.join(words[2:])} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def _described(person: Mapping[str, Any], organizations: Mapping[str, Any]) -> dict[str, str]:
    role = next(iter(person["roles"]), None)
    organization = organizations[role["organization"]] if role else None
    return {
        "name": f"{person['first_name']} {person['last_name']}",
        "user_id": person["user_id"],
        "password": person["password"],
        "email": person["email"],
        "role": role["role"] if role else "",
        "organization": organization["legal_name"] if organization else "",
        "state": STATES[organization["address"]["state"]] if organization else "",
    }


def _new_key() -> str:
    from vestibule.kernel.secrets import Key  # noqa: PLC0415 - only where the keys can't be in a file of the home

    return str(Key.generate())


def _kept(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)
