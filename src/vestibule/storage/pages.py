"""Long lists, a page at a time: as many rows are read as are shown, however many there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
U = TypeVar("U")

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list: ``number`` counts pages from 1, ``count`` all rows of all pages."""

    rows: tuple[T, ...]
    number: int
    count: int
    last: int

    def of(self, shown: Callable[[tuple[T, ...]], list[U]]) -> "Page[U]":
        """Return the same page of what its rows are shown as, made for all of them at once."""
        return Page(tuple(shown(self.rows)), self.number, self.count, self.last)


def page_of(rows: "QuerySet[Any, T]", number: int, *, size: int = ROWS_A_PAGE) -> Page[T]:
    """Return one page of ordered rows in two queries; a number beyond the ends is the nearest page."""
    count = rows.count()
    last = max(1, -(-count // size))
    number = min(max(number, 1), last)
    return Page(tuple(rows[(number - 1) * size : number * size]) if count else (), number, count, last)


def page_number(typed: str) -> int:
    """Return the page that an address asks for; what is no such number is the first."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else 1
