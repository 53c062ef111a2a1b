"""Finding the organization that one works for, as one types or by a button."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from vestibule.access.policy.asking import ORGANIZATION_MISSING
from vestibule.access.policy.itinerary import Page
from vestibule.access.queries import RequestCard, draft_of
from vestibule.access.upkeep import choose_organization
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import OrganizationCard, find_organizations
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.portal.role_request import STEPS, lands_elsewhere, onward
from vestibule.web.visit import Visit, signed_in

SEARCH = Form(
    (
        Field("legal_name", gettext_noop("Legal business name"), autocomplete="organization"),
        Field(
            "state",
            gettext_noop("State/territory"),
            Kind.SELECT,
            choices=tuple(Choice(code, name) for code, name in STATES.items()),
        ),
    )
)
CHOICE = Form((Field("organization", gettext_noop("Select your organization"), Kind.RADIOS),))


@signed_in
@require_http_methods(["GET", "POST"])
def find_organization(request: Visit) -> HttpResponse:
    """Find the organization by name and state, and choose it. Source: ORG-5 (EU 14, ADD 10).

    Reading: the search stands in the address, so that it can be reloaded; choosing is what is sent.
    """
    draft = draft_of(request.person_id)
    if (elsewhere := lands_elsewhere(Page.FIND_ORGANIZATION, draft)) or draft is None:
        return elsewhere or redirect("role-request")
    search, found = _search(request, draft)
    form = _choice_form(found or []).filled(request, {"organization": _chosen(draft, found or []), **request.parked})
    if form.sent and not found:
        form = CHOICE.blank().faulted(ORGANIZATION_MISSING())
    elif form.ready:
        try:
            choose_organization(request.person_id, UUID(form["organization"]))
        except Refused as refused:
            form = form.refused(refused)
        else:
            return onward(request.person_id)
    return _page(request, form, search, found)


def _search(request: Visit, draft: RequestCard) -> tuple[Filled, list[OrganizationCard] | None]:
    """Return what is searched for, with what was found: nothing at all before anything was asked."""
    if "legal_name" not in request.GET:
        known = draft.organization
        searched = {"legal_name": known.legal_name, "state": known.state} if known else {}
        return SEARCH.blank(searched), [known] if known else None
    search = SEARCH.read(request.GET)
    if not search.ready:
        return search, None
    try:
        return search, find_organizations(search["legal_name"], search["state"])
    except Refused as refused:
        return search.refused(refused), None


def _choice_form(found: list[OrganizationCard]) -> Form:
    return CHOICE.choosing(
        organization=[
            Choice(str(card.id), card.legal_name, f"{card.city}, {STATES.get(card.state, card.state)}")
            for card in found
        ]
    )


def _chosen(draft: RequestCard, found: list[OrganizationCard]) -> str:
    """Return what stands chosen: the draft's organization, or the only one that was found."""
    if draft.organization in found:
        return str(draft.organization.id) if draft.organization else ""
    return str(found[0].id) if len(found) == 1 else ""


def _page(request: Visit, form: Filled, search: Filled, found: list[OrganizationCard] | None) -> HttpResponse:
    typing = request.headers.get("HX-Request") == "true"
    template = "web/role_request/found.html" if typing else "web/role_request/organization.html"
    return show(
        request,
        template,
        form if form.faults else search,
        status=200 if typing else None,
        steps=STEPS,
        search=search,
        choice=form,
        found=found,
        query=urlencode({"legal_name": search["legal_name"], "state": search["state"]}),
    )
