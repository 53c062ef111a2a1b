"""Update forms of the tests, and the organizations that they change."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tests.people import AT
from tests.rooms.organizations.forming import (
    SIGNATURE,
    VISITOR,
    SentForm,
    an_accepted_form,
    mailed_token,
)
from vestibule.kernel.actor import OPERATOR, Actor
from vestibule.kernel.secrets import new_token
from vestibule.organizations.actions import submit_known_update, submit_update
from vestibule.organizations.creating import activate, create_pending
from vestibule.organizations.links import contact_token
from vestibule.organizations.models import Organization, OrganizationForm
from vestibule.organizations.policy.content import Contact, FormContent, Official, Update, read_content
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.policy.updating import CHANGEABLE, Known
from vestibule.organizations.signing import sign
from vestibule.organizations.standing import standing_of

PEOPLE = {
    "contact_first_name": "Cora",
    "contact_last_name": "Clerk",
    "contact_email": "cora.clerk@example.com",
    "contact_telephone": "904-555-0155",
    "official_first_name": "Olga",
    "official_last_name": "Official",
    "official_title": "Practice Administrator",
    "official_email": "olga.official@example.com",
}
NORA = {"approver_first_name": "Nora", "approver_last_name": "Newman", "approver_email": "nora.newman@example.com"}


@dataclass(frozen=True)
class There:
    """An organization that is there, with the accepted form that led to it."""

    id: UUID
    form_id: UUID
    known: Known

    @property
    def row(self) -> Organization:
        """The organization as it stands now."""
        return Organization.objects.get(pk=self.id)


def an_organization_by_form(*, pending: bool = False, **told: Any) -> There:
    """Return an organization that its approver has created by the accepted form."""
    form_id, submitter_id, tin = an_accepted_form(**told)
    organization_id = create_pending(form_id, by=OPERATOR, at=AT)
    if not pending:
        activate(organization_id, by=OPERATOR, at=AT)
    name = Organization.objects.get(pk=organization_id).legal_name
    return There(organization_id, form_id, Known(tin, submitter_id, name))


def changes(**told: Any) -> FormContent:
    """Return what an update says: the fields of its page, by their names; contact and official are ``PEOPLE``."""
    words = {**PEOPLE, **told}

    def person(who: str) -> dict[str, str]:
        return {part: words.get(f"{who}_{part}", "") for part in NamedPerson.__dataclass_fields__}

    office = dict.fromkeys(Particulars.__dataclass_fields__, "") | {name: words.get(name, "") for name in CHANGEABLE}
    return FormContent(
        particulars=Particulars(**office),
        approver=NamedPerson(**person("approver")),
        official=Official(**person("official"), title=words["official_title"]),
        contact=Contact(**person("contact"), telephone=words["contact_telephone"]),
        backup=NamedPerson(**person("backup")),
        location=words.get("location", ""),
        line_of_business=words.get("line_of_business", ""),
        update=Update(
            words.get("known_as", ""),
            no_backup=words.get("no_backup", False),
            approver_left=words.get("approver_left", False),
            backup_left=words.get("backup_left", False),
        ),
    )


def sent(reference: str) -> SentForm:
    """Return a form that was sent, by its reference number."""
    row = OrganizationForm.objects.get(reference=reference)
    return SentForm(row.pk, reference, "", mailed_token(reference), contact_token(row.pk))


def an_update(known: Known, **told: Any) -> SentForm:
    """Return an update form that somebody has sent who isn't signed in."""
    return sent(submit_known_update(changes(**told), known, page_token=new_token(), language="en", by=VISITOR, at=AT))


def an_update_by(who: Actor, organization_id: UUID, **told: Any) -> SentForm:
    """Return an update form that somebody has sent who saw what stands."""
    return sent(
        submit_update(
            changes(**told),
            standing_of(organization_id),
            saw_what_stands=True,
            page_token=new_token(),
            language="en",
            by=who,
            at=AT,
        )
    )


def signed(form: SentForm) -> SentForm:
    """Return a form after its official has signed it."""
    sign(
        form.signature_token,
        replace(SIGNATURE, name=read_official(form)),
        digest=form.row.digest,
        by=VISITOR,
        at=AT,
    )
    return form


def read_official(form: SentForm) -> str:
    """Return the name of a form's official."""
    return read_content(form.row.content).official.full_name
