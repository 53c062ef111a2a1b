"""Organizations that a role request creates: pending with it, found from its approval on, dropped with its end."""

from datetime import datetime
from uuid import UUID

from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, declare_reason, gettext_noop, require
from vestibule.organizations import lifecycle
from vestibule.organizations.accepted import AcceptedForm, accepted_form_named
from vestibule.organizations.actions.awaiting import tell_who_waits
from vestibule.organizations.events import OrganizationActivated, OrganizationCreated, OrganizationDropped
from vestibule.organizations.models import Organization
from vestibule.organizations.queries import is_taken
from vestibule.organizations.rows import index_name, one_organization_at_a_time, write

EXISTS = declare_reason(
    "organization.exists",
    gettext_noop(
        "This organization exists already, or a request that creates it waits for its decision. A second one can't be "
        "made: associate to the existing organization, which is found as soon as that request is approved."
    ),
    rule="ORG-4",
)


@action
def create_pending(form_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Create the organization of an accepted form, pending, and return its id. Source: ORG-3, ORG-4 (APP 15).

    Reading: it is stored as the accepted form says, which what was typed matches; its TIN and submitter ID are taken
    from here on, and whoever comes second is told so.
    """
    form = _accepted(form_id)
    told = form.particulars.tidied()
    one_organization_at_a_time(told)
    require([EXISTS()] if is_taken(told.tin, told.submitter_id) else [])

    row = Organization(status=lifecycle.PENDING, created_at=at, form_id=form.id, line_of_business=form.line_of_business)
    write(row, told)
    row.save(force_insert=True)

    record(OrganizationCreated(organization_id=row.pk, form_id=form.id, kind=Code(row.kind)), by=by, at=at)
    return row.pk


@action
def activate(organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a pending organization be found by others: the request that creates it was approved. Source: ORG-3."""
    row = _moved(organization_id, "activate")
    index_name(row)
    tell_who_waits(row, by=by, at=at)

    record(OrganizationActivated(organization_id=row.pk), by=by, at=at)


@action
def drop(organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Set the TIN and the submitter ID of a pending organization free: its request was denied or taken back.

    Source: ORG-3.
    """
    row = _moved(organization_id, "drop")

    record(OrganizationDropped(organization_id=row.pk), by=by, at=at)


def _accepted(form_id: UUID) -> AcceptedForm:
    form = accepted_form_named(form_id)
    if form is None:
        raise NotFound(f"accepted form {form_id}")
    return form


def _moved(organization_id: UUID, move: str) -> Organization:
    row = Organization.objects.select_for_update().filter(pk=organization_id).first()
    if row is None:
        raise NotFound(f"organization {organization_id}")
    row.status = lifecycle.ORGANIZATION.after(row.status, move)
    row.save(update_fields=["status"])
    return row
