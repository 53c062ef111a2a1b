"""Proposing an agreement: the other organization is found by name and state, and chosen."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from vestibule.access.actions import propose_agreement
from vestibule.access.members import Membership, visible_membership
from vestibule.access.policy.agreements import NOT_CHOSEN, kind_across
from vestibule.access.queries import applications
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.queries import OrganizationCard
from vestibule.web.approvals.door import approving
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit

SEARCH = Form(
    (
        Field("legal_name", gettext_noop("Legal business name"), autocomplete="off"),
        Field(
            "state",
            gettext_noop("State/territory"),
            Kind.SELECT,
            choices=tuple(Choice(code, name) for code, name in STATES.items()),
        ),
    )
)
MOST_FOUND = 60  # of both kinds, of which those of the other one are offered
CHOICE = Form((Field("organization", gettext_noop("Select the other organization"), Kind.RADIOS),))
AMONG_APPLICATIONS = Form((*CHOICE.fields, Field("application", gettext_noop("Application"), Kind.SELECT)))


@approving
@require_http_methods(["GET", "POST"])
def propose(request: Visit, organization_id: UUID) -> HttpResponse:
    """Find the other organization, and propose an agreement to it. Source: ORG-8, ORG-5 (APP 10).

    Reading: the search stands in the address, and shows what it shows to anybody who is signed in: name, city, state.
    """
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    search, found = _searched(request, mine)
    form = _choice(mine, found or []).filled(request, request.parked)
    if form.sent and not found:
        form = form.form.blank().faulted(NOT_CHOSEN())
    if form.ready:
        try:
            proposed = _proposed(request, mine, form)
        except Refused as refused:
            form = form.refused(refused)
        else:
            address = reverse("agreement", args=[organization_id, proposed])
            return redirect(f"{address}?{urlencode({'done': str(proposed)})}")
    shown = form if form.faults else search
    return show(
        request,
        "web/approvals/propose_agreement.html",
        shown,
        mine=mine,
        search=search,
        found=found,
        choice=form,
        is_office=kind_across(mine.organization.kind) == "provider_office",
    )


def _proposed(request: Visit, mine: Membership, form: Filled) -> UUID:
    keys = sorted(mine.standings)
    return propose_agreement(
        mine.organization.id,
        UUID(form["organization"]),
        application_key=keys[0] if len(keys) == 1 else form["application"],
        by=request.actor,
        at=request.at,
    )


def _searched(request: Visit, mine: Membership) -> tuple[Filled, list[OrganizationCard] | None]:
    """Return what is searched for, and which organizations of the other kind were found, if anything was asked."""
    if "legal_name" not in request.GET:
        return SEARCH.blank(), None
    search = SEARCH.read(request.GET)
    if not search.ready:
        return search, None
    try:
        found = find_organizations(search["legal_name"], search["state"], MOST_FOUND)
    except Refused as refused:
        return search.refused(refused), None
    return search, [card for card in found if card.kind == kind_across(mine.organization.kind)]


def _choice(mine: Membership, found: list[OrganizationCard]) -> Form:
    """Return the form by which one is chosen; the application is asked where one decides in several."""
    choices = [Choice(str(one.id), one.legal_name, f"{one.city}, {STATES.get(one.state, one.state)}") for one in found]
    if len(mine.standings) == 1:
        return CHOICE.choosing(organization=choices)
    known = [Choice(each.key, each.name) for each in applications() if each.key in mine.standings]
    return AMONG_APPLICATIONS.choosing(organization=choices, application=known)
