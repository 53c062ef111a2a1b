"""Correcting a request instead of denying it, and taking that back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.access.actions import correct_request, withdraw_correction
from vestibule.access.corrections import Correction, corrections_by
from vestibule.access.lifecycle import SUBMITTED
from vestibule.access.queries import RequestCard, visible_request
from vestibule.accounts.queries import PersonCard, person_cards
from vestibule.kernel.reasons import NotFound
from vestibule.storage.pages import Page, page_number
from vestibule.web.approvals.correction_form import correcting
from vestibule.web.approvals.door import approving
from vestibule.web.visit import Visit


@approving
@require_http_methods(["GET", "POST"])
def correct(request: Visit, request_id: UUID) -> HttpResponse:
    """Propose the right role or organization instead of denying; the requester confirms. Source: ROL-5 (APP 10, EU 9).

    Reading: who follows an old link to a request that no longer waits lands on the list; who presses is told why not.
    """
    asked = _of_another(request, request_id)
    if request.method == "GET" and asked.state != SUBMITTED:
        return redirect("my-approvals")
    filled = correcting(request, asked, correct_request)
    if filled.is_proposed:
        return redirect(f"{reverse('my-approvals')}#corrected")
    return filled.page(request, "web/approvals/correct.html")


@approving
@require_POST
def withdraw(request: Visit, request_id: UUID) -> HttpResponse:
    """Take a correction back, one's own or that of another approver of the organization. Source: ROL-5, ORG-7."""
    withdraw_correction(request_id, by=request.actor, at=request.at)
    return redirect("my-approvals")


def corrected_here(request: Visit) -> Page[tuple[Correction, PersonCard]]:
    """Return a page of corrections that wait for their requesters, with who those are. Source: ROL-5.

    Reading: its number stands in the address apart from that of the requests that wait.
    """
    page = corrections_by(request.person_id, at=request.at, number=page_number(request.GET.get("corrected", "")))
    people = person_cards(one.person_id for one in page.rows) if page.rows else {}
    return page.of(lambda rows: [(one, people[one.person_id]) for one in rows])


def _of_another(request: Visit, request_id: UUID) -> RequestCard:
    """Return a request that somebody may see because they decide on it: nobody corrects their own. Source: ROL-7."""
    asked = visible_request(request_id, to=request.actor, at=request.at)
    if asked.person_id == request.person_id:
        raise NotFound(f"request {request_id}")
    return asked
