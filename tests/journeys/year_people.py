"""The people of the year, and what they do: by the pages, in browsers of their own, with the codes from their mail."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.test import Client

from tests.browsing import hidden, words
from tests.contracts.oidc.application import Application, answered
from tests.journeys.year_days import work
from tests.journeys.year_diary import carried
from tests.people import END_USER, proofed
from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.queries import draft_of
from vestibule.accounts.actions import invite_person
from vestibule.accounts.policy.registration import Contact, Personal
from vestibule.accounts.queries import user_id_owner
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

NOBODY = UUID(int=0)  # who has no account yet
PASSWORD, ANSWER = "Correct7Horse-Battery", "Rex the Second"
HOMES = {
    "FL": ("Jacksonville", "32202", "904-555-0143"),
    "PR": ("San Juan", "00901", "787-555-0143"),
    "VI": ("Charlotte Amalie", "00802", "340-555-0143"),
}


@lru_cache
def the_spot() -> Application:
    """Return SPOT, which reads once where our doors are."""
    return Application()


@dataclass
class Somebody:
    """Somebody with a home, a language, and a browser."""

    first: str
    last: str
    home: str = "FL"
    language: str = "en"
    password: str = PASSWORD
    browser: Client = field(default_factory=Client)
    id: UUID = NOBODY

    @property
    def user_id(self) -> str:
        """What they call themselves to sign in."""
        return f"{self.first}.{self.last}".lower()

    @property
    def email(self) -> str:
        """Where their mail goes."""
        return f"{self.user_id}@example.com"

    # Becoming somebody.

    def is_invited(self) -> str:
        """Get an account from the operator; return the link by which they enrol."""
        city, zip_code, telephone = HOMES[self.home]
        contact = Contact("1 Harbor Street", "", city, self.home, zip_code, telephone)
        named = Personal(first_name=self.first, last_name=self.last, birth_date=date(1980, 2, 29), email=self.email)
        made = invite_person(
            personal=named, contact=contact, user_id=self.user_id, language=self.language, by=OPERATOR, at=clock.now()
        )
        self.id = made.person_id
        return f"/enrol/{made.token}"

    def enrols(self, link: str) -> None:
        """Choose a password by the operator's link."""
        assert self.browser.post(link, THIRD_PAGE)["Location"] == "/enrolled"

    def registers(self) -> None:
        """Register through the three pages, in one's language."""
        city, zip_code, telephone = HOMES[self.home]
        self.browser.post("/preferences", {"language": self.language, "next": "/register/personal"})
        first = {**FIRST_PAGE, "first_name": self.first, "middle_name": "", "last_name": self.last, "email": self.email}
        second = {**SECOND_PAGE, "city": city, "state": self.home, "zip_code": zip_code, "telephone": telephone}
        done = fill_in(self.browser, first, second, {**THIRD_PAGE, "user_id": self.user_id})
        assert done.url.startswith("/register/done"), done.text
        self.id = user_id_owner(self.user_id) or self.id

    # Coming in.

    def gives_password(self) -> Any:
        """Fill in the sign-in page."""
        return self.browser.post("/", {"user_id": self.user_id, "password": self.password, "terms": "yes"})

    def signs_in(self) -> None:
        """Sign in here, with the code from the mail."""
        self.gives_password()
        self.browser.post("/sign-in/verify", {"move": "send"})
        code = self.reads(r"^(\d{6})$")
        self.browser.post("/sign-in/verify", {"move": "verify", "code": code})
        assert self.browser.get("/home").status_code == 200

    def visits_spot(self) -> None:
        """Sign in, and on to SPOT."""
        self.signs_in()
        spot = the_spot()
        spot.redeems(answered(self.browser.get(spot.asks()))["code"])
        self.browser.post("/sign-out")

    def is_turned_away_by_spot(self, why: str) -> None:
        """Sign in, and find SPOT's door closed."""
        self.signs_in()
        door = self.browser.get(the_spot().asks())
        assert door.status_code == 403
        assert why in words(door)
        self.browser.post("/sign-out")

    def forgot_password(self) -> None:
        """Ask for the mail by which a new password is chosen."""
        self.browser.post("/sign-in/forgot-password", {"user_id": self.user_id})

    def chooses_password(self, password: str) -> None:
        """Follow the mail, give the answer, and choose a new password."""
        link = self.reads(r"^http://[^/]+(/sign-in/\S+)$")
        self.browser.post(link, {"security_answer": ANSWER})
        self.browser.get("/sign-in/new-password/device")
        chosen = self.browser.post("/sign-in/new-password", {"password": password, "confirm_password": password})
        assert chosen["Location"] == "/?reset", chosen.text
        self.password = password

    def reads(self, pattern: str) -> str:
        """Let the worker do what waits; return what stands in the newest mail where it stands in any."""
        work()
        letters = (letter.text for letter in reversed(carried) if letter.to == self.email)
        return next(found[1] for text in letters if (found := re.search(pattern, text, re.MULTILINE)))

    # Asking.

    def asks(self, reason: str = "I work on the claims of this office.") -> None:
        """Ask for the end user's role: the role, the organization, the review."""
        proofed(self.id, at=clock.now())
        self.browser.post("/role-request/role", {"application": "spot", "role": END_USER})
        search = "/role-request/organization?legal_name=sunshine+medical&state=FL"
        self.browser.get(search)
        here = RoleGrant.objects.values_list("organization_id", flat=True)[0]
        self.sends(self.browser.post(search, {"organization": str(here)}, follow=True), reason)

    def asks_anew(self) -> None:
        """Ask anew, as the request before was."""
        self.browser.post(f"/my-requests/{self.request()}/ask-anew")
        self.sends(self.browser.get("/role-request/review"), "I still work on the claims of this office.")

    def sends(self, review: Any, reason: str) -> None:
        """Submit what is reviewed."""
        self.browser.post("/role-request/review", {**hidden(review), "reason": reason}, follow=True)
        assert draft_of(self.id) is None

    def request(self) -> UUID:
        """Return the newest request of somebody's own."""
        return RoleRequest.objects.filter(person_id=self.id).order_by("-created_at")[0].pk

    def role(self) -> UUID:
        """Return the newest role of somebody's own."""
        return RoleGrant.objects.filter(person_id=self.id).order_by("-granted_at")[0].pk

    def presses(self, address: str, said: str, **typed: Any) -> None:
        """Press a button of a page; the page that follows says what it should."""
        page = words(self.browser.post(address, typed, follow=True))
        assert said in page, page
