"""The agreements of an organization that one decides for: which there are, whom one lets act, and each move."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.actions import (
    accept_agreement,
    decline_agreement,
    end_agreement,
    review_agreement,
    withdraw_agreement,
)
from vestibule.access.agreements import acting_people, agreements_of, visible_agreement
from vestibule.access.members import visible_membership
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.storage.pages import page_number
from vestibule.web.approvals.door import approving
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.named import id_in
from vestibule.web.visit import Visit

ENDING = Form(
    (
        Field(
            "why",
            gettext_noop("Why it ends"),
            Kind.SELECT,
            choices=(
                Choice("no_longer_served", gettext_noop("The business office no longer serves the provider")),
                Choice("another_office", gettext_noop("Another business office takes over")),
                Choice("closing", gettext_noop("One of the two organizations closes")),
                Choice("not_trusted", gettext_noop("We no longer trust the other side")),
                Choice("other", gettext_noop("Another reason")),
            ),
            hint=gettext_noop("The other side reads it."),
        ),
    )
)


@approving
@require_GET
def agreements(request: Visit, organization_id: UUID) -> HttpResponse:
    """List an organization's agreements: what waits, what is in force, what is over. Source: ORG-8 (APP 10)."""
    mine = visible_membership(organization_id, to=request.actor, at=request.at)
    number = page_number(request.GET.get("page", ""))
    return show(
        request,
        "web/approvals/agreements.html",
        mine=mine,
        page=agreements_of(mine, at=request.at, number=number),
    )


@approving
@require_GET
def agreement(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Show an agreement, who may act by it at present, and what one can do about it. Source: ORG-8, SPT-3."""
    return _page(request, organization_id, agreement_id, ENDING.blank(request.parked))


@approving
@require_POST
def accept(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Accept what the other side proposed. Source: ORG-8."""
    return _moved(request, organization_id, agreement_id, accept_agreement)


@approving
@require_POST
def decline(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Decline what the other side proposed. Source: ORG-8."""
    return _moved(request, organization_id, agreement_id, decline_agreement)


@approving
@require_POST
def withdraw(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Take a proposal of one's own side back. Source: ORG-8."""
    return _moved(request, organization_id, agreement_id, withdraw_agreement)


@approving
@require_POST
def review(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Let an agreement count for another year. Source: ORG-8."""
    return _moved(request, organization_id, agreement_id, review_agreement)


@approving
@require_POST
def end(request: Visit, organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """End an agreement at once. Source: ORG-8, SPT-3."""
    form = ENDING.read(request.POST)
    if form.ready:
        try:
            end_agreement(agreement_id, organization_id, why=form["why"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return _back(organization_id, agreement_id)
    return _page(request, organization_id, agreement_id, form)


def _moved(request: Visit, organization_id: UUID, agreement_id: UUID, move: Callable[..., None]) -> HttpResponse:
    """Make a move that asks for nothing else, and show the agreement as it is then, or why it can't be made."""
    try:
        move(agreement_id, organization_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, organization_id, agreement_id, ENDING.blank().refused(refused))
    return _back(organization_id, agreement_id)


def _page(request: Visit, organization_id: UUID, agreement_id: UUID, form: Filled) -> HttpResponse:
    mine, shown = visible_agreement(agreement_id, organization_id, request.actor, at=request.at)
    number = page_number(request.GET.get("page", ""))
    return show(
        request,
        "web/approvals/agreement.html",
        form,
        mine=mine,
        shown=shown,
        done=id_in(request, "done") == shown.id,
        acting=acting_people(shown, at=request.at, number=number),
    )


def _back(organization_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Lead to the agreement, which says how it stands now."""
    address = reverse("agreement", args=[organization_id, agreement_id])
    return redirect(f"{address}?{urlencode({'done': str(agreement_id)})}")
