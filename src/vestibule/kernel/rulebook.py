"""The rulebook: every number that the rules mark ``[n]``, as frozen values with the profile ``cms`` as default.

Rules take the part they need as an argument; ``rulebook()`` is filled once at start by config.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import NoReturn

MOST_DIGITS = 6
_NO_NUMBERS = {"holiday_file", "holidays"}  # days that a file names
Number = bool | int | tuple[int, ...]  # what a profile may set


@dataclass(frozen=True)
class UserIdRules:
    """ACC-3: lengths in characters."""

    least: int = 6
    most: int = 74


@dataclass(frozen=True)
class PasswordRules:
    """ACC-4 to ACC-8: lengths in characters, history in passwords, age in hours."""

    least: int = 15
    most: int = 60
    composition: bool = True  # one digit, one lower, one upper, printable ASCII only; else any printable Unicode (NFKC)
    part_least: int = 3
    history: int = 6
    least_age_hours: int = 24


@dataclass(frozen=True)
class RegistrationRules:
    """ACC-1, ACC-2, ACC-10: days until an unverified account lapses, a security question or none, hours of a draft."""

    lapses_after_days: int = 7
    security_question: bool = True
    draft_hours: int = 24


@dataclass(frozen=True)
class SignInRules:
    """SIG-2, SIG-3, SIG-4, SIG-6, SIG-7: codes in digits, minutes, tries and mails; sessions in minutes and hours.

    Of passkeys (decided): minutes for one answer, whether one alone signs in, and how often a network may try that an
    hour. Of devices (decided): how many a person may have, minutes to finish setting one up, and for how many minutes a
    second factor that was shown counts as fresh; whether a mailed code counts as a second factor at all, and whether
    one by telephone signs in but proves no change of devices where its owner has something better. Of recovery
    (decided): minutes that a link is good, tries at the answer, mails to one address within those minutes, and how
    often a network may ask within an hour. Of changed email addresses and devices (decided): hours in which their owner
    can undo them from the mail.
    """

    code_digits: int = 6
    code_minutes: int = 30
    code_tries: int = 5
    codes_an_hour: int = 5  # mailed to one person, or sent by telephone to one person, or to one number (decided)
    email_is_second_factor: bool = True
    phone_code_minutes: int = 10
    unanswered_a_day: int = 10  # codes to one telephone number, until one is entered (decided)
    phone_is_restricted: bool = False
    passkey_minutes: int = 5
    passkey_alone: bool = False
    passkeys_an_hour: int = 600
    most_devices: int = 10
    setup_minutes: int = 30
    fresh_minutes: int = 10
    wrong_passwords: int = 3
    locked_minutes: int = 60
    warned_after_minutes: int = 20
    idle_minutes: int = 30
    session_hours: int = 12
    link_minutes: int = 30
    answer_tries: int = 5
    recovery_mails: int = 5
    recovery_asks_an_hour: int = 30
    undo_hours: int = 72


@dataclass(frozen=True)
class LossRules:
    """SIG-8: hours that a lost device's owner has to stop it; days to finish, and reports a day (decided)."""

    wait_hours: int = 24
    open_days: int = 7
    reports_a_day: int = 3


@dataclass(frozen=True)
class SharingRules:
    """ACC-12 (decided): points from which on an account is worth a look; days of sign-ins that count.

    Of the signs: so many browsers within so many days are many; there and back within so many minutes is alternating.
    """

    threshold: int = 60
    days: int = 14
    many_browsers: int = 5
    browser_days: int = 7
    alternating_minutes: int = 30


@dataclass(frozen=True)
class DormancyRules:
    """LIF-6: days unused until the password must be reset, and until the account is closed; days before of mails."""

    reset_after_days: int = 60
    closed_after_days: int = 730
    told_days_before: tuple[int, ...] = (60, 30, 7)  # decided


@dataclass(frozen=True)
class RequestRules:
    """ROL-6: the reason's length in characters. ROL-9: days undecided until reminders, the help desk, the end.

    Days are those of the calendar; or, where the profile says so (decided), business days without the holidays that
    stand, a date a line, in a file beside the profile; its days are read at start.
    """

    reason_least: int = 10
    reason_most: int = 500
    reminded_after_days: tuple[int, ...] = (7, 14)
    desk_after_days: int = 21
    expires_after_days: int = 30
    business_days: bool = False
    holiday_file: str = ""
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True)
class OrganizationRules:
    """ORG-1, ORG-3: days that a form waits for its signature, guesses at an accepted form an hour (decided).

    Of forms (decided): how many a network sends and how often it looks one up, within an hour; how many new ones write
    to one address, within a day.
    """

    signature_days: int = 30
    guesses_an_hour: int = 10
    forms_an_hour: int = 20
    lookups_an_hour: int = 60
    forms_to_one_address_a_day: int = 10


@dataclass(frozen=True)
class ProofingRules:
    """PRF-3, PRF-7: attempts within 24 hours, and whether a Social Security number is kept.

    ACC-13: for how many days roles stay after a changed legal name or date of birth.
    """

    attempts_a_day: int = 3
    keep_ssn: bool = False
    again_within_days: int = 30


