"""Deeds of the tests' own, on the rows of the calendar: each is made as a room makes one."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from vestibule.jobs.models import Schedule
from vestibule.journal.outbound import Outbound, publishes
from vestibule.journal.spine import action, record, record_set, set_action
from vestibule.kernel.actor import Actor, Trail, person
from vestibule.kernel.errands import errand
from vestibule.kernel.facts import Code, Fact
from vestibule.kernel.reasons import Refused, declare_reason
from vestibule.notices.table import Notice, tells
from vestibule.storage.rows import moved

ANN = person(UUID("0a000000-0000-4000-8000-000000000001"), Trail("192.0.2.7"))
LATER = timedelta(days=1)

MOVED_ALREADY = declare_reason("test.moved_already", "It was moved already.")


@dataclass(frozen=True, kw_only=True)
class LineMoved(Fact, name="test.line_moved", rules=("AUD-1",)):
    """A line of the calendar was put off."""

    person_id: UUID
    line: Code


@dataclass(frozen=True, kw_only=True)
class DayEnded(Fact, name="test.day_ended", rules=("AUD-1",)):
    """Something that nobody is told of."""

    count: int


@tells(LineMoved)
def tell(fact: LineMoved, secrets: Mapping[str, Any]) -> Iterable[Notice]:
    """Tell of a move by a mail that other rooms' templates make, with the code that came apart from the fact."""
    if secrets.get("broken"):
        raise LookupError("no such mail")
    yield Notice("test/line_moved", to="ann@example.com", values={"code": secrets.get("code", "")})


@publishes(LineMoved)
def publish(fact: LineMoved) -> Iterable[Outbound]:
    """Tell one application."""
    yield Outbound("spot", "moved", fact.person_id)


def a_line(name: str = "news", *, at: datetime) -> str:
    """Return a line that is due."""
    Schedule.objects.create(name=name, due_at=at)
    return name


def due(name: str = "news") -> datetime:
    """Return when a line is due."""
    return Schedule.objects.get(pk=name).due_at


@action
def put_off(name: str, *, by: Actor, at: datetime, broken: bool = False) -> None:
    """Put a line off by a day, if it is still due now."""
    if not moved(Schedule.objects.filter(name=name, due_at=at), due_at=at + LATER):
        raise Refused(MOVED_ALREADY())
    fact = LineMoved(person_id=by.id or uuid4(), line=Code(name))
    record(fact, by=by, at=at, secrets={"code": "123456", "broken": broken})


@action
def forget_the_fact(name: str, *, by: Actor, at: datetime) -> None:
    """Put a line off and say nothing."""
    moved(Schedule.objects.filter(name=name), due_at=at + LATER)


@action
def say_it_twice(name: str, *, by: Actor, at: datetime) -> None:
    """Put a line off and record two facts."""
    moved(Schedule.objects.filter(name=name), due_at=at + LATER)
    record(DayEnded(count=1), by=by, at=at)
    record(DayEnded(count=2), by=by, at=at)


@action
def end_the_day(name: str, *, by: Actor, at: datetime) -> None:
    """Put a line off as part of something larger."""
    put_off(name, by=by, at=at)
    record(DayEnded(count=1), by=by, at=at)


@action
def end_the_day_regardless(name: str, *, by: Actor, at: datetime) -> None:
    """Go on although the part was refused."""
    with suppress(Refused):
        put_off(name, by=by, at=at)
    record(DayEnded(count=0), by=by, at=at)


@set_action
def end_many_days(count: int, *, by: Actor, at: datetime) -> None:
    """Record so many facts that nobody is told of."""
    record_set([DayEnded(count=number) for number in range(count)], by=by, at=at)


@errand
def ask_far_away() -> str:
    """Ask over the network."""
    return "yes"


@action
def ask_in_the_middle(*, by: Actor, at: datetime) -> None:
    """Run an errand where none may be run."""
    ask_far_away()
    record(DayEnded(count=1), by=by, at=at)


@set_action
def put_all_off(*, by: Actor, at: datetime, most: int = 1000) -> int:
    """Put off all that is due, each with its own fact."""
    names = list(Schedule.objects.filter(due_at=at).order_by("name").values_list("name", flat=True)[:most])
    Schedule.objects.filter(name__in=names, due_at=at).update(due_at=at + LATER)
    record_set([LineMoved(person_id=by.id or uuid4(), line=Code(name)) for name in names], by=by, at=at)
    return len(names)


@set_action
def put_all_off_silently(*, by: Actor, at: datetime) -> None:
    """Put off all, and never say which."""
    Schedule.objects.filter(due_at=at).update(due_at=at + LATER)


@set_action
def act_within_a_set(name: str, *, by: Actor, at: datetime) -> None:
    """Call an action inside a set action."""
    put_off(name, by=by, at=at)
    record_set([], by=by, at=at)
