"""Being told when an organization exists that one didn't find, and not any more."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from vestibule.kernel.reasons import Refused
from vestibule.organizations.actions import await_organization, stop_waiting
from vestibule.web.portal.choosing_organization import SEARCH
from vestibule.web.portal.find_organization import organization_page
from vestibule.web.visit import Visit, signed_in


@signed_in
@require_POST
def await_it(request: Visit) -> HttpResponse:
    """Wait for the organization that was searched for. Source: ORG-5 (EU 14)."""
    form = SEARCH.read(request.POST)
    if not form.ready:
        return organization_page(request, form)
    try:
        await_organization(form["legal_name"], form["state"], by=request.actor, at=request.at)
    except Refused as refused:
        return organization_page(request, form.refused(refused))
    return redirect("role-request-organization")


@signed_in
@require_POST
def stop(request: Visit, awaited_id: UUID) -> HttpResponse:
    """Wait for it no longer. Source: ORG-5."""
    try:
        stop_waiting(awaited_id, by=request.actor, at=request.at)
    except Refused as refused:
        return organization_page(request, SEARCH.blank().refused(refused))
    return redirect("role-request-organization")
