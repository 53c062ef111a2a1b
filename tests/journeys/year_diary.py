"""The diary of a year: every entry of the record in words, every mail that was carried, every state that changed."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation

from vestibule.access.clocks import HELD
from vestibule.access.models import AccessClock, RoleGrant, RoleRequest
from vestibule.accounts.models import Person
from vestibule.desk.story import names_in, told_line
from vestibule.journal.queries import entries_found
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.notices.ports import Letter
from vestibule.recertification.models import DeskReview

HERE = ZoneInfo("America/New_York")
A_WHILE = timedelta(hours=3)  # a clock may be set back by less than that
MOST = 1000

# What every line would say, and nobody wants to read: there is one application, one organization, one desk.
SHORTER = (
    ("SPOT-First Coast Service Options internet portal (FCSO)", "SPOT"),
    (" at Sunshine Medical Group, LLC", ""),
    ("Sunshine Medical Group, LLC", "Sunshine"),
    ("FCSO – ", ""),
)

# What comes so often that it is said shortly: each of these stands for all of its lines, and for no other.
CODE_MAIL = {"en": "Your one-time verification code", "es": "Su código de verificación de un solo uso"}
RECEIVED = {"en": "Your registration was received", "es": "Recibimos su registro"}
SIGNED_IN = (
    "{full} gave the right password and agreed to the terms and conditions. [the person]",
    "A code was sent to {full}: email. [the person]",
    "mail to {first} ({language}, signin/code): {code_mail}",
    "{full} signed in. [the person]",
)
VISITED = (
    *SIGNED_IN,
    "{full} was let through to the application spot. [the person]",
    "{full} signed in to SPOT. [an application]",
    "A session of {full} ended: signed out. [the person]",
    "SPOT was told that a session is over.",
)
LOADED = (
    "An account was made for {full}, who was to enrol. [the operator]",
    "{full} was given the role SPOT End User, without a request. [the operator]",
    "state of {first}, account: none > invited",
    "state of {first}, access: none > running",
    "state of {first}, role 1: none > held",
)
ENROLLED = (
    "A new enrolment link was made for {full}. [the operator]",
    "{full} enrolled, with a User ID and a password. [somebody who wasn't signed in]",
    "state of {first}, account: invited > unverified",
)
REGISTERED = (
    "{full} accepted the terms and conditions, version 2026-11. [somebody who wasn't signed in]",
    "{full} registered. [somebody who wasn't signed in]",
    "mail to {first} ({language}, accounts/registered): {received}",
    "state of {first}, account: none > unverified",
)
CAME_ALIVE = (
    "{full} proved the email address, and the account became active. [the person]",
    "{full} set up a second factor: email. [the person]",
    "state of {first}, account: unverified > active",
)
AGREED = "{full} accepted the terms and conditions, version 2026-11. [the person]"
PROOFED = (
    "{full} agreed to the identity proofing terms, version 2026-11. [the person]",
    "{full} was verified at once. [the person]",
)
IN_SHORT = {
    "{first} visited SPOT.": VISITED,
    "{first} signed in here.": SIGNED_IN,
    "{first} was loaded as an end user.": LOADED,
    "{first} enrolled by the operator's new link.": ENROLLED,
    "{first} registered.": REGISTERED,
    "{first} agreed to the terms, proved the address, and the account came alive.": (AGREED, *CAME_ALIVE),
    "{first} proved the address, and the account came alive.": CAME_ALIVE,
    "{first} agreed to the proofing terms, and was verified at once.": PROOFED,
}

RANDOM = re.compile(r"\b([0-9A-Z]{5}-[0-9A-Z]{5}|(?<=key )[0-9a-f]{8})\b")
VISITS = re.compile(r"^(\d\d:\d\d  |       )\w+ visited SPOT\.\n(?:       \w+ visited SPOT\.\n)+", re.MULTILINE)
States = dict[str, str]
carried: list[Letter] = []
words_to_spot: list[str] = []


class Somebody(Protocol):
    """Whom the diary is about."""

    id: UUID
    first: str
    last: str
    language: str


def carry(letter: Letter) -> None:
    """Take a letter, as a mail server does."""
    carried.append(letter)


def hear(address: str, token: str) -> None:
    """Take a logout token, as SPOT does."""
    assert address
    assert token
    words_to_spot.append("SPOT was told that a session is over.")


class Diary:
    """Writes down, by day and minute, what is new whenever it looks."""

    def __init__(self, people: Sequence[Somebody]) -> None:
        """Begin with an empty page, for these people."""
        carried.clear()
        words_to_spot.clear()
        self._people = people
        self._lines: list[tuple[datetime, str]] = []
        self._seen: set[UUID] = set()
        self._letters = 0
        self._states: States = {}
        self._since = clock.now()

    def look(self) -> None:
        """Write down what is new in this minute, a line each: the record, then mail, what SPOT hears, and states."""
        lines = [*self._record(), *self._mail(), *self._words(), *self._changes()]
        for who in self._people:
            lines = _in_short(lines, who)
        minute = clock.now().astimezone(HERE).replace(second=0, microsecond=0)
        self._lines += [(minute, line) for line in lines]

    def text(self) -> str:
        """Return the whole diary, as it is kept beside the test."""
        told, day, minute = [], date.min, ""
        for at, line in self._lines:
            if at.date() != day:
                day, minute = at.date(), ""
                told.append(f"\n{day:%Y-%m-%d %A}")
            told.append(f"{at:%H:%M}  {line}" if minute != f"{at:%H:%M}" else f"       {line}")
            minute = f"{at:%H:%M}"
        return VISITS.sub(_together, "\n".join(told).strip() + "\n")

    def _record(self) -> list[str]:
        since, self._since = min(self._since, clock.now()) - A_WHILE, clock.now()
        found = [entry for entry in entries_found(since=since, most=MOST).entries if entry.id not in self._seen]
        self._seen |= {entry.id for entry in found}
        with translation.override("en"):
            names = names_in(found)
            lines = [told_line(entry, names) for entry in found]
        return sorted(_shorter(f"{line.words} [{line.who}]") for line in lines)

    def _mail(self) -> list[str]:
        new, self._letters = carried[self._letters :], len(carried)
        ids = {letter.message_id: letter.message_id[1:].partition("@")[0] for letter in new}
        mails = {str(mail.pk): mail for mail in Mail.objects.filter(pk__in=ids.values())}
        names = names_of(self._people)
        told = []
        for letter in new:
            mail = mails[ids[letter.message_id]]
            who = names.get(mail.person_id, letter.to) if mail.person_id else letter.to
            told.append(_shorter(f"mail to {who} ({letter.language}, {mail.kind}): {letter.subject}"))
        return sorted(told)

    def _words(self) -> list[str]:
        new = list(words_to_spot)
        words_to_spot.clear()
        return new

    def _changes(self) -> list[str]:
        before, self._states = self._states, states(names_of(self._people))
        return sorted(
            f"state of {what}: {before.get(what, 'none')} > {self._states.get(what, 'none')}"
            for what in before.keys() | self._states.keys()
            if before.get(what) != self._states.get(what)
        )


def names_of(people: Iterable[Somebody]) -> dict[UUID, str]:
    """Return what people are called who have an account."""
    return {who.id: who.first for who in people}


def states(names: dict[UUID, str]) -> States:
    """Return the state of every account, request, role, access, and certification before the help desk."""
    found = {f"{names[pk]}, account": state for pk, state in Person.objects.values_list("pk", "state")}
    asked: dict[UUID, int] = {}
    for who, state in RoleRequest.objects.order_by("created_at").values_list("person_id", "state"):
        asked[who] = asked.get(who, 0) + 1
        found[f"{names[who]}, request {asked[who]}"] = state
    held: dict[UUID, int] = {}
    for grant in RoleGrant.objects.order_by("granted_at"):
        held[grant.person_id] = held.get(grant.person_id, 0) + 1
        found[f"{names[grant.person_id]}, role {held[grant.person_id]}"] = _of_role(grant)
    for who, inactive_at in AccessClock.objects.filter(HELD).values_list("person_id", "inactive_at"):
        found[f"{names[who]}, access"] = "inactive" if inactive_at else "running"
    for who in DeskReview.objects.filter(grant__ended_at=None).values_list("grant__person_id", flat=True):
        found[f"{names[who]}, certification"] = "before the help desk"
    return found


def _together(visits: re.Match[str]) -> str:
    """Say in one line who visited SPOT in one minute."""
    who = re.findall(r"(\w+) visited", visits[0])
    return f"{visits[1]}{', '.join(who)} visited SPOT.\n"


def _of_role(grant: RoleGrant) -> str:
    if grant.ended_at:
        return f"ended, {grant.ended_why}"
    return "suspended" if grant.suspended_at else "held"


def _shorter(line: str) -> str:
    for long, short in SHORTER:
        line = line.replace(long, short)
    return RANDOM.sub("#", line)


def _in_short(lines: list[str], who: Somebody) -> list[str]:
    """Say in one line each what somebody does often, where all of it is there."""
    said = {"code_mail": CODE_MAIL[who.language], "received": RECEIVED[who.language], "language": who.language}
    named = {"full": f"{who.first} {who.last}", "first": who.first, **said}
    for short, whole in IN_SHORT.items():
        told = [line.format(**named) for line in whole]
        if all(lines.count(line) == 1 for line in told):
            lines = [short.format(**named), *(line for line in lines if line not in told)]
    return lines
