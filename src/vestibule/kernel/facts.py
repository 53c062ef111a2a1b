"""Facts: what happened, in business words, past tense, as frozen dataclasses.

A fact holds identifiers and codes only, never free text or personal data (AUD-1). A field called ``person_id`` or
``organization_id`` names whom the fact is about, and one of ``SUBJECTS`` the case, so that their story can be told from
the journal.
"""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from datetime import date, datetime
from functools import cache, lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, NewType, dataclass_transform, get_args, get_type_hints
from uuid import UUID

Code = NewType("Code", str)
"""A short word from a closed list or a stable key: letters, digits, ``. _ : / -``; never what somebody typed."""

SUBJECTS = ("form_id", "request_id", "verification_id", "loss_id", "office_id", "subject_id")
"""The fields that name a case: a form, a request, a verification, a lost device, or whichever the help desk has.

``office_id`` is the business office of an agreement: what is about two organizations stands in the stories of both.
"""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")
_NO_WORDS = {type(None), UUID, int, bool, datetime, date}
_PLAIN = (UUID, str, int, bool, datetime, date)
_known: dict[str, type["Fact"]] = {}
_completing = RLock()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """What every fact is; subclass it with ``name`` (``room.what_happened``), ``rules`` and a ``version``.

    Its kinds are frozen dataclasses, whose fields are told by name. A kind is made one when the first of it happens:
    Python compiles six methods for each, and for 170 kinds that was a tenth of every start.
    """

    name: ClassVar[str]
    rules: ClassVar[tuple[str, ...]]
    version: ClassVar[int] = 1
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls, *, name: str, rules: tuple[str, ...], version: int = 1) -> None:
        """Register the kind of fact under its name."""
        super().__init_subclass__()
        if name in _known:
            raise ValueError(f"The fact {name} is declared twice.")
        if cls.__bases__ != (Fact,):
            raise TypeError(f"The fact {name} is a kind of another; it would be made with that one's fields.")
        cls.name, cls.rules, cls.version = name, rules, version
        _known[name] = cls

    def __init__(self, **told: Any) -> None:
        """Make the first fact of its kind, whose own ``__init__`` takes this one's place."""
        complete(type(self))
        type(self).__init__(self, **told)

    def __post_init__(self) -> None:
        """Refuse values that a fact must not hold."""
        for name in _names(self.name):
            value = getattr(self, name)
            for part in value if isinstance(value, tuple) else (value,):
                if type(part) in _NO_WORDS:
                    continue
                if not isinstance(part, _PLAIN):
                    raise TypeError(f"{self.name}.{name} holds a {type(part).__name__}; a fact holds ids and codes.")
                if isinstance(part, str) and not _is_code(part):
                    raise ValueError(f"{self.name}.{name} is no code: facts never hold free text.")

    def detail(self) -> dict[str, Any]:
        """Return the fact's own fields by name."""
        return {name: getattr(self, name) for name in _names(self.name)}


def complete(kind: type[Fact]) -> None:
    """Make a kind of fact the dataclass that it is, unless it is one already."""
    with _completing:
        if "__dataclass_fields__" not in vars(kind):
            dataclass(frozen=True, kw_only=True)(kind)


def complete_facts() -> None:
    """Make every kind of fact the dataclass that it is, so that processes that part share them."""
    for kind in _known.values():
        complete(kind)


@cache
def _names(fact: str) -> tuple[str, ...]:
    """Return the names of a kind of fact's own fields."""
    return tuple(each.name for each in fields(_known[fact]))


@lru_cache(maxsize=1_000)
def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def subject_of(fact: Fact) -> UUID | None:
    """Return the case that a fact is about, if it is about one."""
    return next((found for name in SUBJECTS if (found := getattr(fact, name, None)) is not None), None)


def known_facts() -> Mapping[str, type[Fact]]:
    """Return every kind of fact by name."""
    complete_facts()
    return dict(sorted(_known.items()))


def field_faults(fact: type[Fact]) -> list[str]:
    """Return the fields of a fact whose declared type may hold free text or personal data."""
    allowed: set[Any] = {UUID, Code, int, bool, datetime, date, type(None), ...}
    faults = []
    for name, hint in get_type_hints(fact).items():
        if name in {"name", "rules", "version"}:
            continue
        if not set(get_args(hint) or (hint,)) <= allowed:
            faults.append(f"{fact.name}.{name}")
    return faults
