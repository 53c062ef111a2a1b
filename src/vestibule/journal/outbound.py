"""Which facts go out to applications: one table, filled at start by the rooms that know applications."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vestibule.jobs.queue import enqueue_all
from vestibule.journal.models import OutboundEvent
from vestibule.kernel.facts import Fact
from vestibule.storage.compiled import insert


@dataclass(frozen=True)
class Outbound:
    """One message to one application: its client id, a kind, and the id of what it is about.

    ``is_sent`` says whether a job delivers it now; else it stands in the log for a channel that the application has yet
    to name (FED-2).
    """

    client_id: str
    kind: str
    subject_id: UUID
    is_sent: bool = True


DELIVER = "journal.deliver"
"""The kind of job that delivers one outbound row; the room that knows applications registers its work."""

Publisher = Callable[[Any], Iterable[Outbound]]
SetPublisher = Callable[[Sequence[tuple[UUID, Any]]], Iterable[tuple[UUID, Outbound]]]
_publishers: dict[type[Fact], list[Publisher]] = {}
_set_publishers: dict[type[Fact], list[SetPublisher]] = {}


def publishes(*facts: type[Fact]) -> Callable[[Publisher], Publisher]:
    """Register a function ``fact -> outbound messages``; it reads, and changes nothing."""

    def register(publisher: Publisher) -> Publisher:
        for fact in facts:
            _publishers.setdefault(fact, []).append(publisher)
        return publisher

    return register


def publishes_sets(*facts: type[Fact]) -> Callable[[SetPublisher], SetPublisher]:
    """Register a function for facts that come by the thousand: entries with their facts in, entries with messages out.

    It reads once for all of them.
    """

    def register(publisher: SetPublisher) -> SetPublisher:
        for fact in facts:
            _set_publishers.setdefault(fact, []).append(publisher)
        return publisher

    return register


def published_facts() -> Mapping[type[Fact], list[Publisher | SetPublisher]]:
    """Return the table itself, for documents."""
    published: dict[type[Fact], list[Publisher | SetPublisher]] = {
        fact: list(each) for fact, each in _publishers.items()
    }
    for fact, publishers in _set_publishers.items():
        published.setdefault(fact, []).extend(publishers)
    return published


def publish(facts: Iterable[tuple[UUID, Fact]], *, at: datetime) -> None:
    """Write the outbound rows of recorded facts, with a job each that delivers them."""
    messages = list(_messages_of(facts))
    rows = [
        OutboundEvent(
            entry_id=entry_id, client_id=out.client_id, kind=out.kind, subject_id=out.subject_id, created_at=at
        )
        for entry_id, out in messages
    ]
    insert(rows)
    sent = [row for row, (_, out) in zip(rows, messages, strict=True) if out.is_sent]
    if sent:
        enqueue_all(DELIVER, [{"event_id": str(row.id)} for row in sent], at=at)


def _messages_of(facts: Iterable[tuple[UUID, Fact]]) -> Iterator[tuple[UUID, Outbound]]:
    sets: dict[type[Fact], list[tuple[UUID, Fact]]] = {}
    for entry_id, fact in facts:
        if type(fact) in _set_publishers:
            sets.setdefault(type(fact), []).append((entry_id, fact))
        for publisher in _publishers.get(type(fact), []):
            for out in publisher(fact):
                yield entry_id, out
    for kind, recorded in sets.items():
        for set_publisher in _set_publishers[kind]:
            yield from set_publisher(recorded)
