"""Reasons why not: stable codes with a plain sentence, and the refusal that carries them.

A rule returns a list of reasons; an empty list means that the thing may be done. Every reason is declared once,
beside the rule that gives it, so that its code is stable and its sentence can be translated.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

_declared: dict[str, "ReasonKind"] = {}


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


@dataclass(frozen=True)
class Reason:
    """One reason why not: what a person reads, and what a program compares.

    ``field`` names the input it belongs to, if any; ``values`` fill the places (``%(least)s``) of the sentence.
    """

    code: str
    sentence: str
    rule: str | None = None
    field: str | None = None
    values: Mapping[str, int | str | date] = dataclasses.field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence % self.values

    def on(self, field_name: str) -> "Reason":
        """Return the same reason, said beside another field."""
        return replace(self, field=field_name)


@dataclass(frozen=True)
class ReasonKind:
    """A declared reason; call it with the values of its places to give it."""

    code: str
    sentence: str
    rule: str | None = None
    field: str | None = None

    def __call__(self, **values: int | str | date) -> Reason:
        """Give this reason."""
        return Reason(self.code, self.sentence, self.rule, self.field, values)


def declare_reason(code: str, sentence: str, *, rule: str | None = None, field: str | None = None) -> ReasonKind:
    """Declare a reason once, with its stable code (``request.own_decision``). Wrap the sentence in ``gettext_noop``."""
    if code in _declared:
        raise ValueError(f"The reason {code} is declared twice.")
    kind = ReasonKind(code, sentence, rule, field)
    _declared[code] = kind
    return kind


def declared_reasons() -> Mapping[str, ReasonKind]:
    """Return every declared reason by code."""
    return dict(_declared)


class Refused(Exception):  # noqa: N818 - the house's word
    """A deed that the rules don't allow; nothing of it is stored and no trace is left."""

    def __init__(self, *reasons: Reason) -> None:
        """Carry the reasons why not."""
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        """Return codes and sentences, for logs and tests."""
        return "; ".join(f"{reason.code}: {reason}" for reason in self.reasons)


class NotFound(LookupError):  # noqa: N818 - the house's word
    """What doesn't exist, or doesn't for this actor: the two look the same."""


def require(reasons: Iterable[Reason]) -> None:
    """Raise ``Refused`` if there is any reason why not."""
    found = tuple(reasons)
    if found:
        raise Refused(*found)
