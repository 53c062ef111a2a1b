"""Who works while the server is killed: at a browser that writes down which pages fail although the server lives."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.journeys.killing_ledger import Ledger
from vestibule.cli.visitor import Visitor
from vestibule.cli.walking import Demo

BUSY = 503  # said in earnest, by a server that has enough to do


class Browser(Visitor):
    """A visitor who writes down the pages that fail although the server lives."""

    def __init__(self, demo: Demo, ledger: Ledger) -> None:
        """Start with no page open."""
        super().__init__(demo.mail_json)
        self._ledger = ledger

    def keep_cookie(self, name: str, value: str) -> None:
        """Come with a cookie."""
        self._session.cookies.set(name, value)

    def _show(self, answer: Any) -> None:
        super()._show(answer)
        if self.status >= 500 and self.status != BUSY:
            self._ledger.broken.append(f"{urlsplit(self.address).path} ({self.status})")


class Person:
    """Somebody signed in."""

    def __init__(self, user_id: str, person_id: UUID, visitor: Browser) -> None:
        """Sit at a browser."""
        self.user_id, self.id, self.visitor = user_id, person_id, visitor


def id_in(address: str) -> UUID:
    """Return the id that stands in an address."""
    return next(UUID(part) for part in urlsplit(address).path.split("/") if len(part) == 36)
