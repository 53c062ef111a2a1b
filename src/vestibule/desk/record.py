"""What the record has on something, in the sentences of the stories, for who has said why they look for it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from vestibule.accounts.queries import person_cards
from vestibule.desk.models import RecordLook
from vestibule.desk.policy.looks import RecordSearch, opened_since
from vestibule.desk.story import LINES_A_PAGE, Line, Names, names_in, told_line
from vestibule.journal.queries import EntryCard, entries_found
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, gettext_noop
from vestibule.organizations.queries import organization_cards

ROOMS = {
    "accounts": gettext_noop("Accounts"),
    "signin": gettext_noop("Signing in"),
    "proofing": gettext_noop("Identity proofing"),
    "organizations": gettext_noop("Organizations and their forms"),
    "access": gettext_noop("Roles and requests"),
    "federation": gettext_noop("Applications"),
    "desk": gettext_noop("Help Desk"),
    "journal": gettext_noop("The installation"),
}


@dataclass(frozen=True)
class Look:
    """A look through the record that is open, and what the things searched for are called."""

    id: UUID
    search: RecordSearch
    staff_id: UUID
    room: str
    person: str = field(repr=False)
    organization: str


@dataclass(frozen=True)
class RecordLine:
    """One entry: the sentence, whom it is about where it is about somebody, and its id, by which it is proven."""

    entry_id: UUID
    line: Line
    person_id: UUID | None
    person: str = field(repr=False)
    organization: str


@dataclass(frozen=True)
class Found:
    """One page of what was found, and whether there is more."""

    lines: tuple[RecordLine, ...]
    page: int
    more: bool


def visible_look(look_id: UUID, *, to: Actor, at: datetime) -> Look:
    """Return a look through the record to whose it is, as long as it is open. Raises ``NotFound``. Source: AUD-1."""
    row = RecordLook.objects.filter(pk=look_id, staff_id=to.person_id, looked_at__gt=opened_since(at)).first()
    if row is None or to.person_id is None:
        raise NotFound(f"look {look_id}")
    search = RecordSearch(row.room, row.person_id, row.organization_id, row.since, row.until)
    people = person_cards([row.person_id]) if row.person_id else {}
    organizations = organization_cards([row.organization_id]) if row.organization_id else {}
    return Look(
        row.id,
        search,
        to.person_id,
        ROOMS.get(row.room, ""),
        next((card.full_name for card in people.values()), ""),
        next((card.legal_name for card in organizations.values()), ""),
    )


def found_by(look: Look, *, page: int = 1) -> Found:
    """Return what the record has on what a look was opened for, the newest first. Source: AUD-1, HLP-2.

    Reading: a day is one where the installation is; what is about who looks is left out.
    """
    search = look.search
    found = entries_found(
        room=search.room,
        person_id=search.person_id,
        organization_id=search.organization_id,
        since=_midnight(search.since) if search.since else None,
        before=_midnight(search.until + timedelta(days=1)) if search.until else None,
        not_about=look.staff_id,
        skip=(page - 1) * LINES_A_PAGE,
        most=LINES_A_PAGE,
    )
    names = names_in(found.entries)
    return Found(tuple(_line(entry, names) for entry in found.entries), page, found.more)


def _line(entry: EntryCard, names: Names) -> RecordLine:
    person, organization = entry.detail.get("person_id"), entry.detail.get("organization_id")
    person_id = UUID(person) if person else None
    return RecordLine(
        entry.id,
        told_line(entry, names),
        person_id,
        names.people.get(person_id, "") if person_id else "",
        names.organizations.get(UUID(organization), "") if organization else "",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
