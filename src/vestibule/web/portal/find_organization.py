"""Finding the organization that one works for, as one types or by a button."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from vestibule.access.policy.itinerary import Page
from vestibule.access.queries import draft_of
from vestibule.web.forms import show
from vestibule.web.portal.choosing_organization import chosen
from vestibule.web.portal.role_request import STEPS, lands_elsewhere
from vestibule.web.visit import Visit, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def find_organization(request: Visit) -> HttpResponse:
    """Find the organization by name and state, and choose it. Source: ORG-5 (EU 14, ADD 10)."""
    draft = draft_of(request.person_id)
    if (elsewhere := lands_elsewhere(Page.FIND_ORGANIZATION, draft)) or draft is None:
        return elsewhere or redirect("role-request")
    choosing = chosen(request, draft)
    if choosing.done:
        return redirect("role-request-review")  # all before it was asked, or one would have landed elsewhere
    return show(
        request,
        "web/role_request/found.html" if choosing.typing else "web/role_request/organization.html",
        choosing.shown,
        status=200 if choosing.typing else None,
        steps=STEPS,
        **choosing.context(),
    )
