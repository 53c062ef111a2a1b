"""Requests that wait for one's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.actions import approve_request, deny_request
from vestibule.access.ages import last_day
from vestibule.access.policy.asking import reason_faults
from vestibule.access.powers import sleeping_faults
from vestibule.access.queries import RequestCard, visible_request
from vestibule.access.waiting import places_to_decide, requests_to_decide
from vestibule.accounts.queries import PersonCard, person_card, person_cards
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.proofing.queries import ProofedHow, proofed_how
from vestibule.storage.pages import page_number
from vestibule.web.approvals.correct import corrected_here
from vestibule.web.approvals.door import approving
from vestibule.web.approvals.many import APPROVE, DENY, Outcome, decide_on_all, each_once, ticked_faults
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit

MANY = None  # in the place of one request's id: the form for all that were ticked
NOTHING = Form(())
DENIAL = Form((Field("denial_reason", gettext_noop("Reason for denial"), Kind.AREA, most=4000),))


@dataclass(frozen=True)
class Waiting:
    """A request with who asks, the form by which it is denied, and whether its tick stays."""

    asked: RequestCard
    person: PersonCard
    proofed: ProofedHow | None
    form: Filled | None
    ticked: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be decided."""
        return last_day(self.asked)


@approving
@require_GET
def my_approvals(request: Visit) -> HttpResponse:
    """List the requests that wait for one's decision, the oldest first. Source: ROL-7, ROL-8 (ADD 11)."""
    return _page(request, None)


@approving
@require_POST
def approve(request: Visit, request_id: UUID) -> HttpResponse:
    """Approve a request; who comes second is told who was first. Source: ROL-7, ROL-8."""
    try:
        approve_request(request_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, None, refused)
    return _decided(request_id)


@approving
@require_POST
def deny(request: Visit, request_id: UUID) -> HttpResponse:
    """Deny a request with a reason; who comes second is told who was first. Source: ROL-7, ROL-8."""
    form = DENIAL.read(request.POST)
    if not form.ready:
        return _page(request, (visible_request(request_id, to=request.actor, at=request.at).id, form))
    try:
        deny_request(request_id, reason=form["denial_reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, (request_id, form.refused(refused)))
    return _decided(request_id)


@approving
@require_POST
def decide(request: Visit) -> HttpResponse:
    """Approve or deny all requests that were ticked, and say of each what came of it. Source: ROL-7, ROL-8 (ADD 11)."""
    ids, move = request.POST.getlist("request"), request.POST.get("move", "")
    denies = move == DENY
    form = (DENIAL if denies else NOTHING).read(request.POST)
    form = form.faulted(*ticked_faults(ids if move in (APPROVE, DENY) else []))
    if form.ready and denies:
        reason = one_line(form["denial_reason"])
        form = form.faulted(*(said.on("denial_reason") for said in reason_faults(reason, rulebook().request)))
    if not form.ready:
        return _page(request, (MANY, form), ticked=frozenset(each_once(ids)))
    reason = form["denial_reason"] if denies else ""
    return _page(request, None, outcomes=decide_on_all(request, ids, move, reason))


def _decided(request_id: UUID) -> HttpResponse:
    decided = urlencode({"decided": str(request_id)})
    return redirect(f"{reverse('my-approvals')}?{decided}")


def _page(
    request: Visit,
    denied: tuple[UUID | None, Filled] | None,
    refused: Refused | None = None,
    outcomes: Sequence[Outcome] = (),
    ticked: frozenset[str] = frozenset(),
) -> HttpResponse:
    place = _place(request)
    number = page_number(request.GET.get("page", ""))
    page = requests_to_decide(request.person_id, at=request.at, number=number, organization_id=place)
    named, form = denied or (None, None)
    if refused:
        form = DENIAL.blank().refused(refused)
    places = places_to_decide(request.person_id, at=request.at)
    return show(
        request,
        "web/approvals/my_approvals.html",
        form,
        page=page.of(lambda waiting: _with_people(waiting, ticked, named if denied else None, form)),
        many=form if denied and named is MANY else None,
        outcomes=outcomes,
        places=places if len(places) > 1 else [],
        place=place,
        query=f"organization={place}&" if place else "",
        decided=_just_decided(request),
        corrected=corrected_here(request),
        sleeping=sleeping_faults(request.person_id, at=request.at),
        page_path=reverse("my-approvals"),
    )


def _with_people(
    waiting: tuple[RequestCard, ...], ticked: frozenset[str], named: UUID | None, form: Filled | None
) -> list[Waiting]:
    ids = [asked.person_id for asked in waiting]
    people, proofed = person_cards(ids), proofed_how(ids)
    return [
        Waiting(
            asked,
            people[asked.person_id],
            proofed.get(asked.person_id),
            form if named and asked.id == named else None,
            ticked=str(asked.id) in ticked,
        )
        for asked in waiting
    ]


def _place(request: Visit) -> UUID | None:
    """Return the organization of which alone the requests are shown, if the address names one."""
    try:
        return UUID(request.GET.get("organization", ""))
    except ValueError:
        return None


def _just_decided(request: Visit) -> tuple[RequestCard, PersonCard] | None:
    """Return the request that was decided a moment ago, for the banner; only one that this person may see."""
    try:
        asked = visible_request(UUID(request.GET.get("decided", "")), to=request.actor, at=request.at)
    except (ValueError, NotFound, Refused):
        return None
    return (asked, person_card(asked.person_id)) if asked.settled_at else None
