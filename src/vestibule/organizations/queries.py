"""Reads of organizations."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from vestibule.kernel.reasons import NotFound, require
from vestibule.organizations import lifecycle
from vestibule.organizations.models import NamedBy, NameWord, NameWordPart, Organization
from vestibule.organizations.policy import search
from vestibule.organizations.policy.particulars import submitter_id, tin_digits
from vestibule.organizations.tins import tin_index
from vestibule.storage.rows import begins_with

MOST_WORDS_LIKE_ONE = 40
MOST_CANDIDATES = 200
MOST_NEAR = 5


@dataclass(frozen=True)
class OrganizationCard:
    """What others may know of an organization: never its TIN."""

    id: UUID
    legal_name: str
    kind: str
    city: str
    state: str
    submitter_id: str
    status: str


_CARD = ("pk", "legal_name", "kind", "city", "state", "submitter_id", "status")  # a card's columns, in its order


def organization_card(organization_id: UUID) -> OrganizationCard:
    """Return one organization. Raises ``NotFound``."""
    found = organization_cards([organization_id])
    if organization_id not in found:
        raise NotFound(f"organization {organization_id}")
    return found[organization_id]


def organization_cards(organization_ids: Iterable[UUID]) -> dict[UUID, OrganizationCard]:
    """Return organizations by id, in one query; the TIN, which no card shows, stays sealed."""
    found = Organization.objects.filter(pk__in=set(organization_ids)).values_list(*_CARD)
    return {values[0]: OrganizationCard(*values) for values in found}


def organization_by_submitter_id(text: str) -> OrganizationCard | None:
    """Return the organization with this submitter ID, however it was spaced and cased. Source: ORG-2."""
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    row = standing.filter(submitter_id=submitter_id(text)).first()
    return _card(row) if row else None


def is_taken(tin: str, submitter: str) -> bool:
    """Say whether an organization, pending or active, has this TIN or this submitter ID. Source: ORG-3, ORG-4."""
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    return standing.filter(Q(tin_index=tin_index(tin_digits(tin))) | Q(submitter_id=submitter_id(submitter))).exists()


def organizations_named_nearly(name: str, state: str) -> list[OrganizationCard]:
    """Return the active organizations of a state whose names nearly equal this one, the nearest first.

    Source: ORG-4. Reading: unlike a search, in which a word may stand for a name, the whole names are compared.
    """
    words = search.name_words(name)
    nearness = {row: search.nearness(" ".join(words), row.name_folded) for row in _candidates(words, state)}
    near = [row for row, score in nearness.items() if score >= search.NEARLY_EQUAL]
    return [_card(row) for row in sorted(near, key=lambda row: (-nearness[row], row.name_folded))][:MOST_NEAR]


def find_organizations(name: str, state: str, limit: int = 20) -> list[OrganizationCard]:
    """Return the organizations of a state that somebody may mean by a name, the likeliest first.

    Raises ``Refused`` where the name is too short or the state unknown. Source: ORG-5 (EU 14, ADD 10). Reading: the
    words come in any order, unfinished or misspelt; company forms (LLC, Inc.) don't count. The tables narrow a million
    names to a few hundred candidates, and only those are compared letter by letter.
    """
    require(search.search_faults(name, state))

    words = search.name_words(name)[: search.MOST_WORDS]
    typed = " ".join(words)
    ranked = sorted(
        (
            (-search.likeness(typed, row.name_folded), row.name_folded, str(row.pk), row)
            for row in _candidates(words, state)
        ),
    )
    return [_card(row) for score, _, _, row in ranked if -score >= search.LIKE_ENOUGH][:limit]


def _candidates(words: tuple[str, ...], state: str) -> list[Organization]:
    """Return names that begin as typed, then those that share the most words with what was typed."""
    there = Organization.objects.filter(state=state, status=lifecycle.ACTIVE)
    begins = there.filter(begins_with("name_folded", " ".join(words))).order_by("name_folded")
    found = {row.pk: row for row in begins[:MOST_CANDIDATES]}

    sharing = (
        NamedBy.objects.filter(word_id__in=_words_meant(words, state))
        .values("organization_id")
        .annotate(shared=Count("word_id"))
        .order_by("-shared", "organization_id")[:MOST_CANDIDATES]
    )
    missing = [row["organization_id"] for row in sharing if row["organization_id"] not in found]
    return [*found.values(), *there.filter(pk__in=missing)]


def _words_meant(words: tuple[str, ...], state: str) -> set[int]:
    return {word_id for word in words for word_id in _words_like(word, state)}


def _words_like(word: str, state: str) -> list[int]:
    known = NameWord.objects.filter(state=state)
    begins = known.filter(begins_with("word", word)).order_by("word")[:MOST_WORDS_LIKE_ONE]
    ids = {row.word: row.pk for row in [*begins, *_words_sharing_parts(word, state)]}
    return [ids[meant] for meant in search.words_like(word, ids)[:MOST_WORDS_LIKE_ONE]]


def _words_sharing_parts(word: str, state: str) -> "QuerySet[NameWord]":
    parts = search.word_parts(word)
    sharing = (
        NameWordPart.objects.filter(state=state, part__in=parts)
        .values("word_id")
        .annotate(shared=Count("id"))
        .filter(shared__gte=max(1, len(parts) // 3))
        .order_by("-shared", "word_id")[:MOST_WORDS_LIKE_ONE]
    )
    return NameWord.objects.filter(pk__in=[row["word_id"] for row in sharing])


def _card(row: Organization) -> OrganizationCard:
    return OrganizationCard(
        id=row.pk,
        legal_name=row.legal_name,
        kind=row.kind,
        city=row.city,
        state=row.state,
        submitter_id=row.submitter_id,
        status=row.status,
    )
