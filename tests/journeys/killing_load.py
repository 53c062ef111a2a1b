"""What people do while the server is killed: register, ask for roles, decide, remove, certify; all over HTTP."""

import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from requests import RequestException

from tests.journeys.killing_browser import Browser, Person, id_in
from tests.journeys.killing_certifier import certifying
from tests.journeys.killing_ledger import NUMBER, Ledger
from vestibule.cli.inventing import invent
from vestibule.cli.visitor import Lost, Visitor
from vestibule.cli.walking import END_USER, Demo, Newcomer, Pace

REASON = "I help out on the claims of this office, too."
DENIED = "Nobody at this office knows this person."
REMOVED = "The person doesn't work at this office any more."
MOST_TICKED = 4
_BESIDE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")  # a number between what stands beside it without a space
_DICE = random.SystemRandom()


class Quiet(Newcomer):
    """A newcomer who says nothing, and whose steps may fail."""

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Do one step."""
        yield

    @property
    def was_told(self) -> bool:
        """Whether the last page says that the registration was taken."""
        return self.visitor.status == 200 and any(words == "Return" for words, _ in self.visitor.page.links)


class Load:
    """All who are at work at once, each in a thread with a browser of their own, until they are told to stop."""

    def __init__(self, demo: Demo, known: Mapping[str, Any], ledger: Ledger, *, pause: float = 0.3) -> None:
        """Let those work who were loaded; each rests between two deeds, about so many seconds."""
        self.demo, self.ledger, self.pause = demo, ledger, pause
        self._cookie, self._organization, self._people = known["cookie"], known["organization"], known["people"]
        askers = [self._signed_in(name) for name in self._people if name.startswith("user.")]
        self._askers = deque(askers)
        deeds = (
            self._register,
            self._ask,
            self._ask,
            self._deciding(self._signed_in("second.approver")),
            self._deciding_at_once(self._signed_in("second.backup")),
            self._removing(self._signed_in("second.approver")),
            certifying(self._signed_in("reviewing.approver"), demo, ledger),
        )
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._keep_on, args=[deed]) for deed in deeds]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody end what they are at."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _keep_on(self, deed: Callable[[], None]) -> None:
        while not self._stopping.wait(_DICE.uniform(0.5, 1.5) * self.pause):
            try:
                deed()
            except (Lost, RequestException):
                continue  # the server died, or somebody else was first: nothing was acknowledged

    def _signed_in(self, user_id: str) -> Person:
        return Person(user_id, UUID(self._people[user_id]["id"]), self._browser(user_id))

    def _browser(self, user_id: str) -> Browser:
        visitor = Browser(self.demo, self.ledger)
        visitor.keep_cookie(self._cookie, self._people[user_id]["token"])
        return visitor

    def _register(self) -> None:
        walk = Quiet(self.demo, invent(), Pace())
        walk.visitor = Browser(self.demo, self.ledger)
        self.ledger.tried["registrations"] += 1
        try:
            walk.register()
        except (Lost, RequestException):
            if not walk.was_told:  # and the server died before the next page
                raise
        self.ledger.registered.append(walk.someone)

    def _ask(self) -> None:
        asker = self._askers.popleft()
        try:
            self._ask_as(asker)
        finally:
            self._askers.append(asker)

    def _ask_as(self, asker: Person) -> None:
        visitor = asker.visitor
        visitor.open(f"{self.demo.origin}/my-roles")
        if visitor.sees(self._organization):
            return  # held already
        visitor.follow("Add a role")
        visitor.fill("Select a Role", END_USER)
        visitor.press("Next")
        visitor.fill("Legal business name", self._organization)
        visitor.fill("State/territory", "Florida")
        visitor.press("Search")
        visitor.tick(self._organization)
        visitor.press("Review Request")
        visitor.fill("Reason for request", REASON)
        self.ledger.tried["requests"] += 1
        visitor.press("Submit Role Request")
        self.ledger.submitted[visitor.after("Confirmation number")] = asker.id

    def _deciding(self, decider: Person) -> Callable[[], None]:
        def decide() -> None:
            visitor = decider.visitor
            if _DICE.randrange(2):
                return  # so that some wait to be decided at once
            visitor.open(f"{self.demo.origin}/my-approvals")
            waiting = _waiting(visitor)
            if not waiting:
                return
            self.ledger.tried["decisions"] += 1
            if _DICE.randrange(3):
                number, how = _DICE.choice(waiting), "approved"
                visitor.press("Approve", beside=number)
            else:
                number, how = waiting[0], "denied"
                visitor.fill("Reason for denial", DENIED)  # of the first that waits
                visitor.press("Deny", beside=number)
            visitor.must_see(f"The request {number} of")
            visitor.must_see(f"was {how}.")
            self.ledger.decide(number, how)

        return decide

    def _deciding_at_once(self, decider: Person) -> Callable[[], None]:
        def decide() -> None:
            visitor = decider.visitor
            visitor.open(f"{self.demo.origin}/my-approvals")
            boxes = [one.label for form in visitor.page.forms for one in form.controls if one.name == "request"]
            if not boxes:
                return  # one alone can't be ticked
            for label in boxes[:MOST_TICKED]:
                visitor.tick(label)
            self.ledger.tried["decisions_at_once"] += 1
            if _DICE.randrange(3):
                visitor.press("Approve selected")
            else:
                visitor.fill("Reason for denial of all that are selected", DENIED)
                visitor.press("Deny selected")
            for number, how in _outcomes(visitor):
                self.ledger.decide(number, how)
                self.ledger.decided_at_once += 1

        return decide

    def _removing(self, decider: Person) -> Callable[[], None]:
        def remove() -> None:
            visitor = decider.visitor
            visitor.open(f"{self.demo.origin}/my-organizations")
            visitor.open(f"{visitor.address.partition('?')[0]}?role=spot-end-user")
            members = [address for words, address in visitor.page.links if words == "Remove"]
            if not members:
                return
            address = _DICE.choice(members)
            visitor.open(address)
            visitor.fill("Reason for removal", REMOVED)
            self.ledger.tried["removals"] += 1
            visitor.press("Remove this role")
            visitor.must_see("was removed.")
            self.ledger.removed.add(id_in(address))

        return remove


def wait_for_another(ledger: Ledger, more: int, patience: float = 600.0) -> None:
    """Wait until so many more deeds were acknowledged. Raises ``TimeoutError``."""
    due, last = sum(ledger.counts.values()) + more, time.monotonic() + patience
    while sum(ledger.counts.values()) < due:
        if time.monotonic() > last:
            raise TimeoutError(f"Nothing more was acknowledged within {patience:.0f} seconds: {ledger.counts}.")
        time.sleep(0.02)


def _waiting(visitor: Visitor) -> list[str]:
    """Return the numbers of the requests on a page of My Approvals, in their order."""
    return [
        found.group()
        for form in visitor.page.forms
        for button in form.buttons
        if button.words == "Approve" and (found := _BESIDE.search(button.beside))
    ]


def _outcomes(visitor: Visitor) -> list[tuple[str, str]]:
    """Return what the page says came of each request that was ticked."""
    text = visitor.page.text
    return [
        (found.group(), how)
        for found in NUMBER.finditer(text)
        for how in ("approved", "denied")
        if text[found.end() :].startswith(f": {how}.")
    ]
