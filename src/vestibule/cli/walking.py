"""What everybody does who walks through an installation: register, sign in, ask for a role, knock at SPOT's door."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from requests.exceptions import RequestException

from vestibule.cli.acquaintance import HOME, Account, Invented
from vestibule.cli.visitor import Lost, Visitor

APPLICATION = "SPOT-First Coast Service Options internet portal (FCSO)"
OFFICE_APPROVER = "FCSO – Provider Office Approver"
END_USER = "FCSO – SPOT End User"


@dataclass(frozen=True)
class Approver(Account):
    """Somebody who decides for an organization, and where it is found."""

    organization: str
    state: str


@dataclass(frozen=True)
class Demo:
    """What a walk needs to know of an installation: its addresses, its mail, who works there."""

    origin: str
    spot: str
    mail_json: str
    approver: Approver = field(repr=False)  # of the sample, for who needs one at once
    other_approver: Approver = field(repr=False)  # of another organization of the sample
    desk: Account = field(repr=False)

    @classmethod
    def read(cls, file: Path) -> "Demo":
        """Read ``demo.json``. Exits with a sentence if it isn't there or isn't what it should be."""
        try:
            known = json.loads(file.read_text())
            approvers = [one for one in known["people"] if one.get("role", "").endswith("approver")]
            first = approvers[0]
            other = next(one for one in approvers if one["organization"] != first["organization"])
            return cls(
                known["origin"],
                known["spot"],
                known["mail_json"],
                _approver(first),
                _approver(other),
                Account(**_signs_in(known["staff"][0])),
            )
        except FileNotFoundError:
            raise SystemExit(
                f"There is no {file}: start bin/demo first, or name its file: vestibule walk var/demo/demo.json."
            ) from None
        except (KeyError, IndexError, TypeError, ValueError, StopIteration):
            raise SystemExit(f"{file} isn't the description of a running demo.") from None


@dataclass
class Pace:
    """How many steps were walked, and for how long."""

    began: float = field(default_factory=time.monotonic)
    steps: int = 0

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


class Walker:
    """Somebody with an account, at a browser of their own."""

    def __init__(self, demo: Demo, account: Account, pace: Pace) -> None:
        """Sit down, with no page open."""
        self.demo, self.account, self.pace = demo, account, pace
        self.visitor = Visitor(demo.mail_json)

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Do one step."""
        with self.pace.step(words):
            yield

    def sign_in(self) -> None:
        """Sign in with password and mailed code, and stand on the self-service page. Source: EU 5-6, APP 5-6."""
        visitor, account = self.visitor, self.account
        with self.step(f"{account.user_id} signs in"):
            visitor.open(self.demo.origin)
            visitor.fill("User ID", account.user_id)
            visitor.fill("Password", account.password)
            visitor.tick("Agree to terms and conditions")
            visitor.press("Sign In")
        with self.step("the code comes by mail"):
            visitor.pass_over_mail(account.email)
            visitor.press("Send me an email")
            code = visitor.mailed(account.email, r"\b(\d{6})\b")
        with self.step("the code is verified"):
            visitor.fill("Enter Code", code)
            visitor.press("Verify")
            if visitor.offers("Skip for now"):
                visitor.press("Skip for now")
            visitor.must_see("Sign Out")

    def go(self, tile: str) -> None:
        """Choose something on the self-service page."""
        self.visitor.open(f"{self.demo.origin}/home")
        self.visitor.follow(tile)

    def be_told(self, number: str) -> None:
        """Be told of a request by mail; before one signs in, for who signs in passes over the mail that is there."""
        with self.step("the approver is told by mail"):
            self.visitor.mailed(self.account.email, number)

    def approve(self, asks: str) -> None:
        """Approve somebody's request. Source: EU 15, ADD 11, ROL-7, ROL-8."""
        with self.step("the approver approves"):
            self.go("My Approvals")
            self.visitor.press("Approve", beside=asks)
            self.visitor.must_see("approved")

    def knock(self) -> None:
        """Go to SPOT, and sign in there with the account, if one isn't yet."""
        self.visitor.open(self.demo.spot)
        if self.visitor.offers("Sign in with IDM"):
            self.visitor.press("Sign in with IDM")


