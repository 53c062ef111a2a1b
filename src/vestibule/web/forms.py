"""The one way pages ask: fields declared once, read with care, shown again with what was typed and what was wrong.

A ``Form`` is declared beside its view; ``FORM.filled(request)`` reads it; ``show`` answers with the page. What the
fields hold is judged by the rooms' rules: here only what no field may hold is refused.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext

from vestibule.kernel.reasons import Reason, Refused, declare_reason, gettext_noop

missing = declare_reason("form.missing", gettext_noop("%(label)s is required."))
not_ticked = declare_reason("form.not_ticked", gettext_noop("To go on, tick the box “%(label)s”."))
not_chosen = declare_reason("form.not_chosen", gettext_noop("Choose an answer: %(label)s."))
not_offered = declare_reason("form.not_offered", gettext_noop("Choose one of the answers offered: %(label)s."))
too_long = declare_reason(
    "form.too_long", gettext_noop("%(label)s can have %(most)s characters at most; you entered %(count)s.")
)
unreadable = declare_reason(
    "form.unreadable", gettext_noop("%(label)s has an invisible or damaged character in it. Please type it again.")
)
date_incomplete = declare_reason("form.date_incomplete", gettext_noop("%(label)s needs a month, a day and a year."))
date_impossible = declare_reason("form.date_impossible", gettext_noop("%(label)s is not a date in the calendar."))


class Kind(StrEnum):
    """How a field looks, and what it can hold."""

    TEXT = "text"
    EMAIL = "email"
    TELEPHONE = "tel"
    PASSWORD = "password"  # noqa: S105 - a kind of field
    CODE = "code"
    AREA = "area"
    SELECT = "select"
    COMBO = "combo"
    RADIOS = "radios"
    CHECKBOX = "checkbox"
    DATE = "date"
    HIDDEN = "hidden"
    FILE = "file"  # what was chosen is in ``request.FILES``; a page can't show it again


CHOSEN = {Kind.SELECT, Kind.COMBO, Kind.RADIOS}
DATE_PARTS = ("month", "day", "year")
MOST_KEPT = 10_000  # characters that a page shows again; no field takes as many


@dataclass(frozen=True)
class Choice:
    """One answer that a field offers."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Check:
    """One rule shown beside a field, which ticks itself while one types. Source: ACC-9."""

    code: str
    sentence: str
    values: Mapping[str, int | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Field:
    """One thing that a page asks for. Label and hint are marked with ``gettext_noop`` and translated when shown."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    autocomplete: str = ""
    required: bool = True
    most: int = 200
    choices: tuple[Choice, ...] = ()
    checks: tuple[Check, ...] = ()
    sometimes: bool = False  # needed in some cases, which the hint names: not called optional
    width: str = ""  # of USWDS: 2xs, xs, sm, md, lg, xl; empty is the full width


@dataclass(frozen=True)
class Form:
    """The fields of one page, in their order."""

    fields: tuple[Field, ...]

    def filled(self, request: HttpRequest, initial: Mapping[str, object] | None = None) -> "Filled":
        """Return what was sent; on a GET what is known already (a parked draft, a profile)."""
        if request.method == "POST":
            return self.read(request.POST)
        return self.blank(initial)

    def blank(self, initial: Mapping[str, object] | None = None) -> "Filled":
        """Return the form before anything was sent, with what is known already; never with a password."""
        known = initial or {}
        values: dict[str, str] = {}
        for each in self.fields:
            value = known.get(each.name)
            text = "" if value is None or value is False else str(value)
            if each.kind is Kind.DATE:
                values.update(_date_parts(each, text, known))
            values[each.name] = "" if each.kind is Kind.PASSWORD else text
        return Filled(self, values)

    def read(self, sent: Mapping[str, str]) -> "Filled":
        """Return what was sent, with a fault for all that no field may hold."""
        values: dict[str, str] = {}
        faults: list[Reason] = []
        for each in self.fields:
            if each.kind is Kind.DATE:
                faults += _read_date(each, sent, values)
            else:
                text = _clean(each, sent.get(each.name, ""))
                values[each.name] = _shown_again(each, text)
                faults += _field_faults(each, text)
        return Filled(self, values, tuple(faults), sent=True, pressed=sent.get("move", ""))

    def choosing(self, **choices: Iterable[Choice]) -> "Form":
        """Return the same form with the answers that a field offers today."""
        return Form(
            tuple(replace(each, choices=tuple(choices.get(each.name, each.choices))) for each in self.fields),
        )

    def named(self, name: str) -> Field:
        """Return a field by its name. Raises ``KeyError``."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)


@dataclass(frozen=True)
class Filled:
    """A form with its values, and why it can't be taken as it stands; ``pressed`` is the button ``move``'s value."""

    form: Form
    values: Mapping[str, str] = field(repr=False)
    faults: tuple[Reason, ...] = ()
    sent: bool = False
    pressed: str = ""

    @property
    def ready(self) -> bool:
        """Whether it was sent and nothing is wrong so far."""
        return self.sent and not self.faults

    def __getitem__(self, name: str) -> str:
        """Return the text of a field; of a date its ISO form."""
        return self.values[name]

    def date(self, name: str) -> date | None:
        """Return the date of a field, if one was given."""
        return date.fromisoformat(self.values[name]) if self.values[name] else None

    def ticked(self, name: str) -> bool:
        """Say whether a box was ticked."""
        return bool(self.values[name])

    def parked(self) -> dict[str, str]:
        """Return what may be kept for later and come back as ``initial``: all but passwords."""
        secret = {each.name for each in self.form.fields if each.kind is Kind.PASSWORD}
        return {name: value for name, value in self.values.items() if name not in secret}

    def knowing(self, **values: str) -> "Filled":
        """Return the same with other values in some fields: what a page shows, whatever was sent."""
        return replace(self, values={**self.values, **values})

    def refused(self, refused: Refused) -> "Filled":
        """Return the same with the reasons of a refusal beside the fields that they name."""
        return self.faulted(*refused.reasons)

    def faulted(self, *reasons: Reason) -> "Filled":
        """Return the same with more reasons why not."""
        return replace(self, faults=(*self.faults, *reasons))

    def is_blank(self, each: Field) -> bool:
        """Say whether a field shows nothing but itself: no value, nothing wrong, no answers of somebody's own."""
        return not (self.values[each.name] or each.choices or each.kind is Kind.DATE or self.faults_of(each.name))

    def faults_of(self, name: str) -> list[Reason]:
        """Return what is wrong with one field."""
        return [fault for fault in self.faults if fault.field == name]


def show(
    request: HttpRequest, template: str, form: Filled | None = None, status: int | None = None, **context: object
) -> HttpResponse:
    """Answer with a page; a form with faults answers 422, so that programs see what people read."""
    answer = status or (422 if form and form.faults else 200)
    return render(request, template, {**context, "form": form}, status=answer)


def sentence(reason: Reason | Check) -> str:
    """Say a reason in the visitor's language."""
    values = {name: gettext(value) if name == "label" else value for name, value in _texts(reason.values).items()}
    return gettext(reason.sentence) % values


def _texts(values: Mapping[str, int | str | date]) -> dict[str, str]:
    return {
        name: date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)
        for name, value in values.items()
    }


