"""Sending an update of an organization for signature."""

from dataclasses import replace
from datetime import datetime

from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import Refused, require
from vestibule.kernel.secrets import new_token
from vestibule.organizations import events, lifecycle
from vestibule.organizations.actions.forms import keep, new_row, take_form_turn, uploaded_faults
from vestibule.organizations.links import page_digest
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.content import FormContent, Update
from vestibule.organizations.policy.handling import SENT_ALREADY
from vestibule.organizations.policy.search import compared_name
from vestibule.organizations.policy.updating import (
    CHANGED_MEANWHILE,
    STANDS_NO_MORE,
    Known,
    fitting_faults,
    trimmed,
    update_faults,
)
from vestibule.organizations.standing import Standing, standing_by_tin, standing_known


def submit_known_update(
    content: FormContent,
    known: Known,
    *,
    signed: bytes | None = None,
    page_token: str,
    language: str,
    by: Actor,
    at: datetime,
) -> str:
    """Send an update of an organization whose numbers somebody knows, who isn't signed in, and return its reference.

    Source: ORG-6 (APP 0). Reading: whether an organization has these numbers is answered only to a form that could be
    sent otherwise, and each answer is counted; nothing of what stands is shown or compared.
    """
    content = replace(content.tidied(), update=replace(content.update or Update(), known_as=known.legal_name))
    require([*update_faults(content), *uploaded_faults(signed)])
    stands = standing_known(known, address=by.trail.address, at=at)
    return submit_update(content, stands, signed=signed, page_token=page_token, language=language, by=by, at=at)


@action
def submit_update(
    content: FormContent,
    stands: Standing,
    *,
    saw_what_stands: bool = False,
    signed: bytes | None = None,
    page_token: str,
    language: str,
    by: Actor,
    at: datetime,
) -> str:
    """Store an update form, mail its links, and return its reference number. Source: ORG-6 (APP 0).

    Whether the actor may send it is judged by who calls. Where they saw what stands, what is no change is left out of
    what is signed, and it must not have changed since.
    """
    now = standing_by_tin(stands.tin_index)
    if now is None or now.organization_id != stands.organization_id:
        raise Refused(STANDS_NO_MORE())
    if saw_what_stands:
        require([] if now.digest == stands.digest else [CHANGED_MEANWHILE()])
        content = trimmed(now.content, content.tidied())
        require(fitting_faults(now.content, content))
    content = _of(now, content.tidied())
    require([*update_faults(content), *uploaded_faults(signed)])
    if OrganizationForm.objects.filter(page_digest=page_digest(page_token)).exists():
        raise Refused(SENT_ALREADY())
    take_form_turn(content, by, at)

    token = new_token()
    row = _belonging_to(now, new_row(content, token, language, at), content)
    row.page_digest, row.begun_by = page_digest(page_token), by.person_id
    sent = events.UpdateSubmitted(form_id=row.pk, organization_id=row.organization_id)
    return keep(row, signed, sent, token, by=by, at=at)


def _of(stands: Standing, content: FormContent) -> FormContent:
    """Return an update with what says of which organization it is; its TIN and its kind aren't the form's to say."""
    told = replace(content.particulars, kind="", tin="", submitter_id=stands.content.particulars.submitter_id)
    update = content.update or Update()
    known_as = update.known_as or stands.content.particulars.legal_name
    return replace(content, particulars=told, tin_kind="", update=replace(update, known_as=known_as))


def _belonging_to(stands: Standing, row: OrganizationForm, content: FormContent) -> OrganizationForm:
    """Return the row of an update: found by the TIN that stands, and by the new name, where there is one."""
    told, update = stands.content.particulars, content.update or Update()
    row.purpose, row.kind = lifecycle.UPDATE, told.kind
    row.tin_index, row.tin_last_four = stands.tin_index, told.tin[-4:]
    row.legal_name = update.known_as
    row.name_folded = compared_name(content.particulars.legal_name or update.known_as)
    row.state = content.particulars.state or told.state
    row.organization_id = stands.organization_id
    row.basis = stands.content.written()
    return row
