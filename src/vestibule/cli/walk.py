"""Plays the journeys against a running installation, through its pages and its mail, with new people each time."""

import argparse
import json
import os
import random
import secrets
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from requests.exceptions import RequestException

from vestibule.cli.acquaintance import HOME, Invented, introduce
from vestibule.cli.visitor import Lost, Visitor

HELP = "play the journeys against a running installation"
EXAMPLE = "vestibule walk --demo var/demo/demo.json"

APPLICATION = "SPOT-First Coast Service Options internet portal (FCSO)"
END_USER = "FCSO – SPOT End User"

_FIRST = ("Alma", "Bruno", "Carmen", "Dario", "Elena", "Felix", "Gloria", "Hugo", "Irene", "Jaime", "Karla", "Lorenzo")
_LAST = ("Acosta", "Benitez", "Colon", "Delgado", "Escobar", "Figueroa", "Galindo", "Herrera", "Iglesias", "Juarez")


@dataclass(frozen=True)
class Demo:
    """What a walk needs to know of an installation: its addresses, its mail, and an approver."""

    origin: str
    spot: str
    mail_json: str
    approver: dict[str, Any] = field(repr=False)

    @classmethod
    def read(cls, file: Path) -> "Demo":
        """Read ``demo.json``. Exits with a sentence if it isn't there or isn't what it should be."""
        try:
            known = json.loads(file.read_text())
            approver = next(one for one in known["people"] if one.get("role", "").endswith("approver"))
            return cls(known["origin"], known["spot"], known["mail_json"], approver)
        except FileNotFoundError:
            raise SystemExit(f"There is no {file}: start bin/demo first, or name its file with --demo.") from None
        except (KeyError, ValueError, StopIteration):
            raise SystemExit(f"{file} isn't the description of a running demo.") from None


def invent() -> Invented:
    """Invent a person whom no other walk has met."""
    dice, tag = random.SystemRandom(), secrets.token_hex(4)
    months = ("January", "March", "May", "July", "August", "October", "December")
    return Invented(
        first_name=dice.choice(_FIRST),
        last_name=dice.choice(_LAST),
        email=f"walker-{tag}@example.com",
        user_id=f"walker.{tag}x",
        password="".join(dice.choices(string.ascii_lowercase, k=10)) + "Q7-" + "".join(dice.choices("bdfhkpz", k=6)),
        birth=(dice.choice(months), str(dice.randint(1, 28)), str(dice.randint(1950, 2000))),
        zip_code=f"{dice.randint(32004, 34997)}",
    )


