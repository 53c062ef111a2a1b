"""To whom mails go that name an account and no address: by which name, where to, in which language.

It is looked up when such a mail is written, by the room that knows people: of many at once that is when they are sent,
so that neither a name nor an address waits in the outbox, and nobody reads them while a sweep moves its rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice


@dataclass(frozen=True)
class Addressee:
    """Whom a mail goes to: by which name, where to, in which language."""

    full_name: str = field(repr=False)
    email: str = field(repr=False)
    language: str


Addressing = Callable[[Iterable[UUID]], Mapping[UUID, Addressee]]
_addressing: list[Addressing] = []


def addresses(read: Addressing) -> Addressing:
    """Register the function that returns those owners of accounts who may be mailed, by the ids of their accounts."""
    if _addressing:
        raise ValueError("Whom mails go to is said by one room.")
    _addressing.append(read)
    return read


def addressed(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Return notices with what only their addressees have, in one query; who may not be mailed is left out. NEW-1."""
    these = list(notices)
    owners = {notice.person_id for notice in these if notice.to is None and notice.person_id}
    known = _addressing[0](owners) if owners else {}
    for notice in these:
        if notice.to is not None:
            yield notice
        elif notice.person_id and (who := known.get(notice.person_id)):
            yield _to(who, notice)


def _to(who: Addressee, notice: Notice) -> Notice:
    values = {"name": one_line(who.full_name), **notice.values}
    return replace(notice, to=who.email, language=who.language, values=values)
