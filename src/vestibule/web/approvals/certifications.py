"""Annual Role Certifications: the roles that one is to certify, each beside its evidence, kept or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.policy.asking import reason_faults
from vestibule.access.powers import sleeping_faults
from vestibule.access.reviewing import Reviewed, next_to_review, to_review
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.recertification.actions import keep_role, remove_role
from vestibule.recertification.asked import most_days
from vestibule.recertification.policy import looking_faults
from vestibule.recertification.queries import decided_by_me
from vestibule.storage.pages import page_number
from vestibule.web.approvals.certifying_many import KEEP, REMOVE, Outcome, decide_on_all, ticked_faults
from vestibule.web.approvals.door import approving
from vestibule.web.approvals.many import each_once
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.named import id_in
from vestibule.web.visit import Visit

MANY = None  # in the place of one role's id: the form for all that were ticked
NOTHING = Form(())
REMOVAL = Form((Field("removal_reason", gettext_noop("Reason for removal"), Kind.AREA, most=4000),))


@dataclass(frozen=True)
class Due:
    """A role to be certified, the form by which it is removed, and which of its ticks stay."""

    one: Reviewed
    form: Filled | None
    ticked: bool
    looked_at: bool


@dataclass(frozen=True)
class Ticks:
    """What was ticked, by the ids of roles: those to decide on, and those whose evidence was looked at."""

    ids: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()

    @property
    def not_looked_at(self) -> int:
        """How many are to be decided on whose evidence was not looked at."""
        return len(set(self.ids) - set(self.looked_at))


@approving
@require_GET
def certifications(request: Visit) -> HttpResponse:
    """List the roles that one is to certify, the first due first. Source: LIF-3, ROL-1 (APP 0)."""
    return _page(request)


@approving
@require_POST
def keep(request: Visit, grant_id: UUID) -> HttpResponse:
    """Certify a role beside whose evidence the button stands; who comes second is told who was first. Source: LIF-3."""
    try:
        keep_role(grant_id, looked_at=True, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, refused=refused)
    return _decided(grant_id)


@approving
@require_POST
def remove(request: Visit, grant_id: UUID) -> HttpResponse:
    """End a role with a reason, at its certification. Source: LIF-3."""
    form = REMOVAL.read(request.POST)
    reason = form["removal_reason"] if form.ready else ""
    try:
        remove_role(grant_id, reason=reason, looked_at=True, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, (grant_id, form.refused(refused) if form.ready else form))
    return _decided(grant_id)


@approving
@require_POST
def decide(request: Visit) -> HttpResponse:
    """Keep or remove all roles that were ticked, and say of each what came of it. Source: LIF-3 (APP 0).

    Reading: what was not looked at is kept at once only by who says so, and of how many.
    """
    move, admitted = request.POST.get("move", ""), request.POST.get("not_looked_at", "")
    ticks = Ticks(tuple(each_once(request.POST.getlist("role"))), tuple(each_once(request.POST.getlist("looked_at"))))
    form = (REMOVAL if move == REMOVE else NOTHING).read(request.POST)
    form = form.faulted(*ticked_faults(ticks.ids if move in (KEEP, REMOVE) else ()))
    if form.ready and move == REMOVE:
        reason = one_line(form["removal_reason"])
        form = form.faulted(*(said.on("removal_reason") for said in reason_faults(reason, rulebook().request)))
    if form.ready and move == KEEP:
        form = form.faulted(*looking_faults(ticks.ids, ticks.looked_at, admitted=_number(admitted)))
    if not form.ready:
        return _page(request, (MANY, form), ticks=ticks, keeps=move == KEEP)
    reason = form["removal_reason"] if move == REMOVE else ""
    return _page(request, outcomes=decide_on_all(request, ticks.ids, ticks.looked_at, move, reason))


def _decided(grant_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('certifications')}?{urlencode({'decided': str(grant_id)})}")


def _page(
    request: Visit,
    denied: tuple[UUID | None, Filled] | None = None,
    *,
    refused: Refused | None = None,
    outcomes: Sequence[Outcome] = (),
    ticks: Ticks = Ticks(),
    keeps: bool = False,
) -> HttpResponse:
    place, decided = id_in(request, "organization"), id_in(request, "decided")
    number = page_number(request.GET.get("page", ""))
    page = to_review(request.person_id, at=request.at, organization_id=place, number=number)
    named, form = denied or (None, None)
    if refused:
        form = NOTHING.blank().refused(refused)
    later, first = next_to_review(request.person_id, at=request.at)
    return show(
        request,
        "web/approvals/certifications.html",
        form,
        page=page.of(
            lambda rows: [_due(one, ticks, form if named and one.grant.id == named else None) for one in rows]
        ),
        many=form if denied and named is MANY else None,
        not_looked_at=ticks.not_looked_at if keeps else 0,
        outcomes=outcomes,
        place=place,
        query=f"organization={place}&" if place else "",
        decided=decided_by_me(decided, by=request.person_id) if decided else None,
        later=later,
        first=first,
        days=most_days(),
        sleeping=sleeping_faults(request.person_id, at=request.at),
        page_path=reverse("certifications"),
    )


def _due(one: Reviewed, ticks: Ticks, form: Filled | None) -> Due:
    text = str(one.grant.id)
    return Due(one, form, ticked=text in ticks.ids, looked_at=text in ticks.looked_at)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else None
