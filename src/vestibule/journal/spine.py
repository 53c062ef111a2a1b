"""The spine: one action, one fact, one transaction.

``@action`` opens the transaction and insists on exactly one fact of its own; just before commit the outermost action
writes what follows from each fact: mail, the journal entry, outbound messages. They commit together or not at all.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from vestibule.journal.canonical import canonical
from vestibule.journal.models import Entry, EntryTrail
from vestibule.journal.outbound import publish
from vestibule.kernel.actor import Actor
from vestibule.kernel.errands import no_errands
from vestibule.kernel.facts import Fact, subject_of
from vestibule.kernel.ids import ids_in_order
from vestibule.notices.outbox import queue_mail
from vestibule.notices.table import notices_of
from vestibule.storage.compiled import insert
from vestibule.storage.copying import insert_alike
from vestibule.storage.reading import nothing_changes
from vestibule.storage.statements import one_visit

P = ParamSpec("P")
R = TypeVar("R")

MOST_ROWS_IN_A_SET = 1000


class SpineError(RuntimeError):
    """Code that breaks the spine's law; a mistake of ours, never of a user."""


@dataclass(frozen=True)
class _Recorded:
    entry_id: UUID
    parent_id: UUID | None
    fact: Fact
    by: Actor
    at: datetime
    secrets: Mapping[str, Any] = field(repr=False)


@dataclass
class _Frame:
    """One running action: the facts of the whole transaction, and how many are its own."""

    name: str
    is_set: bool
    recorded: list[_Recorded]
    entry_id: UUID = field(default_factory=uuid4)
    parent: "_Frame | None" = None
    own: int = 0


_frame: ContextVar[_Frame | None] = ContextVar("vestibule_action", default=None)
_reading: ContextVar[bool] = ContextVar("vestibule_reading", default=False)


@contextmanager
def reading_only() -> Iterator[None]:
    """Let no action run inside: a GET changes nothing. The web wraps every safe request in it."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def protocol_step() -> Iterator[None]:
    """Let an action run although a GET is answered, because a protocol prescribes the method (decision 0003).

    Used in one place, the door of OpenID Connect; a house test counts them.
    """
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function the one that makes a move: it runs in a transaction and records exactly one fact of its own.

    The function takes keyword-only ``by: Actor`` and ``at: datetime``. Called inside another action it joins that
    transaction, and its fact names the outer one's as parent. Raises ``SpineError`` where code breaks this law.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _check_call(function.__qualname__, kwargs)
        with _transaction(function.__qualname__, is_set=False) as frame:
            result = function(*args, **kwargs)
            if frame.own != 1:
                raise SpineError(f"{frame.name} recorded {frame.own} facts of its own; an action records one.")
            return result

    return run


def set_action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function that moves up to 1,000 rows by one conditional write and records one fact per row moved.

    It calls ``record_set`` exactly once. Raises ``SpineError`` where code breaks this law.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _check_call(function.__qualname__, kwargs)
        with _transaction(function.__qualname__, is_set=True) as frame:
            result = function(*args, **kwargs)
            if frame.own != 1:
                raise SpineError(f"{frame.name} must call record_set once; it called it {frame.own} times.")
            return result

    return run


def record(fact: Fact, *, by: Actor, at: datetime, secrets: Mapping[str, Any] | None = None) -> None:
    """Say what this action has done. ``secrets`` reaches the notices (a code, a link) and is stored nowhere else."""
    frame = _frame.get()
    if frame is None or frame.is_set:
        raise SpineError("record() belongs inside an @action.")
    frame.own += 1
    parent_id = frame.parent.entry_id if frame.parent else None
    frame.recorded.append(_Recorded(frame.entry_id, parent_id, fact, by, at, secrets or {}))


def record_set(facts: Sequence[Fact], *, by: Actor, at: datetime) -> None:
    """Say what this set action has done: one fact for each row that moved; none where none did."""
    frame = _frame.get()
    if frame is None or not frame.is_set:
        raise SpineError("record_set() belongs inside a @set_action.")
    if len(facts) > MOST_ROWS_IN_A_SET:
        raise SpineError(f"{frame.name} moved {len(facts)} rows; a set action moves at most {MOST_ROWS_IN_A_SET}.")
    frame.own += 1
    parent_id = frame.parent.entry_id if frame.parent else None
    ids = ids_in_order(len(facts))
    frame.recorded.extend([_Recorded(key, parent_id, fact, by, at, {}) for key, fact in zip(ids, facts, strict=True)])


def upkeep(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a conditional write of technical state (a counter, last seen, a draft's page): a transaction, no fact."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), one_visit(is_last=True), no_errands(function.__qualname__):
            return function(*args, **kwargs)

    return run


def upkeep_in_one_word(function: Callable[P, R]) -> Callable[P, R]:
    """Mark an upkeep that says one statement to the database: that is a transaction by itself, and costs one visit."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with no_errands(function.__qualname__):
            return function(*args, **kwargs)

    return run


def _check_call(name: str, kwargs: Mapping[str, Any]) -> None:
    by, at = kwargs.get("by"), kwargs.get("at")
    if not isinstance(by, Actor):
        raise SpineError(f"{name} needs by=, the actor.")
    if not isinstance(at, datetime) or at.utcoffset() != timedelta(0):
        raise SpineError(f"{name} needs at=, a moment in UTC.")
    if _reading.get():
        raise SpineError(f"{name} was called while answering a GET, and a GET changes nothing.")


@contextmanager
def _transaction(name: str, *, is_set: bool) -> Iterator[_Frame]:
    outer = _frame.get()
    if outer is not None and outer.is_set:
        raise SpineError(f"{name} was called inside {outer.name}; a set action calls no other action.")
    frame = _Frame(name, is_set, outer.recorded if outer else [], parent=outer)
    # The outermost is durable: nobody may wrap a transaction round it and lose what was acknowledged. A nested one
    # has no savepoint: when it fails, nobody can catch that and commit the rest.
    with (
        transaction.atomic(durable=outer is None, savepoint=outer is None),
        one_visit(is_last=outer is None),
        no_errands(name),
    ):
        token = _frame.set(frame)
        try:
            yield frame
            if transaction.get_rollback():
                raise SpineError(f"{name} went on after a failure inside it; nothing of it may be kept.")
            if outer is None:
                _write_what_follows(frame.recorded)
        finally:
            _frame.reset(token)


_ENTRY = (
    "id",
    "at",
    "fact",
    "actor_kind",
    "actor_id",
    "person_id",
    "organization_id",
    "subject_id",
    "parent_id",
    "canonical",
)


def _write_what_follows(recorded: Sequence[_Recorded]) -> None:
    if not recorded:
        return
    at = recorded[0].at
    entries = [
        (
            each.entry_id,
            each.at,
            each.fact.name,
            each.by.kind.value,
            each.by.id,
            getattr(each.fact, "person_id", None),
            getattr(each.fact, "organization_id", None),
            subject_of(each.fact),
            each.parent_id,
            canonical(each.fact, entry_id=each.entry_id, by=each.by, at=each.at, parent_id=each.parent_id),
        )
        for each in recorded
    ]
    trails = [
        EntryTrail(
            entry_id=each.entry_id, address=each.by.trail.address, session_id=each.by.trail.session_id, at=each.at
        )
        for each in recorded
        if each.by.trail.address or each.by.trail.session_id
    ]
    insert_alike(Entry, {}, _ENTRY, entries)
    insert(trails)
    with nothing_changes():
        queue_mail(notices_of((each.fact, each.secrets) for each in recorded), at=at)
        publish(((each.entry_id, each.fact) for each in recorded), at=at)
