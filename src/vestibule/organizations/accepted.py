"""Accepted forms, as the rooms above see them."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from vestibule.organizations import lifecycle
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.policy.naming import APPROVER, BACKUP, NamedPerson, is_named
from vestibule.organizations.policy.particulars import Particulars, submitter_id, tin_digits
from vestibule.organizations.tins import tin_index

_NAMES = tuple(NamedPerson.__dataclass_fields__)


@dataclass(frozen=True)
class OfficialCard:
    """The authorized or delegated official who signed an organization's accepted form, and the form's language."""

    full_name: str = field(repr=False)
    email: str = field(repr=False)
    language: str


@dataclass(frozen=True)
class AcceptedForm:
    """What an accepted form says of an organization, and whom it names."""

    id: UUID
    reference: str
    particulars: Particulars = field(repr=False)
    line_of_business: str
    approver: NamedPerson = field(repr=False)
    backup: NamedPerson | None = field(repr=False)

    def names_as(self, person: NamedPerson) -> str | None:
        """Return as what the form names somebody, if it does: ``approver`` or ``backup``. Source: ORG-3, ORG-4."""
        if is_named(self.approver, person):
            return APPROVER
        return BACKUP if self.backup and is_named(self.backup, person) else None


def accepted_form(tin: str, submitter: str) -> AcceptedForm | None:
    """Return the accepted form with this TIN and this submitter ID, both exactly. Source: ORG-3 (APP 15)."""
    return _one(
        OrganizationForm.objects.filter(
            status=lifecycle.ACCEPTED, tin_index=tin_index(tin_digits(tin)), submitter_id=submitter_id(submitter)
        ).first()
    )


def accepted_form_named(form_id: UUID) -> AcceptedForm | None:
    """Return an accepted form by its id, or the one that an accepted update has put in its place. Source: ORG-6."""
    once = OrganizationForm.objects.filter(pk=form_id, status__in=(lifecycle.ACCEPTED, lifecycle.REPLACED))
    in_force = OrganizationForm.objects.filter(status=lifecycle.ACCEPTED, tin_index__in=once.values("tin_index"))
    return _one(in_force.first())


def accepted_form_of(organization_id: UUID) -> AcceptedForm | None:
    """Return the accepted form of an organization; one that the operator loaded has none. Source: ORG-4."""
    row = Organization.objects.filter(pk=organization_id).select_related("form").first()
    return _one(row.form) if row else None


def forms_of(organization_id: UUID) -> list[UUID]:
    """Return the forms of an organization: the one that it came from, and every update that was sent of it.

    Source: ORG-6, HLP-2.
    """
    tins = Organization.objects.filter(pk=organization_id).values("tin_index")
    once = Q(tin_index__in=tins, status__in=(lifecycle.ACCEPTED, lifecycle.REPLACED))
    rows = OrganizationForm.objects.filter(once | Q(organization_id=organization_id)).order_by("made_at")
    return list(rows.values_list("pk", flat=True))


def officials_of(organization_ids: Collection[UUID]) -> dict[UUID, OfficialCard]:
    """Return who signed the accepted form of each of some organizations; who was loaded without one isn't there.

    Source: ORG-9.
    """
    rows = Organization.objects.filter(pk__in=organization_ids, form__isnull=False).select_related("form")
    return {row.pk: _official(row.form) for row in rows if row.form}


def _official(form: OrganizationForm) -> OfficialCard:
    told = NamedPerson(**{name: json.loads(form.stands or form.content)["official"].get(name, "") for name in _NAMES})
    return OfficialCard(told.full_name, told.email, form.language)


def _one(row: OrganizationForm | None) -> AcceptedForm | None:
    if row is None:
        return None
    content = json.loads(row.stands or row.content)
    told = {name: content.get(name, "") for name in Particulars.__dataclass_fields__}
    return AcceptedForm(
        id=row.pk,
        reference=row.reference,
        particulars=Particulars(**{**told, "submitter_id": row.submitter_id or ""}),
        line_of_business=content.get("line_of_business", ""),
        approver=NamedPerson(**content["approver"]),
        backup=NamedPerson(**content["backup"]) if content.get("backup") else None,
    )