class Walk:
    """One walk through one installation: who walks, and how long each step takes."""

    def __init__(self, demo: Demo, newcomer: Invented) -> None:
        """Begin, with a newcomer at one browser and an approver at another."""
        self.demo, self.someone = demo, newcomer
        self.newcomer, self.approver = Visitor(demo.mail_json), Visitor(demo.mail_json)
        self.began, self.steps = time.monotonic(), 0

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Time one step and print it; what went wrong in it is said with its name."""
        began = time.monotonic()
        try:
            yield
        except (Lost, RequestException) as lost:
            raise SystemExit(f"The walk stopped at “{words}”: {lost}") from None
        self.steps += 1
        print(f"{time.monotonic() - began:7.2f} s  {words}", flush=True)

    def register(self) -> None:
        """Register in three pages. Source: EU 1-4."""
        newcomer, someone = self.newcomer, self.someone
        with self.step("registration, page 1: who one is"):
            newcomer.open(self.demo.origin)
            newcomer.follow("New User Registration")
            newcomer.fill("First name", someone.first_name)
            newcomer.fill("Last name", someone.last_name)
            for label, value in zip(("Month", "Day", "Year"), someone.birth, strict=True):
                newcomer.fill(label, value)
            newcomer.fill("Email address", someone.email)
            newcomer.tick("I agree to the terms and conditions")
            newcomer.press("Next")
        with self.step("registration, page 2: where to reach one"):
            newcomer.fill("Home address line 1", HOME.line_1)
            newcomer.fill("City", HOME.city)
            newcomer.fill("State/territory", HOME.state)
            newcomer.fill("ZIP code", someone.zip_code)
            newcomer.fill("Primary contact telephone number", "904-555-0143")
            newcomer.press("Next")
        with self.step("registration, page 3: User ID and password"):
            newcomer.fill("User ID", someone.user_id)
            newcomer.fill("Password", someone.password)
            newcomer.fill("Confirm New Password", someone.password)
            if newcomer.asks("Security question"):  # profile cms only
                newcomer.choose_any("Security question")
                newcomer.fill("Security answer", "the blue bicycle")
            newcomer.press("Submit")
            newcomer.follow("Return")

    def sign_in(self, visitor: Visitor, user_id: str, password: str, email: str) -> None:
        """Sign in with password and mailed code, and stand on the self-service page. Source: EU 5-6."""
        with self.step(f"{user_id} signs in"):
            visitor.open(self.demo.origin)
            visitor.fill("User ID", user_id)
            visitor.fill("Password", password)
            visitor.tick("Agree to terms and conditions")
            visitor.press("Sign In")
        with self.step("the code comes by mail"):
            visitor.pass_over_mail(email)
            visitor.press("Send me an email")
            code = visitor.mailed(email, r"\b(\d{6})\b")
        with self.step("the code is verified"):
            visitor.fill("Enter Code", code)
            visitor.press("Verify")
            if visitor.offers("Skip for now"):
                visitor.press("Skip for now")
            visitor.must_see("Sign Out")

    def be_refused(self) -> None:
        """Knock at SPOT's door without a role. Source: SPT-1, FED-1."""
        with self.step("SPOT's door says why not yet"):
            self._knock()
            if self.newcomer.address.startswith(self.demo.spot):
                raise Lost("SPOT let somebody in who has no role.")
            self.newcomer.must_see("Role Request")

    def ask(self) -> str:
        """Ask for the end-user role; return the confirmation number. Source: EU 7-15."""
        newcomer, organization = self.newcomer, self.demo.approver["organization"]
        with self.step("role request: application and role"):
            newcomer.open(f"{self.demo.origin}/home")
            newcomer.follow("Role Request")
            newcomer.fill("Select an Application", APPLICATION)
            newcomer.press("Next")
            newcomer.fill("Select a Role", END_USER)
            newcomer.press("Next")
        self.be_verified()
        with self.step("role request: the organization is found"):
            newcomer.fill("Legal business name", organization)
            newcomer.fill("State/territory", self.demo.approver["state"])
            newcomer.press("Search")
            newcomer.tick(organization)
            newcomer.press("Review Request")
        with self.step("role request: reviewed and submitted"):
            newcomer.must_see(organization)
            newcomer.fill("Reason for request", "I work on the claims of this office.")
            newcomer.press("Submit Role Request")
            return newcomer.after("Confirmation number")

    def be_verified(self) -> None:
        """Agree to the terms, and be verified with what the profile says. Source: EU 10-11, PRF-2."""
        with self.step("identity proofing: the terms"):
            self.newcomer.tick("I agree to the identity proofing terms")
            self.newcomer.press("Next")
        with self.step("identity proofing: verified at once"):
            self.newcomer.press("Next")
            if not self.newcomer.asks("Legal business name"):
                raise Lost("The bureau didn't verify somebody whom it was told of.")

    def approve(self) -> None:
        """Approve the request as the organization's approver. Source: EU 15, ROL-7, ROL-8."""
        known, someone = self.demo.approver, self.someone
        with self.step("the approver is told by mail"):
            self.approver.mailed(known["email"], someone.last_name)
        self.sign_in(self.approver, known["user_id"], known["password"], known["email"])
        with self.step("the approver approves"):
            self.approver.follow("My Approvals")
            self.approver.press("Approve", beside=f"{someone.first_name} {someone.last_name}")
            self.approver.must_see("approved")

    def arrive(self, number: str) -> None:
        """Be told, and stand on SPOT's home screen. Source: EU 15-16, SPT-2."""
        with self.step("the mail says that it was approved"):
            self.newcomer.mailed(self.someone.email, f"(?s)approved.*{number}|{number}.*approved")
        with self.step("SPOT's home screen"):
            self._knock()
            for words in (self.someone.last_name, self.demo.approver["organization"], END_USER):
                self.newcomer.must_see(words)

    def _knock(self) -> None:
        self.newcomer.open(self.demo.spot)
        self.newcomer.press("Sign in with IDM")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--demo", type=Path, metavar="FILE", help="what describes the demo (default: demo.json in the home)"
    )


def run(options: argparse.Namespace) -> None:
    """Walk the end user's journey once, from registration to SPOT's home screen."""
    file = options.demo or Path(os.environ.get("VESTIBULE_HOME", "vestibule-home")) / "demo.json"
    demo, someone = Demo.read(file), invent()
    print(f"{someone.first_name} {someone.last_name} ({someone.user_id}) wants to use SPOT, through {demo.origin}.")
    introduce(someone, file.parent)
    print("The demo's bureau was told of this person (vestibule bureau load), so that it can verify them.", flush=True)
    walk = Walk(demo, someone)

    walk.register()
    walk.sign_in(walk.newcomer, someone.user_id, someone.password, someone.email)
    walk.be_refused()
    number = walk.ask()
    walk.approve()
    walk.arrive(number)

    print(
        f"{walk.steps} steps in {time.monotonic() - walk.began:.1f} s; confirmation number {number}. All of it works."
    )
