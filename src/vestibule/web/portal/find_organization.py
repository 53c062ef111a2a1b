"""Finding the organization that one works for, as one types or by a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from vestibule.access.policy.itinerary import Page
from vestibule.access.queries import draft_of
from vestibule.kernel.addresses import STATES
from vestibule.organizations.awaited import awaited_by
from vestibule.web.forms import Filled, show
from vestibule.web.portal.choosing_organization import chosen
from vestibule.web.portal.role_request import STEPS, lands_elsewhere
from vestibule.web.visit import Visit, signed_in


@dataclass(frozen=True)
class Awaited:
    """An organization that one waits for."""

    id: UUID
    legal_name: str
    state_name: str


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
    if choosing.typing:
        return show(request, "web/role_request/found.html", choosing.shown, status=200, **choosing.context())
    return _page(request, choosing.shown, choosing.context())


def organization_page(request: Visit, search: Filled) -> HttpResponse:
    """Show the page again with why somebody can't wait for an organization, and the search as it was."""
    return _page(request, search, {"search": search, "found": [] if search["legal_name"] else None})


def _page(request: Visit, form: Filled, found: Mapping[str, Any]) -> HttpResponse:
    awaited = [
        Awaited(card.id, card.legal_name, STATES.get(card.state, card.state))
        for card in awaited_by(request.person_id, at=request.at)
    ]
    return show(
        request,
        "web/role_request/organization.html",
        form,
        steps=STEPS,
        awaited=awaited,
        page_path=reverse("role-request-organization"),
        **found,
    )
