"""Who is told of which fact: one table, filled by each room's ``notices.py`` at start and checked there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from vestibule.kernel.facts import Fact
from vestibule.notices.ports import MAIL

F = TypeVar("F", bound=Fact)

NOBODY = ""
"""To whom a mail goes that isn't sent: writing it takes as long as if it were, so that nobody learns from that."""


@dataclass(frozen=True)
class Notice:
    """One mail to be: its kind (``room/what_it_says``, the folder of its templates), whom to, and what fills it.

    A text message or a call is a notice too: by another channel, to a telephone number, for a while.
    """

    kind: str
    to: str = field(repr=False)
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    language: str = "en"
    person_id: UUID | None = None
    channel: str = MAIL
    expires_at: datetime | None = None


Teller = Callable[[Any, Mapping[str, Any]], Iterable[Notice]]
_tellers: dict[type[Fact], list[Teller]] = {}


def tells(*facts: type[Fact]) -> Callable[[Teller], Teller]:
    """Register a function ``(fact, secrets) -> notices``: who is told of a fact, with what.

    ``secrets`` is what the action handed over beside the fact, because the fact must not hold it: a code, a link.
    """

    def register(teller: Teller) -> Teller:
        for fact in facts:
            _tellers.setdefault(fact, []).append(teller)
        return teller

    return register


def notices_of(fact: Fact, secrets: Mapping[str, Any]) -> list[Notice]:
    """Return the notices that follow from a fact."""
    return [notice for teller in _tellers.get(type(fact), []) for notice in teller(fact, secrets)]


def told_facts() -> Mapping[type[Fact], list[Teller]]:
    """Return the table itself, for checks and documents."""
    return dict(_tellers)
