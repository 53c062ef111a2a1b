"""Asking for a role: application and role, organization, review, confirmation."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.access.actions import submit_request
from vestibule.access.lifecycle import DRAFT
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.policy.itinerary import Page, landing, next_page, organization_page
from vestibule.access.policy.proposing import offered as offered_roles
from vestibule.access.queries import (
    ApplicationCard,
    RequestCard,
    applications,
    draft_of,
    progress_of,
    visible_request,
)
from vestibule.access.upkeep import choose_application, choose_role
from vestibule.access.waiting import somebody_decides_there
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.accepted import accepted_form_named
from vestibule.organizations.creating import EXISTS
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit, signed_in

STEPS = (
    gettext_noop("Application and role"),
    gettext_noop("Identity"),
    gettext_noop("Organization"),
    gettext_noop("Review Request"),
)

WISH = Form(
    (
        Field("application", gettext_noop("Select an Application"), Kind.COMBO),
        Field("role", gettext_noop("Select a Role"), Kind.SELECT),
    )
)
REVIEW = Form(
    (
        Field(
            "reason",
            gettext_noop("Reason for request"),
            Kind.AREA,
            hint=gettext_noop("e.g., access to Medicare data"),
            most=4000,
        ),
        Field("request", "", Kind.HIDDEN, required=False),
        Field("role", "", Kind.HIDDEN, required=False),
        Field("organization", "", Kind.HIDDEN, required=False),
        Field("form", "", Kind.HIDDEN, required=False),
    )
)

ADDRESSES = {
    Page.APPLICATION: "role-request-role",
    Page.ROLE: "role-request-role",
    Page.PROOFING_TERMS: "proofing-terms",
    Page.PROOFING_FORM: "proofing-form",
    Page.PROOFING_OUTCOME: "proofing-outcome",
    Page.CREATE_OR_ASSOCIATE: "create-or-associate",
    Page.FIND_ORGANIZATION: "role-request-organization",
    Page.REVIEW: "role-request-review",
}


def onward(person_id: UUID) -> HttpResponseRedirect:
    """Lead to the page that is due. Source: ROL-6."""
    return redirect(ADDRESSES[next_page(progress_of(draft_of(person_id)))])


def lands_elsewhere(asked: Page, draft: RequestCard | None) -> HttpResponseRedirect | None:
    """Lead somebody away from a page that the journey has not reached. Source: ROL-6."""
    page = landing(asked, progress_of(draft))
    return None if ADDRESSES[page] == ADDRESSES[asked] else redirect(ADDRESSES[page])


@signed_in
@require_GET
def start(request: Visit) -> HttpResponse:
    """Begin a request, or go on where it stands. Source: ROL-1, ROL-2 (APP 8, EU 7)."""
    return onward(request.person_id)


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: Visit) -> HttpResponse:
    """Ask for application and role. Source: ROL-2, ROL-3, ROL-5 (APP 9-10, EU 8-9).

    Reading: one may send the application first and the role after it, or both at once.
    """
    offered, draft = applications(), draft_of(request.person_id)
    form = _wish_form(request, offered, draft)
    if not form.sent or form.faults_of("application"):
        return _choose_page(request, form, offered)

    if form.ready:
        try:
            choose_role(request.person_id, form["role"], application_key=form["application"], at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return onward(request.person_id)
    if draft is None or draft.application_key != form["application"]:
        choose_application(request.person_id, form["application"], at=request.at)
        if not form["role"]:
            return redirect("role-request-role")
    return _choose_page(request, form, offered)


@signed_in
@require_http_methods(["GET", "POST"])
def review(request: Visit) -> HttpResponse:
    """Show all, ask for the reason, and submit. Source: ROL-6, ROL-11 (APP 15, EU 14, ADD 10).

    Reading: what was submitted before, in another tab or by a second press, is answered with its own confirmation.
    """
    form = REVIEW.filled(request, request.parked)
    reviewed = _reviewed(request) if form.ready else None
    if reviewed:
        try:
            submit_request(
                reviewed,
                role_key=form["role"],
                organization_id=_uuid(form["organization"]),
                form_id=_uuid(form["form"]),
                reason=form["reason"],
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect("role-request-submitted", reviewed)

    if form.sent and (submitted := _submitted_before(request)):
        return redirect("role-request-submitted", submitted.id)
    draft = draft_of(request.person_id)
    if (elsewhere := lands_elsewhere(Page.REVIEW, draft)) or draft is None:
        return elsewhere or redirect("role-request")
    return _review_page(request, form, draft)


@signed_in
@require_GET
def submitted(request: Visit, request_id: UUID) -> HttpResponse:
    """Confirm a submitted request, and say who has the next step. Source: ROL-6, ROL-13 (APP 16, EU 15, ADD 11)."""
    asked = visible_request(request_id, to=request.actor, at=request.at)
    if asked.person_id != request.person_id or not asked.confirmation:
        raise NotFound(f"request {request_id}")
    return show(request, "web/role_request/submitted.html", asked=asked)


def _wish_form(request: Visit, offered: list[ApplicationCard], draft: RequestCard | None) -> Filled:
    known = {
        "application": draft.application_key if draft else request.GET.get("application", ""),
        "role": draft.role_key if draft else "",
    }
    chosen = request.POST.get("application") or known["application"]
    roles = [
        Choice(role.key, role.name)
        for application in offered
        for role in offered_roles(application.roles)
        if chosen in (application.key, "", None)
    ]
    return WISH.choosing(
        application=[Choice(application.key, application.name) for application in offered], role=roles
    ).filled(request, {**known, **request.parked})


def _choose_page(request: Visit, form: Filled, offered: list[ApplicationCard]) -> HttpResponse:
    return show(request, "web/role_request/role.html", form, steps=STEPS, offered=offered)


def _review_page(request: Visit, form: Filled, draft: RequestCard) -> HttpResponse:
    """Show the draft as it stands now: what is sent with the reason is what is shown above it."""
    shown = {
        "reason": form["reason"],
        "request": draft.id,
        "role": draft.role_key,
        "organization": draft.organization.id if draft.organization else "",
        "form": draft.form_id or "",
    }
    form_named = accepted_form_named(draft.form_id) if draft.form_id else None
    return show(
        request,
        "web/role_request/review.html",
        REVIEW.blank(shown).faulted(*form.faults),
        steps=STEPS,
        draft=draft,
        creates=form_named.particulars if form_named else None,
        organization_page=ADDRESSES[organization_page(draft.role_kind)],
        nobody_decides=_nobody_decides(draft),
        exists=any(fault.code == EXISTS.code for fault in form.faults),
        rules=rulebook().request,
    )


def _nobody_decides(draft: RequestCard) -> bool:
    """Say whether the organization has nobody at present who could decide, before one types more. Source: ORG-9."""
    if draft.approved_by != BY_ORGANIZATION or draft.organization is None or draft.application_key is None:
        return False
    return not somebody_decides_there(draft.organization.id, draft.application_key, but=draft.person_id)


def _reviewed(request: Visit) -> UUID | None:
    """Return the request that a review form is about; one that names none is about the draft."""
    if named := _uuid(request.POST.get("request", "")):
        return named
    draft = draft_of(request.person_id)
    return draft.id if draft else None


def _submitted_before(request: Visit) -> RequestCard | None:
    """Return the request that a review form was about, if it isn't a draft any more. Raises ``NotFound``."""
    named = _uuid(request.POST.get("request", ""))
    if named is None:
        return None
    asked = visible_request(named, to=request.actor, at=request.at)
    if asked.person_id != request.person_id:
        raise NotFound(f"request {named}")
    return asked if asked.state != DRAFT and asked.confirmation else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