class Newcomer(Walker):
    """Somebody who has no account yet, and wants a role."""

    def __init__(self, demo: Demo, someone: Invented, pace: Pace) -> None:
        """Sit down."""
        super().__init__(demo, someone, pace)
        self.someone = someone

    def register(self) -> None:
        """Register in three pages. Source: EU 1-4, APP 1-4."""
        visitor, someone = self.visitor, self.someone
        with self.step("registration, page 1: who one is"):
            visitor.open(self.demo.origin)
            visitor.follow("New User Registration")
            visitor.fill("First name", someone.first_name)
            visitor.fill("Last name", someone.last_name)
            for label, value in zip(("Month", "Day", "Year"), someone.birth, strict=True):
                visitor.fill(label, value)
            visitor.fill("Email address", someone.email)
            visitor.tick("I agree to the terms and conditions")
            visitor.press("Next")
        with self.step("registration, page 2: where to reach one"):
            visitor.fill("Home address line 1", HOME.line_1)
            visitor.fill("City", HOME.city)
            visitor.fill("State/territory", HOME.state)
            visitor.fill("ZIP code", someone.zip_code)
            visitor.fill("Primary contact telephone number", "904-555-0143")
            visitor.press("Next")
        with self.step("registration, page 3: User ID and password"):
            visitor.fill("User ID", someone.user_id)
            visitor.fill("Password", someone.password)
            visitor.fill("Confirm New Password", someone.password)
            if visitor.asks("Security question"):  # profile cms only
                visitor.choose_any("Security question")
                visitor.fill("Security answer", "the blue bicycle")
            visitor.press("Submit")
            visitor.follow("Return")

    def choose_role(self, role: str) -> None:
        """Begin to ask for a role. Source: EU 7-9, APP 8-10."""
        with self.step("role request: application and role"):
            self.go("Role Request")
            self.visitor.fill("Select an Application", APPLICATION)
            self.visitor.press("Next")
            self.visitor.fill("Select a Role", role)
            self.visitor.press("Next")

    def be_verified(self) -> None:
        """Agree to the terms, and be verified with what the profile says. Source: EU 10-11, APP 11-12, PRF-2."""
        with self.step("identity proofing: the terms"):
            self.visitor.tick("I agree to the identity proofing terms")
            self.visitor.press("Next")
        with self.step("identity proofing: verified at once"):
            self.visitor.press("Next")
            if not self.visitor.asks("Legal business name"):
                raise Lost("The bureau didn't verify somebody whom it was told of.")

    def find(self, organization: str, state: str) -> None:
        """Find an organization by name and state, and choose it. Source: ORG-5 (EU 14, ADD 10)."""
        with self.step("role request: the organization is found"):
            self.visitor.fill("Legal business name", organization)
            self.visitor.fill("State/territory", state)
            self.visitor.press("Search")
            self.visitor.tick(organization)
            self.visitor.press("Review Request")

    def submit(self, organization: str, reason: str) -> str:
        """Look at the request, give the reason, submit; return the confirmation number. Source: EU 14-15, APP 15-16."""
        with self.step("role request: reviewed and submitted"):
            self.visitor.must_see(organization)
            self.visitor.fill("Reason for request", reason)
            self.visitor.press("Submit Role Request")
            return self.visitor.after("Confirmation number")

    def arrive(self, number: str, organization: str, role: str) -> None:
        """Be told, and stand on SPOT's home screen. Source: EU 15-16, APP 16-17, SPT-2."""
        with self.step("the mail says that the role was approved"):
            self.visitor.mailed(self.someone.email, f"(?s)approved.*{number}|{number}.*approved")
        with self.step("SPOT's home screen: name, organization, role"):
            self.knock()
            for words in (self.someone.last_name, organization, role):
                self.visitor.must_see(words)


def _approver(one: Mapping[str, Any]) -> Approver:
    return Approver(**_signs_in(one), organization=one["organization"], state=one["state"])


def _signs_in(one: Mapping[str, Any]) -> dict[str, str]:
    return {each: one[each] for each in ("user_id", "password", "email")}
