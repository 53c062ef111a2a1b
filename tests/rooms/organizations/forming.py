"""New organization forms of the tests, each made by the actions that make them in earnest."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from tests.people import AT
from vestibule.kernel.actor import OPERATOR, Trail, visitor
from vestibule.kernel.secrets import new_token
from vestibule.notices.models import Mail
from vestibule.organizations.actions import submit_form
from vestibule.organizations.actions.by_desk import accept_form
from vestibule.organizations.links import contact_token
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.content import Contact, FormContent, Official
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.policy.signing import Signature
from vestibule.organizations.signing import sign

VISITOR = visitor(Trail(address="198.51.100.7"))
SIGNATURE = Signature(name="Olga Official", title="Practice Administrator", attested=True, address="198.51.100.9")

# What somebody types on the page; ``typed()`` gives each form a TIN of its own.
TYPED = {
    "kind": "provider_office",
    "legal_name": "Sunshine Medical Group, LLC",
    "npi": "1234567893",
    "ptan": "FL1234",
    "address": "100 Ocean Drive",
    "city": "Jacksonville",
    "state": "FL",
    "zip_code": "32202",
    "telephone": "904-555-0143",
    "location": "FL",
    "line_of_business": "part_b",
    "contact_first_name": "Carl",
    "contact_last_name": "Contact",
    "contact_email": "carl.contact@example.com",
    "contact_telephone": "904-555-0144",
    "approver_first_name": "Ann",
    "approver_middle_name": "",
    "approver_last_name": "Archer",
    "approver_suffix": "",
    "approver_email": "ann.archer@example.com",
    "backup_first_name": "Bob",
    "backup_middle_name": "",
    "backup_last_name": "Baker",
    "backup_suffix": "",
    "backup_email": "bob.baker@example.com",
    "official_first_name": "Olga",
    "official_last_name": "Official",
    "official_title": "Practice Administrator",
    "official_email": "olga.official@example.com",
}
NOBODY: dict[str, Any] = dict.fromkeys([name for name in TYPED if name.startswith("backup_")], "")

_number = count(1)


@dataclass(frozen=True)
class SentForm:
    """A form on its way, with the tokens of the links that were mailed."""

    id: UUID
    reference: str
    tin: str
    signature_token: str
    contact_token: str

    @property
    def row(self) -> OrganizationForm:
        """The form as it stands now."""
        return OrganizationForm.objects.get(pk=self.id)


def typed(**told: Any) -> dict[str, str]:
    """Return what somebody types on the page of a new form."""
    return {**TYPED, "tin": f"65-{next(_number):07d}", **told}


def content(**told: Any) -> FormContent:
    """Return what a form says: the fields of the page, by their names."""
    words = typed(**told)

    def person(who: str) -> dict[str, Any]:
        return {part: words.get(f"{who}_{part}", "") for part in NamedPerson.__dataclass_fields__}

    return FormContent(
        particulars=Particulars(**{name: words.get(name, "") for name in Particulars.__dataclass_fields__}),
        approver=NamedPerson(**person("approver")),
        official=Official(**person("official"), title=words["official_title"]),
        contact=Contact(**person("contact"), telephone=words["contact_telephone"]),
        backup=NamedPerson(**person("backup")),
        location=words["location"],
        line_of_business=words["line_of_business"],
    ).tidied()


def a_form(*, at: datetime = AT, language: str = "en", **told: Any) -> SentForm:
    """Return a form that was sent and waits for its signature; ``told`` are fields of the page."""
    said = content(**told)
    reference = submit_form(said, page_token=new_token(), language=language, by=VISITOR, at=at)
    row = OrganizationForm.objects.get(reference=reference)
    return SentForm(row.pk, reference, said.particulars.tin, mailed_token(reference), contact_token(row.pk))


def mailed_token(reference: str) -> str:
    """Return the token of the link that the official was mailed."""
    for mail in Mail.objects.filter(kind="organizations/form_to_sign"):
        if reference in str(mail.text) and (link := re.search(r"/forms/sign/([\w-]+)", str(mail.text))):
            return link[1]
    raise AssertionError(f"no mail asks to sign {reference}")


def a_signed_form(*, at: datetime = AT, signed_at: datetime | None = None, **told: Any) -> SentForm:
    """Return a form that its official has signed."""
    form = a_form(at=at, **told)
    said = form.row
    official = content(**told).official
    sign(
        form.signature_token,
        replace(SIGNATURE, name=official.full_name),
        digest=said.digest,
        by=VISITOR,
        at=signed_at or at,
    )
    return form


def an_accepted_form(*, at: datetime = AT, **told: Any) -> tuple[UUID, str, str]:
    """Return a form that the help desk has accepted: its id, the submitter ID, the TIN in nine digits."""
    form = a_signed_form(at=at, **told)
    return form.id, accept_form(form.id, by=OPERATOR, at=at), form.tin
