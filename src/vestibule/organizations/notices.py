"""Who is told of what happens to a form: the official, the contact, and at the end the approvers."""

from collections.abc import Mapping
from typing import Any

from vestibule.accounts.lifecycle import REACHABLE
from vestibule.accounts.queries import person_card
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells
from vestibule.organizations import events
from vestibule.organizations.awaited import awaited_name
from vestibule.organizations.forms import MailedForm, mailed_form
from vestibule.organizations.links import contact_token
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.queries import organization_card


@tells(events.FormSubmitted, events.UpdateSubmitted)
def submitted(fact: events.FormSubmitted | events.UpdateSubmitted, secrets: Mapping[str, Any]) -> list[Notice]:
    """Ask the official to sign, and give the contact the reference number and a link. Source: ORG-1, ORG-6 (APP 0)."""
    form = mailed_form(fact.form_id)
    token = secrets["signature_token"]
    return [
        _notice("organizations/form_to_sign", form.content.official, form, token=token),
        _to_contact("organizations/form_submitted", form),
    ]


@tells(events.FormSigned)
def signed(fact: events.FormSigned, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the contact that the form is signed and waits for the help desk; of an update, whom it concerns as well.

    Source: ORG-1, ORG-6. Reading: who decides there, and the official so far, learn of it before it is accepted.
    """
    form = mailed_form(fact.form_id)
    return [_to_contact("organizations/form_signed", form), *_concerned(form)]


@tells(events.SignedFormUploaded)
def uploaded(fact: events.SignedFormUploaded, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell contact and official that a form came signed by hand; of an update, whom it concerns as well. ORG-1, ORG-6.

    Reading: anybody can upload a signature, so whose it is said to be learns of it before it is accepted.
    """
    form = mailed_form(fact.form_id)
    _, *official = _each_once(form.content.contact, form.content.official)
    named = [_notice("organizations/form_uploaded", person, form, token="") for person in official]
    return [_to_contact("organizations/form_uploaded", form), *named, *_concerned(form)]


@tells(events.FormAnswerNeeded)
def answer_needed(fact: events.FormAnswerNeeded, secrets: Mapping[str, Any]) -> list[Notice]:
    """Mail the help desk's question to the contact, with the link to answer it. Source: ORG-1 (APP 0)."""
    form = mailed_form(fact.form_id)
    return [_to_contact("organizations/form_answer_needed", form, question=form.last_question)]


@tells(events.FormAccepted)
def accepted(fact: events.FormAccepted, secrets: Mapping[str, Any]) -> list[Notice]:
    """Mail the approval communication to the approver and the backup, and tell the contact. Source: ORG-2 (APP 0, 15).

    Reading: the submitter ID goes to those who need it in the role request, and to nobody else.
    """
    form = mailed_form(fact.form_id)
    approver = one_line(form.content.approver.full_name)
    return [*_approvals(form, exists=False), _to_contact("organizations/form_accepted", form, approver=approver)]


@tells(events.UpdateAccepted)
def update_accepted(fact: events.UpdateAccepted, secrets: Mapping[str, Any]) -> list[Notice]:
    """Mail the approval communication to whom an update names anew, and tell its contact. Source: ORG-6, ORG-2."""
    form = mailed_form(fact.form_id)
    exists = fact.organization_id is not None
    return [*_approvals(form, exists=exists), _to_contact("organizations/form_accepted", form, approver="")]


@tells(events.FormRejected)
def rejected(fact: events.FormRejected, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell contact and official why a form was rejected. Source: ORG-1 (APP 0)."""
    form = mailed_form(fact.form_id)
    return [
        _notice("organizations/form_rejected", person, form, reason=form.rejection_reason)
        for person in _each_once(form.content.contact, form.content.official)
    ]


@tells(events.FormWithdrawn)
def withdrawn(fact: events.FormWithdrawn, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell contact and official that a form was taken back. Source: ORG-1."""
    form = mailed_form(fact.form_id)
    people = _each_once(form.content.contact, form.content.official)
    return [_notice("organizations/form_withdrawn", person, form) for person in people]


@tells(events.FormLapsed)
def lapsed(fact: events.FormLapsed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the contact that the official didn't sign in time. Source: ORG-1."""
    return [_to_contact("organizations/form_lapsed", mailed_form(fact.form_id))]


@tells(events.AwaitedOrganizationFound)
def awaited_found(fact: events.AwaitedOrganizationFound, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell who waited for an organization that it exists, if they still can ask for a role there. Source: ORG-5."""
    person = person_card(fact.person_id)
    if person.state not in REACHABLE:
        return []
    values = {
        "name": one_line(person.full_name),
        "organization": one_line(organization_card(fact.organization_id).legal_name),
        "awaited": awaited_name(fact.awaited_id),
    }
    return [Notice("organizations/awaited_found", person.email, values, person.language, person.id)]


def _concerned(form: MailedForm) -> list[Notice]:
    """Return what those are told who were named when an update was sent; not who signed it, nor its contact."""
    own = {person.email.casefold() for person in (form.content.official, form.content.contact)}
    before = [person for person in form.named_before if person.email.casefold() not in own]
    return [_notice("organizations/update_signed", person, form) for person in _each_once(*before)]


def _approvals(form: MailedForm, *, exists: bool) -> list[Notice]:
    """Return the approval communication to the approver and the backup whom a form names. Source: ORG-2."""
    named = (
        ("organizations/approval_approver", form.content.approver),
        ("organizations/approval_backup", form.content.backup),
    )
    return [
        _notice(kind, person, form, submitter_id=form.submitter_id, exists=exists)
        for kind, person in named
        if person is not None and person.says_anything
    ]


def _to_contact(kind: str, form: MailedForm, **more: object) -> Notice:
    return _notice(kind, form.content.contact, form, token=contact_token(form.id), **more)


def _notice(kind: str, to: NamedPerson, form: MailedForm, **more: object) -> Notice:
    values = {
        "name": one_line(to.full_name),
        "organization": one_line(form.legal_name),
        "kind": form.kind,
        "purpose": form.purpose,
        "contact": one_line(form.content.contact.full_name),
        "official": one_line(form.content.official.full_name),
        "reference": form.reference,
        "sign_by": form.sign_by,
        **more,
    }
    return Notice(kind, to.email, values, form.language)


def _each_once(*people: NamedPerson) -> list[NamedPerson]:
    """Return people, each mailbox once."""
    return list({person.email.casefold(): person for person in reversed(people)}.values())[::-1]
