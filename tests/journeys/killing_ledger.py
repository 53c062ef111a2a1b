"""The ledger of what people were told under kills, and what is wrong when what is left is held against it. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vestibule.cli.acquaintance import Invented

NUMBER = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")  # of a request
MOVES = {"submitted": "request_submitted", "approved": "request_approved", "denied": "request_denied"}


@dataclass
class Ledger:
    """Who was told what by a page; what else was tried may or may not have happened."""

    registered: list[Invented] = field(default_factory=list)
    submitted: dict[str, UUID] = field(default_factory=dict)  # by confirmation number, who asked
    decided: dict[str, str] = field(default_factory=dict)  # by confirmation number, approved or denied
    decided_at_once: int = 0  # how many of these were ticked and decided with others
    removed: set[UUID] = field(default_factory=set)  # the grants
    kept: set[UUID] = field(default_factory=set)  # the grants that were certified
    not_kept: set[UUID] = field(default_factory=set)  # those that were removed at their certification
    tried: Counter[str] = field(default_factory=Counter)
    contradicted: list[str] = field(default_factory=list)  # what a page said against another
    broken: list[str] = field(default_factory=list)  # pages that failed while the server lived

    @property
    def counts(self) -> dict[str, int]:
        """How much of each was acknowledged."""
        return {
            "registrations": len(self.registered),
            "requests": len(self.submitted),
            "decisions": len(self.decided),
            "decisions_at_once": self.decided_at_once,
            "removals": len(self.removed),
            "certifications": len(self.kept) + len(self.not_kept),
        }

    def decide(self, number: str, how: str) -> None:
        """Write down that a page said how a request was decided."""
        if self.decided.setdefault(number, how) != how:
            self.contradicted.append(f"{number} was {self.decided[number]}, and {how} later.")


@dataclass(frozen=True)
class Request:
    """A request as it stands in the database."""

    id: UUID
    person_id: UUID
    state: str
    number: str | None


@dataclass(frozen=True)
class Grant:
    """A grant as it stands in the database."""

    id: UUID
    request_id: UUID | None
    is_ended: bool
    ended_why: str
    is_certified: bool = False


@dataclass(frozen=True)
class Queued:
    """A mail of the outbox."""

    message_id: str
    kind: str
    person_id: UUID | None
    state: str


@dataclass(frozen=True)
class Left:
    """What is left after the last kill, and after the worker had its time."""

    loaded: frozenset[UUID]
    persons: tuple[UUID, ...]
    terms: tuple[UUID, ...]
    drafts_used: int
    requests: tuple[Request, ...]
    grants: tuple[Grant, ...]
    reviews: tuple[UUID, ...]  # the grants that they are of
    entries: tuple[Mapping[str, Any], ...]
    outbox: tuple[Queued, ...]
    caught: tuple[Mapping[str, str], ...]
    unsealed: int
    jobs: int
    deciders: int

    def facts(self, name: str) -> list[Mapping[str, Any]]:
        """Return the details of all entries of one kind of fact."""
        return [entry["detail"] for entry in self.entries if entry["fact"] == name]

    def counted(self, fact: str, by: str) -> Counter[UUID]:
        """Count the entries of one kind of fact by an id that they name."""
        return Counter(UUID(detail[by]) for detail in self.facts(fact) if detail[by])


def faults(left: Left, ledger: Ledger) -> list[str]:
    """List what was lost, doubled or left half done; empty is as it should be. Source: NEW-1, ACC-1, ROL-6, ROL-8."""
    return [
        *ledger.contradicted,
        *(f"A page failed: {page}" for page in ledger.broken),
        *_of_registrations(left, ledger),
        *_of_requests(left),
        *_of_grants(left),
        *_of_certifications(left, ledger),
        *_of_the_ledger(left, ledger),
        *_of_mail(left),
        *([f"{left.unsealed} entries have no place in the log."] if left.unsealed else []),
        *([f"{left.jobs} jobs of mail are left over."] if left.jobs else []),
    ]


def _of_registrations(left: Left, ledger: Ledger) -> Iterator[str]:
    came = {one for one in left.persons if one not in left.loaded}
    entered = left.counted("accounts.person_registered", "person_id")
    entered += left.counted("accounts.registration_held", "person_id")  # invented like another by chance
    if set(entered) != came or any(count > 1 for count in entered.values()):
        yield f"{len(came)} persons came and {entered.total()} entries say so: not one for each."
    if sorted(one for one in left.terms if one not in left.loaded) != sorted(came):
        yield "Not everybody who came has accepted the terms once."
    if left.drafts_used != len(came):
        yield f"{left.drafts_used} registration drafts were used up by {len(came)} persons."
    if not len(ledger.registered) <= len(came) <= ledger.tried["registrations"]:
        yield f"{len(ledger.registered)} were told of {ledger.tried['registrations']} who tried, {len(came)} came."


def _of_requests(left: Left) -> Iterator[str]:
    entered = {state: left.counted(f"access.{fact}", "request_id") for state, fact in MOVES.items()}
    granted = Counter(grant.request_id for grant in left.grants)
    for one in left.requests:
        have = {state: counts[one.id] for state, counts in entered.items()}
        due = {state: int(one.state == state or (state == "submitted" and one.state != "draft")) for state in MOVES}
        if have != due:
            yield f"Request {one.number} is {one.state}, and its entries are {have}."
        if granted[one.id] != int(one.state == "approved"):
            yield f"Request {one.number} is {one.state}, and has {granted[one.id]} grants."
    if strange := {one for counts in entered.values() for one in counts} - {one.id for one in left.requests}:
        yield f"Entries name {len(strange)} requests that aren't there."
    yield from _twice("confirmation number", (one.number for one in left.requests if one.number))


def _of_grants(left: Left) -> Iterator[str]:
    begun = left.counted("access.request_approved", "grant_id") + left.counted("access.role_granted", "grant_id")
    ended = left.counted("access.grant_ended", "grant_id")
    removed = left.counted("access.role_removed", "grant_id")
    for one in left.grants:
        if begun[one.id] != 1:
            yield f"Grant {one.id} has {begun[one.id]} entries that say it was given."
        if ended[one.id] != int(one.is_ended):
            yield f"Grant {one.id} has {ended[one.id]} entries of its end, and is_ended is {one.is_ended}."
        if removed[one.id] != int(one.ended_why == "removed"):
            yield f"Grant {one.id} has {removed[one.id]} entries of its removal, and ended as {one.ended_why!r}."
    if strange := (set(begun) | set(ended) | set(removed)) - {one.id for one in left.grants}:
        yield f"Entries name {len(strange)} grants that aren't there."


def _of_certifications(left: Left, ledger: Ledger) -> Iterator[str]:
    certified = left.counted("access.role_certified", "grant_id")
    reviewed = left.counted("recertification.role_reviewed", "subject_id")
    rows = Counter(left.reviews)
    for one in left.grants:
        was_not_kept = one.ended_why == "not_kept"
        have = (certified[one.id], reviewed[one.id], rows[one.id])
        if have != (int(one.is_certified), due := int(one.is_certified or was_not_kept), due):
            yield f"Grant {one.id}: certified {one.is_certified}, ended {one.ended_why!r}; entries and reviews {have}."
    stands = {one.id: one for one in left.grants}
    for grant_id in ledger.kept:
        if grant_id not in stands or not stands[grant_id].is_certified:
            yield f"The certification of grant {grant_id} was acknowledged, and is lost."
    for grant_id in ledger.not_kept:
        if grant_id not in stands or stands[grant_id].ended_why != "not_kept":
            yield f"That grant {grant_id} was not kept was acknowledged, and is lost."


def _of_the_ledger(left: Left, ledger: Ledger) -> Iterator[str]:
    by_number = {one.number: one for one in left.requests if one.number}
    for number, person_id in ledger.submitted.items():
        if number not in by_number:
            yield f"Request {number} was acknowledged, and is lost."
        elif by_number[number].person_id != person_id:
            yield f"Request {number} belongs to somebody else."
    for number, how in ledger.decided.items():
        stands = by_number[number].state if number in by_number else "lost"
        if stands != how:
            yield f"Request {number} was acknowledged as {how}, and is {stands}."
    gone = {one.id for one in left.grants if one.ended_why == "removed"}
    for grant_id in ledger.removed - gone:
        yield f"The removal of grant {grant_id} was acknowledged, and is lost."


def _of_mail(left: Left) -> Iterator[str]:
    """Each deed has its mails once in the outbox, each went out, and nothing else did; doubles have one Message-ID."""
    have = Counter((one.kind, one.person_id) for one in left.outbox)
    for kind, fact in _PERSONAL:
        due = left.counted(fact, "person_id")
        if due != Counter({who: count for (what, who), count in have.items() if what == kind and who}):
            yield f"Mails of the kind {kind} aren't as many for each person as entries of {fact}."
    told = sum(count for (kind, _), count in have.items() if kind == "recertification/role_not_kept")
    if told != (not_kept := sum(one.ended_why == "not_kept" for one in left.grants)):
        yield f"{told} mails tell of {not_kept} roles that were not kept."
    waiting = sum(count for (kind, _), count in have.items() if kind == "access/request_waiting")
    asked = len(left.facts("access.request_submitted"))
    if waiting != left.deciders * asked:
        yield f"{waiting} mails tell {left.deciders} deciders of {asked} requests."
    if stuck := Counter(one.state for one in left.outbox if one.state != "sent"):
        yield f"Mails that didn't go out: {dict(stuck)}."
    queued, caught = {one.message_id for one in left.outbox}, {mail["message_id"] for mail in left.caught}
    if queued != caught:
        yield f"{len(queued - caught)} mails never arrived, and {len(caught - queued)} are of nothing."
    yield from _of_numbers(left)


def _of_numbers(left: Left) -> Iterator[str]:
    """Of each kind of mail about requests one to each person names each request."""
    said = {mail["message_id"]: set(NUMBER.findall(f"{mail['subject']}\n{mail['text']}")) for mail in left.caught}
    told = Counter(
        (one.kind, one.person_id, number)
        for one in left.outbox
        if one.kind.startswith("access/request_")
        for number in said.get(one.message_id, ())
    )
    yield from _twice("mail about a request", (who for who, count in told.items() for _ in range(count)))
    for kind, state in (("submitted", None), ("approved", "approved"), ("denied", "denied")):
        for one in left.requests:
            due = one.number and (state is None or one.state == state)
            if due and not told[(f"access/request_{kind}", one.person_id, one.number)]:
                yield f"No mail of the kind {kind} names request {one.number}."


def _twice(what: str, values: Iterable[object]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{count} times the same {what}: {value}."


_PERSONAL = (
    ("accounts/registered", "accounts.person_registered"),
    ("access/request_submitted", "access.request_submitted"),
    ("access/request_approved", "access.request_approved"),
    ("access/request_denied", "access.request_denied"),
    ("access/role_removed", "access.role_removed"),
)
