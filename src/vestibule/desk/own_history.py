"""What happened to oneself, in the sentences of the desk's stories: one's own sign-ins and deeds, the newest first.

Who works at the help desk isn't named here, nor what they looked at; nor anybody whom a registration resembled.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from vestibule.desk.story import Line, names_in, told_line
from vestibule.journal.queries import EntryCard, addresses_of, entries_about
from vestibule.kernel.actor import ActorKind
from vestibule.kernel.reasons import gettext_noop
from vestibule.signin.queries import PastSession, past_sessions

LINES_A_PAGE = 25
SIGNED_IN = "signin.session_started"

# What is the help desk's own, would name somebody else, or is said by another fact of the same moment.
LEFT_OUT = (
    "desk.",
    "accounts.registration_held",
    "accounts.taken_email_registered",
    "signin.password_accepted",
    "signin.code_sent",
    "signin.profile_changed",
)
YOU = gettext_noop("you")
THE_DESK = gettext_noop("the help desk")


@dataclass(frozen=True)
class OwnLine:
    """One thing that happened to oneself: when, what, by whom, from where; of a sign-in its session."""

    at: datetime
    words: str = field(repr=False)
    who: str = field(repr=False)
    address: str
    session: PastSession | None


@dataclass(frozen=True)
class OwnHistory:
    """One page of what happened to oneself, and whether it goes on."""

    lines: tuple[OwnLine, ...]
    page: int
    more: bool


def own_history(person_id: UUID, *, page: int = 1) -> OwnHistory:
    """Tell somebody what happened to their account. Source: ACC-13, SIG-7, AUD-1."""
    skipped = (page - 1) * LINES_A_PAGE
    found = entries_about(person_id=person_id, without=LEFT_OUT, skip=skipped, most=LINES_A_PAGE)
    names = names_in(found.entries)
    addresses = addresses_of([entry.id for entry in found.entries if entry.by.kind is not ActorKind.SYSTEM])
    signed_in = {entry.id: UUID(entry.detail["session_id"]) for entry in found.entries if entry.fact == SIGNED_IN}
    sessions = past_sessions(list(signed_in.values()), of=person_id)
    lines = [
        OwnLine(
            entry.at,
            told.words,
            _who(entry, told, person_id),
            addresses.get(entry.id, "") if _is_near(entry, person_id) else "",
            sessions.get(signed_in[entry.id]) if entry.id in signed_in else None,
        )
        for entry, told in ((entry, told_line(entry, names)) for entry in found.entries)
    ]
    return OwnHistory(tuple(lines), page, found.more)


def _who(entry: EntryCard, told: Line, person_id: UUID) -> str:
    if entry.by.person_id == person_id:
        return gettext(YOU)
    return gettext(THE_DESK) if entry.inside.startswith("desk.") else told.who


def _is_near(entry: EntryCard, person_id: UUID) -> bool:
    """Say whether the network address of a deed is one's own business: of one's own deeds, and of who tried to be one.

    Where colleagues and the help desk work is theirs.
    """
    return entry.by.person_id == person_id or entry.by.kind is ActorKind.VISITOR
