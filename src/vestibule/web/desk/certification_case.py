"""An approver's role that the help desk is to certify: its evidence, and the decision."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.access.reviewing import reviewed
from vestibule.desk.actions import certify_role, remove_at_certification, take_evidence
from vestibule.desk.policy.cases import CERTIFICATION
from vestibule.desk.policy.looks import ORGANIZATION
from vestibule.desk.queries import has_open_look
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import organization_card
from vestibule.web.approvals.evidence_files import asked_for, evidence_file
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import claimed, dealt_with, queue_page, released
from vestibule.web.forms import Field, Filled, Form, Kind, show

NOTHING = Form(())
REMOVAL = Form(
    (
        Field(
            "removal_reason",
            gettext_noop("Reason for removal"),
            Kind.AREA,
            hint=gettext_noop("The person reads it."),
            most=4000,
        ),
    )
)


@staff_only
@require_GET
def certification_case(request: AtDesk, grant_id: UUID) -> HttpResponse:
    """Show a role with its evidence to who has claimed its certification. Source: LIF-3, HLP-1."""
    return _page(request, grant_id)


@staff_only
@require_POST
def claim(request: AtDesk, grant_id: UUID) -> HttpResponse:
    """Take a certification on. Source: HLP-1."""
    return claimed(request, CERTIFICATION, grant_id)


@staff_only
@require_POST
def release(request: AtDesk, grant_id: UUID) -> HttpResponse:
    """Put a certification back into the queue. Source: HLP-1."""
    return released(request, CERTIFICATION, grant_id)


@staff_only
@require_POST
def keep(request: AtDesk, grant_id: UUID) -> HttpResponse:
    """Certify an approver's role for another year. Source: LIF-3, HLP-1."""
    try:
        certify_role(grant_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, grant_id, NOTHING.blank().refused(refused))
    return dealt_with(grant_id)


@staff_only
@require_POST
def remove(request: AtDesk, grant_id: UUID) -> HttpResponse:
    """End an approver's role at its certification, with a reason. Source: LIF-3, HLP-1."""
    form = REMOVAL.read(request.POST)
    if not form.ready:
        return _refused(request, grant_id, form)
    try:
        remove_at_certification(grant_id, reason=form["removal_reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, grant_id, form.refused(refused))
    return dealt_with(grant_id)


def _refused(request: AtDesk, grant_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, grant_id, form) if holds(request, CERTIFICATION, grant_id) else queue_page(request, form)


def _page(request: AtDesk, grant_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, CERTIFICATION, grant_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/certification.html", seen, form)
    return case_page(
        request,
        "web/desk/certification.html",
        seen,
        form,
        one=reviewed(grant_id, at=request.at),
        removal=form if form and form.form is REMOVAL else REMOVAL.blank(request.parked),
    )


@staff_only
@require_http_methods(["GET", "POST"])
def evidence(request: AtDesk, organization_id: UUID) -> HttpResponse:
    """Send the evidence of an organization's certifications to who looks at it. Source: LIF-3, HLP-2, AUD-1."""
    organization = organization_card(organization_id)
    if not has_open_look(request.person_id, ORGANIZATION, organization.id, at=request.at):
        return redirect("desk-organization", organization.id)
    form, kind = asked_for(request, request.at)
    if form.ready and kind:
        seen = take_evidence(organization.id, int(form["year"]), form=kind, by=request.actor, at=request.at)
        return evidence_file(seen, kind, at=request.at)
    return show(request, "web/desk/evidence.html", form, organization=organization)
