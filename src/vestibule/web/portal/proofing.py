"""Being verified inside the role request: terms, what one enters, what came of it, and the help desk's way."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.access.policy.itinerary import Page, Proofing, verification_landing
from vestibule.access.queries import RequestCard, draft_of, progress_of
from vestibule.accounts.queries import profile_of
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.telephones import shown_telephone
from vestibule.proofing.actions import accept_proofing_terms, ask_desk
from vestibule.proofing.asking import ask_about, ask_again, ask_by_reference
from vestibule.proofing.lifecycle import REFERRED
from vestibule.proofing.policy.applying import SENT_BEFORE, applicant_faults, ssn_digits
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import Applicant
from vestibule.proofing.queries import ProofingStanding, proofing_standing, proofing_state, verify_again
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.portal.registration_forms import CONTACT, PERSONAL, contact_of, judged, personal_of
from vestibule.web.portal.role_request import ADDRESSES, STEPS, lands_elsewhere, onward
from vestibule.web.visit import Visit, signed_in

TERMS = Form((Field("terms", gettext_noop("I agree to the identity proofing terms"), Kind.CHECKBOX),))

_SSN = Field(
    "ssn",
    gettext_noop("Social Security number"),
    Kind.PASSWORD,  # so that nobody reads it over one's shoulder, and no page ever shows it again
    hint=gettext_noop("Nine digits. It helps to find you, is used once, and is never shown again."),
    autocomplete="off",
    required=False,
    width="md",
)
IDENTITY = Form(
    (
        *(each for each in PERSONAL.fields if each.name not in {"email", "terms"}),
        _SSN,
        *CONTACT.fields,
        Field("ticket", "", Kind.HIDDEN, required=False),
    )
)
CALLED = Form((Field("called", "", Kind.CHECKBOX), Field("reference", "", Kind.HIDDEN, required=False)))


@signed_in
@require_http_methods(["GET", "POST"])
def terms(request: Visit) -> HttpResponse:
    """Show the identity proofing terms and take the agreement. Source: PRF-2 (APP 11, EU 10)."""
    if elsewhere := _elsewhere(request, Page.PROOFING_TERMS):
        return elsewhere
    form = TERMS.filled(request, request.parked)
    if form.ready:
        try:
            accept_proofing_terms(request.person_id, PROOFING_TERMS_VERSION, by=request.actor, at=request.at)
        except Refused:  # agreed to in another window, this very moment
            return _onward(request)
        return redirect("proofing-form")
    return show(
        request,
        "web/role_request/proofing_terms.html",
        form,
        steps=_steps(request),
        terms=f"proofing/terms/{PROOFING_TERMS_VERSION}.html",
        vendor=settings.PROOFING_VENDOR,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def identity(request: Visit) -> HttpResponse:
    """Ask who one is, prefilled from the profile, and have it verified. Source: PRF-2, PRF-3 (APP 12, EU 11).

    Reading: what is entered here never changes the profile; a page that was sent before isn't sent again.
    """
    if elsewhere := _elsewhere(request, Page.PROOFING_FORM):
        return elsewhere
    standing = proofing_standing(request.person_id, at=request.at)
    form = IDENTITY.filled(request, {**_known(request, standing), **request.parked, "ticket": standing.ticket})
    if form.sent:
        applicant = _applicant(form)
        form = judged(form, applicant_faults(applicant, today=request.at.date()))
        if form.ready:
            try:
                ask_about(request.person_id, applicant, ticket=form["ticket"], by=request.actor, at=request.at)
            except Refused as refused:
                if SENT_BEFORE.code in {reason.code for reason in refused.reasons}:
                    return _onward(request)
                form = form.refused(refused)
            else:
                return _onward(request)
    return show(request, "web/role_request/proofing_form.html", form, steps=_steps(request), standing=standing)


@signed_in
@require_http_methods(["GET", "POST"])
def outcome(request: Visit) -> HttpResponse:
    """Say what came of it, and go on: after the call, or after an outage. Source: PRF-3, PRF-4 (APP 13-14)."""
    if elsewhere := _elsewhere(request, Page.PROOFING_OUTCOME):
        return elsewhere
    standing = proofing_standing(request.person_id, at=request.at)
    if request.method == "POST" and standing.state != REFERRED:
        if standing.verification_id and request.POST.get("move") == "again":
            ask_again(standing.verification_id, by=request.actor, at=request.at)
        return _onward(request)
    form = _called_form().filled(request, {"reference": standing.reference, **request.parked})
    if form.ready:
        try:
            ask_by_reference(request.person_id, reference=form["reference"], by=request.actor, at=request.at)
        except Refused as refused:
            form = _called_form().blank({"reference": standing.reference}).refused(refused)
        else:
            return _after_the_call(request)
    return _outcome_page(request, form)


@signed_in
@require_POST
def by_hand(request: Visit) -> HttpResponse:
    """Ask the help desk to verify oneself. Source: PRF-5 (APP 14, EU 13)."""
    if elsewhere := _elsewhere(request, Page.PROOFING_OUTCOME):
        return elsewhere
    try:
        ask_desk(request.person_id, by=request.actor, at=request.at)
    except Refused:  # pressed twice, or in another window: what stands now is shown
        return _onward(request)
    return redirect("proofing-outcome")


def _elsewhere(request: Visit, asked: Page) -> HttpResponseRedirect | None:
    """Lead away from a page that isn't reached: in a request, or where one must be verified again without any."""
    draft = draft_of(request.person_id)
    if _in_request(draft) or verify_again(request.person_id, at=request.at) is None:
        return lands_elsewhere(asked, draft)
    page = verification_landing(asked, Proofing(proofing_state(request.person_id)))
    if page is None:
        return redirect("profile")
    return None if page is asked else redirect(ADDRESSES[page])