def _clean(each: Field, text: str) -> str:
    """Return the text as it counts: trimmed, except for a password, in which every character is its owner's."""
    if each.kind is Kind.PASSWORD:
        return text
    if each.kind is Kind.CODE:
        return "".join(text.split()).replace("-", "")
    return text.replace("\r\n", "\n").strip()


def _field_faults(each: Field, text: str) -> list[Reason]:
    if not text:
        return [_absent(each)] if each.required else []
    if len(text) > each.most:
        return [too_long(label=each.label, most=each.most, count=len(text)).on(each.name)]
    if _holds_damage(text, each):
        return [unreadable(label=each.label).on(each.name)]
    if each.kind in CHOSEN and text not in {choice.value for choice in each.choices}:
        return [not_offered(label=each.label).on(each.name)]
    return []


def _absent(each: Field) -> Reason:
    kind = missing
    if each.kind is Kind.CHECKBOX:
        kind = not_ticked
    elif each.kind in CHOSEN:
        kind = not_chosen
    return kind(label=each.label).on(each.name)


def _shown_again(each: Field, text: str) -> str:
    if not _holds_damage(text[:MOST_KEPT], each):
        return text[:MOST_KEPT]
    return "".join(letter for letter in text[:MOST_KEPT] if not _is_damaged(letter, each))


def _holds_damage(text: str, each: Field) -> bool:
    """Say whether any character is damaged; of those that can be printed one alone is."""
    if text.isprintable():
        return "\ufffd" in text
    return any(_is_damaged(letter, each) for letter in text)


def _is_damaged(letter: str, each: Field) -> bool:
    """Say whether a character is a control, invisible formatting, unassigned, or was no UTF-8 (Django reads U+FFFD).

    Invisible formatting is refused too, for it makes two names look alike.
    """
    if each.kind is Kind.AREA and letter in "\n\t":
        return False
    return letter == "\ufffd" or unicodedata.category(letter)[0] == "C"


def _date_parts(each: Field, iso: str, known: Mapping[str, object]) -> dict[str, str]:
    """Return the three inputs of a date: as typed where that is known, else from its ISO form."""
    year, month, day = iso.split("-") if iso else ("", "", "")
    from_iso = {"month": month.lstrip("0"), "day": day.lstrip("0"), "year": year}
    return {f"{each.name}_{part}": str(known.get(f"{each.name}_{part}") or from_iso[part]) for part in DATE_PARTS}


def _read_date(each: Field, sent: Mapping[str, str], values: dict[str, str]) -> list[Reason]:
    parts = {part: sent.get(f"{each.name}_{part}", "").strip() for part in DATE_PARTS}
    values.update({f"{each.name}_{part}": _shown_again(each, text[:10]) for part, text in parts.items()})
    values[each.name] = ""
    if not all(parts.values()):
        return [_date_absent(each, parts)] if each.required or any(parts.values()) else []
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in parts.values()):
        return [date_impossible(label=each.label).on(each.name)]
    try:
        values[each.name] = date(int(parts["year"]), int(parts["month"]), int(parts["day"])).isoformat()
    except ValueError:
        return [date_impossible(label=each.label).on(each.name)]
    return []


def _date_absent(each: Field, parts: Mapping[str, str]) -> Reason:
    return (date_incomplete if any(parts.values()) else missing)(label=each.label).on(each.name)
