"""The operator makes organizations known."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop, require
from vestibule.organizations import lifecycle
from vestibule.organizations.events import OrganizationCorrected, OrganizationLoaded
from vestibule.organizations.models import NamedBy, NameWord, NameWordPart, Organization
from vestibule.organizations.policy import search
from vestibule.organizations.policy.particulars import Particulars, particulars_faults
from vestibule.organizations.tins import tin_index

TAKEN = declare_reason(
    "organization.taken",
    gettext_noop("This TIN and this submitter ID don't belong together: one of them is another organization's."),
    rule="ORG-4",
    field="submitter_id",
)


def load_organization(
    *,
    legal_name: str,
    kind: str,
    tin: str,
    submitter_id: str,
    address: str,
    city: str,
    state: str,
    zip_code: str,
    telephone: str,
    npi: str = "",
    ptan: str = "",
    by: Actor,
    at: datetime,
) -> UUID:
    """Make an organization known, or correct it; where nothing differs nothing happens. Source: ORG-4 (APP 15)."""
    told = Particulars(
        legal_name=legal_name,
        kind=kind,
        tin=tin,
        submitter_id=submitter_id,
        npi=npi,
        ptan=ptan,
        address=address,
        city=city,
        state=state,
        zip_code=zip_code,
        telephone=telephone,
    ).tidied()
    require(particulars_faults(told))

    known = _known(told)
    if known is None:
        try:
            return create_organization(told, by=by, at=at)
        except IntegrityError:
            raise Refused(TAKEN()) from None
    if _differing(known, told):
        correct_organization(known.pk, told, by=by, at=at)
    return known.pk


@action
def create_organization(told: Particulars, *, by: Actor, at: datetime) -> UUID:
    """Store a new organization; the database refuses a second one with its TIN or submitter ID. Source: ORG-4."""
    require(particulars_faults(told))

    row = Organization(status=lifecycle.ACTIVE, created_at=at)
    _write(row, told)
    row.save(force_insert=True)
    _index_name(row)

    record(OrganizationLoaded(organization_id=row.pk, kind=Code(row.kind)), by=by, at=at)
    return row.pk


@action
def correct_organization(organization_id: UUID, told: Particulars, *, by: Actor, at: datetime) -> None:
    """Bring a known organization up to what was loaded. Source: ORG-4."""
    row = Organization.objects.select_for_update().get(pk=organization_id)
    require(particulars_faults(told))

    changed = _differing(row, told)
    _write(row, told)
    row.save()
    _index_name(row)

    record(OrganizationCorrected(organization_id=row.pk, changed=tuple(Code(name) for name in changed)), by=by, at=at)


def _known(told: Particulars) -> Organization | None:
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    by_tin = standing.filter(tin_index=tin_index(told.tin)).first()
    by_submitter_id = standing.filter(submitter_id=told.submitter_id).first()
    if (by_tin and by_tin.pk) != (by_submitter_id and by_submitter_id.pk):
        raise Refused(TAKEN())
    return by_tin


def _differing(row: Organization, told: Particulars) -> list[str]:
    return [name for name in vars(told) if getattr(row, name) != getattr(told, name)]


def _write(row: Organization, told: Particulars) -> None:
    for name, value in vars(told).items():
        setattr(row, name, value)
    row.tin_index = tin_index(told.tin)
    row.tin_last_four = told.tin[-4:]
    row.name_folded = search.compared_name(told.legal_name)


def _index_name(row: Organization) -> None:
    """Write the words by which the organization is found, and for words new in its state their parts."""
    wanted = set(row.name_folded.split())
    known = set(NameWord.objects.filter(state=row.state, word__in=wanted).values_list("word", flat=True))
    NameWord.objects.bulk_create(
        [NameWord(state=row.state, word=word) for word in sorted(wanted - known)], ignore_conflicts=True
    )
    words = list(NameWord.objects.filter(state=row.state, word__in=wanted))
    parts = [
        NameWordPart(word=word, state=row.state, part=part)
        for word in words
        if word.word not in known
        for part in sorted(search.word_parts(word.word))
    ]
    NameWordPart.objects.bulk_create(parts, ignore_conflicts=True)
    NamedBy.objects.filter(organization=row).exclude(word__in=words).delete()
    NamedBy.objects.bulk_create([NamedBy(organization=row, word=word) for word in words], ignore_conflicts=True)
