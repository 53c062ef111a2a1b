"""The story of a person, an organization or a case in plain sentences, from the record: the newest first, paged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from vestibule.access.queries import applications
from vestibule.accounts.queries import person_cards
from vestibule.desk.sentences import SENTENCES
from vestibule.desk.sentences.wording import NAMES, Sentence
from vestibule.journal.queries import Entries, EntryCard, entries_about
from vestibule.kernel.actor import ActorKind
from vestibule.kernel.reasons import gettext_noop
from vestibule.organizations.accepted import forms_of
from vestibule.organizations.queries import organization_cards

LINES_A_PAGE = 50
MOST_PAGES = 10_000

ORGANIZATIONS = ("organization", "office", "proposed_organization", "was_organization")
ROLES = ("role", "proposed_role", "was_role")

NOBODY = gettext_noop("somebody")
NOWHERE = gettext_noop("no organization in particular")
WHO = {
    ActorKind.VISITOR: gettext_noop("somebody who wasn't signed in"),
    ActorKind.PROGRAM: gettext_noop("an application"),
    ActorKind.OPERATOR: gettext_noop("the operator"),
    ActorKind.SYSTEM: gettext_noop("the system"),
}
THEMSELF = gettext_noop("the person")
AT_THE_DESK = gettext_noop("%(name)s, help desk")


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, by whom; ``inside`` where it was part of another deed."""

    at: datetime
    words: str = field(repr=False)
    who: str = field(repr=False)
    inside: bool


@dataclass(frozen=True)
class Story:
    """One page of a story, and whether it goes on."""

    lines: tuple[Line, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class Names:
    """What the ids and keys of some entries are called, each looked up once."""

    people: Mapping[UUID, str] = field(repr=False)
    organizations: Mapping[UUID, str]
    roles: Mapping[str, str]
    applications: Mapping[str, str]


def story_of_person(person_id: UUID, *, page: int = 1) -> Story:
    """Tell what happened to a person. Source: HLP-2, AUD-1."""
    return _told(entries_about(person_id=person_id, skip=_skipped(page), most=LINES_A_PAGE), page)


def story_of_organization(organization_id: UUID, *, page: int = 1) -> Story:
    """Tell what happened to an organization, the form it came from, and its updates. Source: HLP-2, AUD-1, ORG-6."""
    forms = forms_of(organization_id)
    found = entries_about(organization_id=organization_id, subject_ids=forms, skip=_skipped(page), most=LINES_A_PAGE)
    return _told(found, page)


def story_of_case(subject_id: UUID, *, page: int = 1) -> Story:
    """Tell what happened in a case. Source: HLP-1, AUD-1."""
    return _told(entries_about(subject_ids=[subject_id], skip=_skipped(page), most=LINES_A_PAGE), page)


def told_line(entry: EntryCard, names: Names) -> Line:
    """Say one entry in the reader's language; a fact without a sentence stands under its own name."""
    sentence = SENTENCES.get(entry.fact)
    words = _filled(sentence, entry.detail, names) if sentence else entry.fact
    return Line(entry.at, words, _who(entry, names), bool(entry.inside))


def _skipped(page: int) -> int:
    return (page - 1) * LINES_A_PAGE


def _told(found: Entries, page: int) -> Story:
    names = names_in(found.entries)
    return Story(tuple(told_line(entry, names) for entry in found.entries), page, found.more)


def names_in(entries: Sequence[EntryCard]) -> Names:
    """Look up what is named in some entries: people, organizations and the catalogue in one query each."""
    people = {UUID(found) for name in ("person_id", "known_person_id") for found in _values(entries, name)}
    people |= {entry.by.person_id for entry in entries if entry.by.person_id}
    organizations = {UUID(found) for place in ORGANIZATIONS for found in _values(entries, NAMES[place])}
    catalog = applications() if any(_values(entries, NAMES[place]) for place in ("application", *ROLES)) else []
    return Names(
        people={card.id: card.full_name for card in person_cards(people).values()} if people else {},
        organizations={card.id: card.legal_name for card in organization_cards(organizations).values()}
        if organizations
        else {},
        roles={role.key: role.name for application in catalog for role in application.roles},
        applications={application.key: application.name for application in catalog},
    )


def _values(entries: Iterable[EntryCard], name: str) -> set[str]:
    return {value for entry in entries if (value := entry.detail.get(name))}


def _filled(sentence: Sentence, detail: Mapping[str, Any], names: Names) -> str:
    values = {place: _value(place, sentence, detail, names) for place in sentence.places}
    return gettext(sentence.text) % values


def _value(place: str, sentence: Sentence, detail: Mapping[str, Any], names: Names) -> str:
    told = detail.get(NAMES.get(place, place))
    if place in {"person", "known_person"}:
        return names.people.get(UUID(told), "") or gettext(NOBODY) if told else gettext(NOBODY)
    if place in ORGANIZATIONS:
        return names.organizations.get(UUID(told), "") or gettext(NOWHERE) if told else gettext(NOWHERE)
    if place in ROLES:
        return names.roles.get(str(told), str(told))
    if place == "application":
        return names.applications.get(str(told), str(told))
    parts = told if isinstance(told, list) else [told]
    known = sentence.words.get(place, {})
    return ", ".join(gettext(known[code]) if (code := str(part)) in known else code for part in parts)


def _who(entry: EntryCard, names: Names) -> str:
    if entry.by.kind is not ActorKind.PERSON:
        return gettext(WHO[entry.by.kind])
    name = names.people.get(entry.by.id, "") if entry.by.id else ""
    if entry.fact.startswith("desk.") or entry.inside.startswith("desk."):
        return gettext(AT_THE_DESK) % {"name": name}
    if entry.detail.get("person_id") == str(entry.by.id):
        return gettext(THEMSELF)
    return name or gettext(NOBODY)