def _onward(request: Visit) -> HttpResponseRedirect:
    """Lead to the page that is due: of the request, of being verified again, or back to the profile after it."""
    if _in_request(draft_of(request.person_id)):
        return onward(request.person_id)
    due = verification_landing(Page.PROOFING_OUTCOME, Proofing(proofing_state(request.person_id)))
    return redirect(ADDRESSES[due]) if due else redirect(f"{reverse('profile')}?verified")


def _in_request(draft: RequestCard | None) -> bool:
    """Say whether somebody is asking for a role that needs proofing."""
    return progress_of(draft).needs_proofing


def _steps(request: Visit) -> tuple[str, ...]:
    """Return the steps of a request; outside of any there are none to show."""
    return STEPS if _in_request(draft_of(request.person_id)) else ()


def _known(request: Visit, standing: ProofingStanding) -> dict[str, object]:
    """Return what was entered before, else what the profile says. Source: PRF-2."""
    profile = profile_of(request.person_id)
    known = {**vars(profile.personal), **vars(profile.contact)}
    if entered := standing.applicant:
        known = {name: value for name, value in vars(entered).items() if name != "ssn"}
    return {**known, "telephone": shown_telephone(known["telephone"])}


def _applicant(form: Filled) -> Applicant:
    who, where, typed = personal_of(form.values), contact_of(form.values), form["ssn"]
    return Applicant(
        first_name=who.first_name,
        middle_name=who.middle_name,
        last_name=who.last_name,
        suffix=who.suffix,
        birth_date=who.birth_date,
        ssn=ssn_digits(typed) or typed,
        **vars(where),
    )


def _called_form() -> Form:
    """Return the box that says whom one has called, by the vendor's name. Source: PRF-4 (APP 14)."""
    label = gettext("I have contacted %(vendor)s") % {"vendor": settings.PROOFING_VENDOR["name"]}
    return Form(tuple(replace(each, label=label) if each.name == "called" else each for each in CALLED.fields))


def _after_the_call(request: Visit) -> HttpResponse:
    """Go on where one is verified; else say on the page that the service still says no."""
    response = _onward(request)
    if response.url == redirect("proofing-outcome").url:
        return redirect(f"{response.url}?still")
    return response


def _outcome_page(request: Visit, form: Filled) -> HttpResponse:
    standing = proofing_standing(request.person_id, at=request.at)
    return show(
        request,
        "web/role_request/proofing_outcome.html",
        form,
        steps=_steps(request),
        standing=standing,
        still="still" in request.GET,
        state_name=STATES.get(standing.applicant.state, "") if standing.applicant else "",
        vendor=settings.PROOFING_VENDOR,
    )
