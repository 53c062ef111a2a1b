"""The operator makes organizations known."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop, require
from vestibule.organizations import lifecycle
from vestibule.organizations.actions.awaiting import tell_who_waits
from vestibule.organizations.events import OrganizationCorrected, OrganizationLoaded
from vestibule.organizations.models import Organization
from vestibule.organizations.policy.particulars import Particulars, particulars_faults
from vestibule.organizations.rows import index_name, one_organization_at_a_time, write
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
    line_of_business: str = "",
    by: Actor,
    at: datetime,
) -> UUID:
    """Make an organization known, or correct it; where nothing differs nothing happens. Source: ORG-4 (APP 15).

    Where no line of business is named, the one that is known stays.
    """
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
            return create_organization(told, line_of_business, by=by, at=at)
        except IntegrityError:
            raise Refused(TAKEN()) from None
    if _differing(known, told, line_of_business):
        correct_organization(known.pk, told, line_of_business, by=by, at=at)
    return known.pk


@action
def create_organization(told: Particulars, line_of_business: str, *, by: Actor, at: datetime) -> UUID:
    """Store a new organization; the database refuses a second one with its TIN or submitter ID. Source: ORG-4."""
    require(particulars_faults(told))
    one_organization_at_a_time(told)

    row = Organization(status=lifecycle.ACTIVE, created_at=at, line_of_business=line_of_business)
    write(row, told)
    row.save(force_insert=True)
    index_name(row)
    tell_who_waits(row, by=by, at=at)

    record(OrganizationLoaded(organization_id=row.pk, kind=Code(row.kind)), by=by, at=at)
    return row.pk


@action
def correct_organization(
    organization_id: UUID, told: Particulars, line_of_business: str, *, by: Actor, at: datetime
) -> None:
    """Bring a known organization up to what was loaded. Source: ORG-4."""
    row = Organization.objects.select_for_update().get(pk=organization_id)
    require(particulars_faults(told))

    changed = _differing(row, told, line_of_business)
    write(row, told)
    row.line_of_business = line_of_business or row.line_of_business
    row.save()
    index_name(row)

    record(OrganizationCorrected(organization_id=row.pk, changed=tuple(Code(name) for name in changed)), by=by, at=at)


def _known(told: Particulars) -> Organization | None:
    standing = Organization.objects.exclude(status=lifecycle.DROPPED)
    by_tin = standing.filter(tin_index=tin_index(told.tin)).first()
    by_submitter_id = standing.filter(submitter_id=told.submitter_id).first()
    if (by_tin and by_tin.pk) != (by_submitter_id and by_submitter_id.pk):
        raise Refused(TAKEN())
    return by_tin


def _differing(row: Organization, told: Particulars, line_of_business: str) -> list[str]:
    differing = [name for name in vars(told) if getattr(row, name) != getattr(told, name)]
    is_other = line_of_business not in ("", row.line_of_business)
    return [*differing, "line_of_business"] if is_other else differing
