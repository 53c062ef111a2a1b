"""The evidence of an organization's certifications: what it is, and the files."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from vestibule.access.members import visible_membership
from vestibule.recertification.actions import take_evidence
from vestibule.web.approvals.door import approving
from vestibule.web.approvals.evidence_files import asked_for, evidence_file
from vestibule.web.forms import show
from vestibule.web.visit import Visit


@approving
@require_http_methods(["GET", "POST"])
def certification_evidence(request: Visit, organization_id: UUID) -> HttpResponse:
    """Say what the evidence of a year is; send it, and put that on record. Source: LIF-3, AUD-1, ORG-7."""
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    form, kind = asked_for(request, request.at)
    if form.ready and kind:
        seen = take_evidence(organization_id, int(form["year"]), form=kind, by=request.actor, at=request.at)
        return evidence_file(seen, kind, at=request.at)
    return show(request, "web/approvals/evidence.html", form, organization=mine.organization)
