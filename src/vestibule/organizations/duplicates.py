"""What may be the same organization as a form's: by TIN, by NPI, by a name nearly the same in the same state."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from vestibule.kernel.reasons import Refused
from vestibule.organizations import lifecycle
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.policy import search

SAME_TIN, SAME_NPI, NEAR_NAME = "tin", "npi", "name"
MOST_NEAR_NAMES = 10
MOST_COMPARED = 5000  # of the newest forms of a state

_OVER = (lifecycle.WITHDRAWN, lifecycle.LAPSED, lifecycle.REPLACED)


@dataclass(frozen=True)
class Duplicate:
    """Another form (``what`` is ``form``), or an organization, and why it may be the same: never its TIN."""

    what: str
    why: tuple[str, ...]
    id: UUID
    known_as: str  # a form's reference number, an organization's submitter ID
    legal_name: str
    state: str
    status: str


def duplicates_of(form: OrganizationForm) -> tuple[Duplicate, ...]:
    """Return what the help desk should compare a form with, the surest first. Source: ORG-10, ORG-4.

    Reading: forms that were withdrawn or lapsed say nothing; rejected ones do. Of an update,
    its own organization and what else was sent of it are no duplicates.
    """
    found = [*_forms(form), *_organizations(form)]
    return tuple(sorted(found, key=lambda each: (SAME_TIN not in each.why, SAME_NPI not in each.why, each.legal_name)))


def _forms(form: OrganizationForm) -> list[Duplicate]:
    others = OrganizationForm.objects.exclude(pk=form.pk).exclude(status__in=_OVER)
    if form.purpose == lifecycle.UPDATE:
        others = others.exclude(tin_index=form.tin_index)
    near = _near_names(form, others.filter(state=form.state).only("name_folded").order_by("-made_at")[:MOST_COMPARED])
    same = Q(tin_index=form.tin_index) | (Q(npi=form.npi) if form.npi else Q(pk__in=[]))
    rows = others.filter(same | Q(pk__in=near)).order_by("made_at")
    return [_duplicate("form", row, row.reference, _why(form, row, near)) for row in rows]


def _organizations(form: OrganizationForm) -> list[Duplicate]:
    others = Organization.objects.exclude(status=lifecycle.DROPPED).exclude(form=form)
    if form.purpose == lifecycle.UPDATE:
        others = others.exclude(tin_index=form.tin_index)
    near = _organizations_named_like(form)
    same = Q(tin_index=form.tin_index) | (Q(npi=form.npi) if form.npi else Q(pk__in=[]))
    rows = others.filter(same | Q(pk__in=near)).order_by("created_at")
    return [
        Duplicate(
            "organization", _why(form, row, near), row.pk, row.submitter_id, row.legal_name, row.state, row.status
        )
        for row in rows
    ]


def _duplicate(what: str, row: OrganizationForm | Organization, known_as: str, why: tuple[str, ...]) -> Duplicate:
    return Duplicate(what, why, row.pk, known_as, row.legal_name, row.state, row.status)


def _near_names(form: OrganizationForm, rows: Iterable[OrganizationForm]) -> set[UUID]:
    names = {row.pk: row.name_folded for row in rows}
    scores = search.ranked(form.name_folded, names.values())
    near = sorted(((scores[name], pk) for pk, name in names.items() if name in scores), reverse=True)
    return {pk for _, pk in near[:MOST_NEAR_NAMES]}


def _organizations_named_like(form: OrganizationForm) -> set[UUID]:
    try:
        return {card.id for card in find_organizations(form.name_folded, form.state, MOST_NEAR_NAMES)}
    except Refused:  # a name of one letter finds nothing
        return set()


def _why(form: OrganizationForm, other: OrganizationForm | Organization, near: set[UUID]) -> tuple[str, ...]:
    reasons = (
        (SAME_TIN, other.tin_index == form.tin_index),
        (SAME_NPI, bool(form.npi) and other.npi == form.npi),
        (NEAR_NAME, other.pk in near),
    )
    return tuple(why for why, is_so in reasons if is_so)
