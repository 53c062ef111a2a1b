"""Who is told of which fact: one table, filled by each room's ``notices.py`` at start and checked there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

    Without an address it goes to whoever owns the account ``person_id``: by the ``name``, to the address and in the
    language that are theirs when it is written (``notices/addressees.py``). A text message or a call is a notice too:
    by another channel, to a telephone number, for a while.
    """

    kind: str
    to: str | None = field(repr=False)
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    language: str = "en"
    person_id: UUID | None = None
    channel: str = MAIL
    expires_at: datetime | None = None
    unsubscribe: str = field(default="", repr=False)  # where a mail program says that its owner wants no more of these


def to_owner(kind: str, person_id: UUID, values: Mapping[str, Any]) -> Notice:
    """Return a mail to whoever owns an account, as it stands when the mail is written. Source: NEW-1.

    Reading: who is disabled by then can't do anything about it and isn't told.
    """
    return Notice(kind, None, values, person_id=person_id)


Teller = Callable[[Any, Mapping[str, Any]], Iterable[Notice]]
SetTeller = Callable[[Sequence[Any]], Iterable[Notice]]
_tellers: dict[type[Fact], list[Teller]] = {}
_set_tellers: dict[type[Fact], list[SetTeller]] = {}


def tells(*facts: type[Fact]) -> Callable[[Teller], Teller]:
    """Register a function ``(fact, secrets) -> notices``: who is told of a fact, with what.

    ``secrets`` is what the action handed over beside the fact, because the fact must not hold it: a code, a link.
    """

    def register(teller: Teller) -> Teller:
        for fact in facts:
            _tellers.setdefault(fact, []).append(teller)
        return teller

    return register


def tells_sets(*facts: type[Fact]) -> Callable[[SetTeller], SetTeller]:
    """Register a function ``facts -> notices`` for facts that come by the thousand: it reads once for all of them."""

    def register(teller: SetTeller) -> SetTeller:
        for fact in facts:
            _set_tellers.setdefault(fact, []).append(teller)
        return teller

    return register


def notices_of(recorded: Iterable[tuple[Fact, Mapping[str, Any]]]) -> Iterator[Notice]:
    """Return the notices that follow from facts, each with what was handed over beside it."""
    sets: dict[type[Fact], list[Fact]] = {}
    for fact, secrets in recorded:
        if type(fact) in _set_tellers:
            sets.setdefault(type(fact), []).append(fact)
        for teller in _tellers.get(type(fact), []):
            yield from teller(fact, secrets)
    for kind, facts in sets.items():
        for set_teller in _set_tellers[kind]:
            yield from set_teller(facts)


def told_facts() -> Mapping[type[Fact], list[Teller | SetTeller]]:
    """Return the table itself, for checks and documents."""
    told: dict[type[Fact], list[Teller | SetTeller]] = {fact: list(tellers) for fact, tellers in _tellers.items()}
    for fact, tellers in _set_tellers.items():
        told.setdefault(fact, []).extend(tellers)
    return told
