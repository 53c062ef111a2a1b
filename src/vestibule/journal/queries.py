"""Reads of the record."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from vestibule.journal.events import PolicyCameIntoForce
from vestibule.journal.models import Entry, EntryTrail
from vestibule.kernel.actor import Actor, ActorKind


def policy_on_record() -> str | None:
    """Return the digest of the rulebook that was last put on record."""
    last = Entry.objects.filter(fact=PolicyCameIntoForce.name).order_by("-at").first()
    if last is None:
        return None
    digest: str = json.loads(bytes(last.canonical))["detail"]["digest"]
    return digest


@dataclass(frozen=True)
class EntryCard:
    """One fact as it stands in the record: what, when, by whom, and inside which other deed."""

    id: UUID
    at: datetime
    fact: str
    by: Actor
    inside: str  # the name of the fact in whose action this one was done; empty where it was done by itself
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Entries:
    """Some entries, the newest first, and whether older ones follow."""

    entries: tuple[EntryCard, ...]
    more: bool


def entries_about(
    *,
    person_id: UUID | None = None,
    organization_id: UUID | None = None,
    subject_ids: Collection[UUID] = (),
    without: Collection[str] = (),
    skip: int = 0,
    most: int = 50,
) -> Entries:
    """Return the entries about a person, an organization or cases, the newest first; two queries, however many.

    ``without`` names facts that are left out, or all of a room (``desk.``). Source: AUD-1, HLP-2. Reading: a deed
    stands before those that were done inside it, for they have one moment.
    """
    about = Q(pk__in=[])  # nothing, until something is named
    if person_id is not None:
        about |= Q(person_id=person_id)
    if organization_id is not None:
        about |= _about_organization(organization_id)
    if subject_ids:
        about |= Q(subject_id__in=list(subject_ids))
    return _page_of(Entry.objects.filter(about).exclude(_named(without)), skip=skip, most=most)


def entries_found(
    *,
    room: str = "",
    person_id: UUID | None = None,
    organization_id: UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    not_about: UUID | None = None,
    skip: int = 0,
    most: int = 50,
) -> Entries:
    """Return the entries that meet all that is asked for, the newest first. Source: AUD-1.

    Reading: a person's are those about them and those by them; ``room`` is where facts come from (``signin``);
    ``not_about`` is a person about whom nothing is told.
    """
    found = Entry.objects.all()
    if room:
        found = found.filter(_named([f"{room}."]))
    if person_id is not None:
        found = found.filter(Q(person_id=person_id) | Q(actor_id=person_id))
    if organization_id is not None:
        found = found.filter(_about_organization(organization_id))
    if since is not None:
        found = found.filter(at__gte=since)
    if before is not None:
        found = found.filter(at__lt=before)
    if not_about is not None:
        found = found.exclude(person_id=not_about)
    return _page_of(found, skip=skip, most=most)


def _named(facts: Collection[str]) -> Q:
    """Return the condition that a fact is named, or its room (``desk.``)."""
    named = Q(pk__in=[])
    for name in facts:
        named |= Q(fact__startswith=name) if name.endswith(".") else Q(fact=name)
    return named


def _about_organization(organization_id: UUID) -> Q:
    """Return the condition that an entry is about an organization; what two agree on is about both. Source: ORG-8."""
    return Q(organization_id=organization_id) | Q(subject_id=organization_id)


def _page_of(told: "QuerySet[Entry]", *, skip: int, most: int) -> Entries:
    rows = list(told.order_by("-at", F("parent_id").asc(nulls_first=True), "pk")[skip : skip + most + 1])
    shown = rows[:most]
    outer = {row.parent_id for row in shown if row.parent_id}
    names = dict(Entry.objects.filter(pk__in=outer).values_list("pk", "fact")) if outer else {}
    return Entries(tuple(_card(row, names) for row in shown), more=len(rows) > most)


def entry_ids_of(organization_id: UUID, *, without: Collection[str] = ()) -> list[UUID]:
    """Return the entries about an organization; ``without`` names facts that are left out. Source: AUD-2."""
    found = Entry.objects.filter(_about_organization(organization_id)).exclude(_named(without))
    return list(found.values_list("pk", flat=True))


def sealed_entry_ids_of(organization_id: UUID, *, size: int, without: Collection[str] = ()) -> list[UUID]:
    """Return the entries about an organization among the first ``size`` of the log. Source: AUD-2."""
    about = Entry.objects.filter(_about_organization(organization_id))
    found = about.filter(logleaf__index__lt=size).exclude(_named(without))
    return list(found.order_by("logleaf__index").values_list("pk", flat=True))


@dataclass(frozen=True)
class SealedEntry:
    """An entry with its place in the log and its hash; without them where no checkpoint covers it yet."""

    id: UUID
    fact: str
    at: datetime
    detail: Mapping[str, Any]
    index: int | None
    leaf: str


def sealed_facts(
    organization_id: UUID, facts: Collection[str], *, since: datetime, before: datetime, size: int
) -> list[SealedEntry]:
    """Return the entries of some facts about an organization within a span of time, in the order of what happened.

    Source: AUD-2. Reading: their places are told among the first ``size`` of the log, which a checkpoint covers.
    """
    found = Entry.objects.filter(organization_id=organization_id, fact__in=list(facts), at__gte=since, at__lt=before)
    rows = found.order_by("at", "pk").values_list("pk", "fact", "at", "canonical", "logleaf__index", "logleaf__hash")
    entries = []
    for pk, fact, at, canonical, index, leaf in rows:
        covered = index is not None and index < size
        detail = json.loads(bytes(canonical))["detail"]
        entries.append(
            SealedEntry(pk, fact, at, detail, index if covered else None, bytes(leaf).hex() if covered else "")
        )
    return entries


def addresses_of(entry_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the network addresses from which deeds came, where they are still kept. Source: AUD-1, ACC-13."""
    trails = EntryTrail.objects.filter(pk__in=entry_ids).exclude(address=None)
    return {entry_id: str(address) for entry_id, address in trails.values_list("pk", "address")}


def _card(row: Entry, names: Mapping[UUID, str]) -> EntryCard:
    return EntryCard(
        id=row.pk,
        at=row.at,
        fact=row.fact,
        by=Actor(ActorKind(row.actor_kind), row.actor_id),
        inside=names.get(row.parent_id, "") if row.parent_id else "",
        detail=json.loads(bytes(row.canonical))["detail"],
    )
