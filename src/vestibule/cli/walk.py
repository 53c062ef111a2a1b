"""``vestibule walk``: the journeys against a running installation, through its pages and its mail, with new people."""

import argparse
import json
import random
import secrets
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vestibule.cli.visitor import Lost, Visitor
from vestibule.config.environment import environment

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


@dataclass(frozen=True)
class Invented:
    """A person who exists for one walk."""

    first_name: str
    last_name: str
    email: str
    user_id: str
    password: str = field(repr=False)
    birth: tuple[str, str, str]
    zip_code: str


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


class Steps:
    """Prints each step with the time it took."""

    def __init__(self) -> None:
        """Start counting."""
        self.count = 0

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Time one step; what went wrong in it is said with its name."""
        began = time.monotonic()
        try:
            yield
        except Lost as lost:
            raise SystemExit(f"The walk stopped at “{words}”: {lost}") from None
        self.count += 1
        print(f"{time.monotonic() - began:7.2f} s  {words}", flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--demo", type=Path, metavar="FILE", help="the demo's description (default: demo.json in the home)")


def run(options: argparse.Namespace) -> None:
    """Walk the end user's journey once."""
    demo = Demo.read(options.demo or environment().home / "demo.json")
    steps, began = Steps(), time.monotonic()
    someone = invent()
    print(f"{someone.first_name} {someone.last_name} ({someone.user_id}) wants to use SPOT at {demo.origin}.")
    newcomer = Visitor(demo.mail_json)
    _register(newcomer, someone, demo, steps.step)
    sign_in(newcomer, someone.user_id, someone.password, someone.email, demo, steps.step)
    with steps.step("SPOT's door says why not yet"):
        newcomer.open(demo.spot)
        newcomer.press("Sign in with IDM")
        if newcomer.status == 200 and newcomer.address.startswith(demo.spot):
            raise Lost("SPOT let somebody in who has no role.")
        newcomer.must_see("Role Request")
    number = _ask(newcomer, demo, steps.step)
    _approve(someone, demo, steps.step)
    with steps.step("the mail says that it was approved"):
        newcomer.mailed(someone.email, f"approved[\\s\\S]*{number}|{number}[\\s\\S]*approved")
    with steps.step("SPOT's home screen"):
        newcomer.open(demo.spot)
        newcomer.press("Sign in with IDM")
        for words in (someone.last_name, demo.approver["organization"], END_USER):
            newcomer.must_see(words)
    print(f"{steps.count} steps in {time.monotonic() - began:.1f} s. All of it works.")


Step = Callable[[str], Any]


def _register(newcomer: Visitor, someone: Invented, demo: Demo, step: Step) -> None:
    with step("registration, page 1: who one is"):
        newcomer.open(demo.origin)
        newcomer.follow("New User Registration")
        newcomer.fill("First name", someone.first_name)
        newcomer.fill("Last name", someone.last_name)
        for label, value in zip(("Month", "Day", "Year"), someone.birth, strict=True):
            newcomer.fill(label, value)
        newcomer.fill("Email address", someone.email)
        newcomer.tick("I agree to the terms and conditions")
        newcomer.press("Next")
    with step("registration, page 2: where to reach one"):
        newcomer.fill("Home address line 1", "100 Ocean Drive")
        newcomer.fill("City", "Jacksonville")
        newcomer.fill("State/territory", "Florida")
        newcomer.fill("ZIP code", someone.zip_code)
        newcomer.fill("Primary contact telephone number", "904-555-0143")
        newcomer.press("Next")
    with step("registration, page 3: User ID and password"):
        newcomer.fill("User ID", someone.user_id)
        newcomer.fill("Password", someone.password)
        newcomer.fill("Confirm New Password", someone.password)
        newcomer.choose_any("Security question")
        newcomer.fill("Security answer", "the blue bicycle")
        newcomer.press("Submit")
        newcomer.follow("Return")


def sign_in(visitor: Visitor, user_id: str, password: str, email: str, demo: Demo, step: Step) -> None:
    """Sign in with password and mailed code, and stand on the self-service page."""
    with step(f"{user_id} signs in"):
        visitor.open(demo.origin)
        visitor.fill("User ID", user_id)
        visitor.fill("Password", password)
        visitor.tick("Agree to terms and conditions")
        visitor.press("Sign In")
    with step("the code comes by mail"):
        visitor.pass_over_mail(email)
        visitor.press("Send me an email")
        code = visitor.mailed(email, r"\b(\d{6})\b")
    with step("the code is verified"):
        visitor.fill("Enter Code", code)
        visitor.press("Verify")
        if visitor.offers("Skip for now"):
            visitor.press("Skip for now")
        visitor.must_see("Sign Out")


def _ask(newcomer: Visitor, demo: Demo, step: Step) -> str:
    with step("role request: application and role"):
        newcomer.open(demo.origin + "/home")
        newcomer.follow("Role Request")
        newcomer.fill("Select an Application", APPLICATION)
        newcomer.press("Next")
        newcomer.fill("Select a Role", END_USER)
        newcomer.press("Next")
    with step("role request: the organization is found"):
        newcomer.fill("Legal business name", demo.approver["organization"])
        newcomer.fill("State/territory", demo.approver["state"])
        newcomer.press("Search")
        newcomer.tick(demo.approver["organization"])
        newcomer.press("Review Request")
    with step("role request: reviewed and submitted"):
        newcomer.must_see(demo.approver["organization"])
        newcomer.fill("Reason for request", "I work on the claims of this office.")
        newcomer.press("Submit Role Request")
        number = newcomer.after("Confirmation number")
    print(f"           confirmation number {number}")
    return number


def _approve(someone: Invented, demo: Demo, step: Step) -> None:
    approver = Visitor(demo.mail_json)
    with step("the approver is told by mail"):
        approver.mailed(demo.approver["email"], someone.last_name)
    sign_in(approver, demo.approver["user_id"], demo.approver["password"], demo.approver["email"], demo, step)
    with step("the approver approves"):
        approver.follow("My Approvals")
        approver.press("Approve", beside=f"{someone.first_name} {someone.last_name}")
        approver.must_see("approved")