@dataclass(frozen=True)
class AccessRules:
    """LIF-1, LIF-3, LIF-4, ORG-8, ORG-9: days without a sign-in to the application, from one certification to the next.

    After so many days without a sign-in the mails come that remind of it; so many days before a certification is due
    those come that ask for it, and with the first of them it can be done. For so many days after that a late one
    restores the role. So many days before its last approver would be inactive, or late, an organization is warned.
    Of agreements: days from one review to the next, days before of the mails that ask for it, and for how many days a
    proposal can be answered (decided).
    """

    inactive_after_days: int = 30
    told_after_days: tuple[int, ...] = (20, 25, 29)
    certified_every_days: int = 365
    certification_told_days_before: tuple[int, ...] = (45, 30, 14, 7, 1)
    restored_within_days: int = 14
    continuity_inactive_days: int = 3
    continuity_certify_days: int = 14
    agreement_reviewed_every_days: int = 365
    agreement_told_days_before: tuple[int, ...] = (45, 30, 14, 7, 1)
    agreement_answered_within_days: int = 30


@dataclass(frozen=True)
class RecordRules:
    """AUD-1: days that the network addresses of deeds are kept beside the record (decided)."""

    address_days: int = 365


@dataclass(frozen=True)
class SweepRules:
    """LIF-7: of those it looks at, the percentage that a sweep may take something from without asking first.

    Decided: it never asks where they are no more than a few, and once it is let go on it does so for some hours.
    """

    most_percent: int = 5
    few: int = 10
    goes_on_hours: int = 24


@dataclass(frozen=True)
class NewsRules:
    """NEW-2 (decided): lengths in characters, days that an announcement is shown at most.

    By how many people, or else by which percentage, it may concern more when it is published than when it was shown. Of
    eNews: hours in which it is confirmed, how often a network may ask within an hour, mails that ask one address a day.
    """

    title_most: int = 120
    body_most: int = 4000
    longest_days: int = 366
    few_more: int = 10
    most_more_percent: int = 5
    confirm_hours: int = 72
    asks_an_hour: int = 20
    asks_to_one_address_a_day: int = 3


@dataclass(frozen=True)
class Rulebook:
    """All numbers in force. Its digest is itself a fact on record."""

    profile: str = "cms"
    user_id: UserIdRules = field(default_factory=UserIdRules)
    password: PasswordRules = field(default_factory=PasswordRules)
    registration: RegistrationRules = field(default_factory=RegistrationRules)
    sign_in: SignInRules = field(default_factory=SignInRules)
    loss: LossRules = field(default_factory=LossRules)
    sharing: SharingRules = field(default_factory=SharingRules)
    dormancy: DormancyRules = field(default_factory=DormancyRules)
    request: RequestRules = field(default_factory=RequestRules)
    organization: OrganizationRules = field(default_factory=OrganizationRules)
    proofing: ProofingRules = field(default_factory=ProofingRules)
    access: AccessRules = field(default_factory=AccessRules)
    record: RecordRules = field(default_factory=RecordRules)
    sweeps: SweepRules = field(default_factory=SweepRules)
    news: NewsRules = field(default_factory=NewsRules)

    def digest(self) -> str:
        """Return the SHA-256 of the values in hexadecimal."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()


_book: Rulebook | None = None
_supposed: ContextVar["Rulebook | None"] = ContextVar("vestibule_supposed_rulebook", default=None)


def install_rulebook(book: Rulebook) -> None:
    """Put the numbers in force; config calls it at start."""
    global _book  # noqa: PLW0603 - filled once at start
    _book = book


def rulebook() -> Rulebook:
    """Return the numbers in force; where others are supposed, those."""
    book = _supposed.get() or _book
    if book is None:
        raise RuntimeError("The rulebook is filled at start by vestibule.config.")
    return book


@contextmanager
def supposing(book: Rulebook) -> Iterator[None]:
    """Let rules be judged by other numbers, here alone, to say what they would do; nothing is done by them."""
    before = _supposed.set(book)
    try:
        yield
    finally:
        _supposed.reset(before)


def numbers(book: Rulebook) -> Mapping[str, Number]:
    """Return every number of a rulebook by its name, such as ``access.inactive_after_days``."""
    parts = {part.name: getattr(book, part.name) for part in fields(book) if part.name != "profile"}
    return {
        f"{part}.{each.name}": getattr(values, each.name)
        for part, values in parts.items()
        for each in fields(values)
        if each.name not in _NO_NUMBERS
    }


def with_number(book: Rulebook, name: str, typed: str) -> Rulebook:
    """Return a rulebook with one number as somebody typed it. Raises ``ValueError`` where it is none, ``KeyError``."""
    present = numbers(book)[name]
    part, _, each = name.partition(".")
    return replace(book, **{part: replace(getattr(book, part), **{each: _number(typed, present)})})


def written(number: Number) -> str:
    """Return a number as people write it, and as ``with_number`` reads it."""
    if isinstance(number, bool):
        return "yes" if number else "no"
    return ", ".join(map(str, number)) if isinstance(number, tuple) else str(number)


def _number(typed: str, present: Number) -> Number:
    """Read a number of the kind that stands now: ``yes`` or ``no``, digits, or several with commas."""
    if isinstance(present, bool):
        return {"yes": True, "no": False}[typed] if typed in {"yes", "no"} else _refuse(typed)
    if isinstance(present, tuple):
        return tuple(_whole(part.strip()) for part in typed.split(","))
    return _whole(typed.strip())


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else _refuse(typed)


def _refuse(typed: str) -> NoReturn:
    raise ValueError(f"{typed!r} is no such number.")
