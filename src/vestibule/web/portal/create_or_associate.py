"""The organization of an approver or backup approver: created from its accepted form, or one that is there."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from vestibule.access.creation import NOTHING, TYPED, choose_creation, keep_typed, typed_before
from vestibule.access.policy.affiliating import NOT_NAMED, WRONG_ROLE
from vestibule.access.policy.itinerary import Page
from vestibule.access.queries import RequestCard, draft_of
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import Reason, gettext_noop
from vestibule.organizations.creating import EXISTS
from vestibule.organizations.policy.matching import LABELS, NO_SUCH_FORM
from vestibule.organizations.policy.particulars import Particulars, tin_digits
from vestibule.organizations.queries import OrganizationCard
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.portal.choosing_organization import chosen
from vestibule.web.portal.role_request import STEPS, lands_elsewhere, onward
from vestibule.web.visit import Visit, signed_in

CREATE, ASSOCIATE, NONE_OF_THESE = "create", "associate", "none_of_these"
WAY = Field(
    "way",
    gettext_noop("Your organization"),
    Kind.RADIOS,
    hint=gettext_noop("If it was created for SPOT before, associate to it, and don't create it again."),
    choices=(
        Choice(CREATE, gettext_noop("Create an Organization")),
        Choice(ASSOCIATE, gettext_noop("Associate to an existing organization")),
    ),
)
WAYS = Form((WAY,))
CREATION = Form(
    (
        WAY,
        Field("tin", gettext_noop("TIN/SSN"), autocomplete="off", most=20, width="lg"),
        Field("legal_name", LABELS["legal_name"], autocomplete="organization"),
        Field("address", LABELS["address"], autocomplete="street-address"),
        Field("telephone", LABELS["telephone"], Kind.TELEPHONE, autocomplete="tel", width="lg"),
        Field("city", LABELS["city"], autocomplete="address-level2"),
        Field(
            "state",
            LABELS["state"],
            Kind.SELECT,
            choices=tuple(Choice(code, name) for code, name in STATES.items()),
        ),
        Field("zip_code", LABELS["zip_code"], autocomplete="postal-code", width="sm"),
        Field(
            "submitter_id",
            gettext_noop("Submitter ID"),
            hint=gettext_noop("It is found in your communication from the help desk."),
            autocomplete="off",
            width="lg",
        ),
    )
)
TIN_KEPT = gettext_noop("Leave it empty to keep the one that you entered before.")


@signed_in
@require_http_methods(["GET", "POST"])
def create_or_associate(request: Visit) -> HttpResponse:
    """Create the organization, or associate to one that is there. Source: ORG-3, ORG-4 (APP 15, ADD 10).

    Reading: one way is shown at a time, and the radio leads to the other; what was typed stays in the draft.
    """
    draft = draft_of(request.person_id)
    if (elsewhere := lands_elsewhere(Page.CREATE_OR_ASSOCIATE, draft)) or draft is None:
        return elsewhere or redirect("role-request")
    if request.method == "POST" and request.POST.get("move") == NONE_OF_THESE:
        return _tried(request, draft, typed_before(request.person_id), none_of_these=True)
    if request.method == "POST" and request.POST.get("shown") == CREATE:
        return _create(request, draft)
    way = request.GET.get("way") or request.POST.get("way") or (ASSOCIATE if draft.organization else CREATE)
    return _associate(request, draft) if way == ASSOCIATE else _creation_page(request, draft)


def _create(request: Visit, draft: RequestCard) -> HttpResponse:
    """Take what was typed: keep it and show the other way, or hold it against the accepted form."""
    form = _creation(typed_before(request.person_id)).read(request.POST)
    typed = replace(NOTHING, **{name: form[name] for name in TYPED})
    if form["way"] == ASSOCIATE or not form.ready:
        keep_typed(request.person_id, typed)
    if form["way"] == ASSOCIATE:
        return redirect(f"{reverse('create-or-associate')}?{urlencode({'way': ASSOCIATE})}")
    if not form.ready:
        return _creation_page(request, draft, form.faults)
    return _tried(request, draft, typed, none_of_these=False)


def _tried(request: Visit, draft: RequestCard, typed: Particulars, *, none_of_these: bool) -> HttpResponse:
    """Go on where it matches; else say what doesn't, or ask whether one of those that are there is meant."""
    tried = choose_creation(request.person_id, typed, none_of_these=none_of_these, by=request.actor, at=request.at)
    if not tried.faults and not tried.near:
        return onward(request.person_id)
    return _creation_page(request, draft, tried.faults, tried.near)


def _associate(request: Visit, draft: RequestCard) -> HttpResponse:
    """Find an organization by name and state, and associate to it. Source: ORG-4 (APP 15, ADD 10)."""
    choosing = chosen(request, draft)
    if choosing.done:
        return redirect("role-request-review")  # all before it was asked, or one would have landed elsewhere
    return show(
        request,
        "web/role_request/found.html" if choosing.typing else "web/role_request/associate.html",
        choosing.shown,
        status=200 if choosing.typing else None,
        steps=STEPS,
        ways=WAYS.blank({"way": ASSOCIATE}),
        draft=draft,
        **_led(choosing.shown),
        **choosing.context(more={"way": ASSOCIATE}),
    )


def _creation_page(
    request: Visit, draft: RequestCard, faults: tuple[Reason, ...] = (), near: tuple[OrganizationCard, ...] = ()
) -> HttpResponse:
    """Show the fields with what was typed, never the TIN: of it the last four, and it need not be typed again."""
    before = typed_before(request.person_id)
    typed = {name: getattr(before, name) for name in TYPED}
    if request.method == "GET":
        typed |= request.parked
    form = _creation(before).blank({**typed, "tin": "", "way": CREATE}).faulted(*faults)
    return show(
        request,
        "web/role_request/create.html",
        form,
        steps=STEPS,
        draft=draft,
        near=near,
        tin_ends=tin_digits(before.tin)[-4:],
        existing=urlencode({"way": ASSOCIATE, "legal_name": before.legal_name, "state": before.state}),
        **_led(form),
    )


def _creation(before: Particulars) -> Form:
    """Return the form; a TIN that was typed before may be left empty."""
    if not before.tin:
        return CREATION
    kept = (replace(each, required=False, hint=TIN_KEPT) if each.name == "tin" else each for each in CREATION.fields)
    return Form(tuple(kept))


def _led(form: Filled) -> dict[str, Any]:
    """Return where a refusal leads: to the right role, to what is there already, to a form."""
    faults = {fault.code: fault for fault in form.faults}
    wrong = faults.get(WRONG_ROLE.code)
    return {
        "right_role": wrong.values if wrong else None,
        "exists": EXISTS.code in faults,
        "needs_form": NO_SUCH_FORM.code in faults,
        "not_named": NOT_NAMED.code in faults,
    }
