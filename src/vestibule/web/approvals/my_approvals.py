"""Requests that wait for one's decision."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.actions import approve_request, deny_request
from vestibule.access.queries import RequestCard, requests_to_decide, visible_request
from vestibule.accounts.queries import PersonCard, person_card, person_cards
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.web.approvals.correct import corrected_here
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit, signed_in

DENIAL = Form((Field("denial_reason", gettext_noop("Reason for denial"), Kind.AREA, most=4000),))


@dataclass(frozen=True)
class Waiting:
    """A request with who asks, and the form by which it is denied."""

    asked: RequestCard
    person: PersonCard
    form: Filled | None


@signed_in
@require_GET
def my_approvals(request: Visit) -> HttpResponse:
    """List the requests that wait for one's decision, the oldest first. Source: ROL-7, ROL-8 (ADD 11)."""
    return _page(request, None)


@signed_in
@require_POST
def approve(request: Visit, request_id: UUID) -> HttpResponse:
    """Approve a request; who comes second is told who was first. Source: ROL-7, ROL-8."""
    try:
        approve_request(request_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, None, refused)
    return _decided(request_id)


@signed_in
@require_POST
def deny(request: Visit, request_id: UUID) -> HttpResponse:
    """Deny a request with a reason; who comes second is told who was first. Source: ROL-7, ROL-8."""
    form = DENIAL.read(request.POST)
    if not form.ready:
        return _page(request, (visible_request(request_id, to=request.actor).id, form))
    try:
        deny_request(request_id, reason=form["denial_reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, (request_id, form.refused(refused)))
    return _decided(request_id)


def _decided(request_id: UUID) -> HttpResponse:
    decided = urlencode({"decided": str(request_id)})
    return redirect(f"{reverse('my-approvals')}?{decided}")


def _page(request: Visit, denied: tuple[UUID, Filled] | None, refused: Refused | None = None) -> HttpResponse:
    waiting = requests_to_decide(request.person_id)
    people = person_cards(asked.person_id for asked in waiting)
    named, form = denied or (None, None)
    if refused:
        form = DENIAL.blank().refused(refused)
    return show(
        request,
        "web/approvals/my_approvals.html",
        form,
        waiting=[Waiting(asked, people[asked.person_id], form if asked.id == named else None) for asked in waiting],
        decided=_just_decided(request),
        corrected=corrected_here(request),
        page_path=reverse("my-approvals"),
    )


def _just_decided(request: Visit) -> tuple[RequestCard, PersonCard] | None:
    """Return the request that was decided a moment ago, for the banner; only one that this person may see."""
    try:
        asked = visible_request(UUID(request.GET.get("decided", "")), to=request.actor)
    except (ValueError, NotFound):
        return None
    return (asked, person_card(asked.person_id)) if asked.settled_at else None
