"""The new organization form: one page, sent for signature once however often its button is pressed."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.kernel.reasons import Refused
from vestibule.kernel.secrets import new_token
from vestibule.organizations.actions import submit_form
from vestibule.organizations.forms import reference_of_page
from vestibule.organizations.policy.forms import form_faults
from vestibule.web.forms import Filled, show
from vestibule.web.portal.registration_forms import judged
from vestibule.web.site.form_fields import GROUPS, NEW_FORM, content_of
from vestibule.web.site.signing import signed_by_hand, to_be_chosen_again
from vestibule.web.visit import Visit

_TOKEN_LETTERS = len(new_token())


@never_cache
@require_http_methods(["GET", "POST"])
def new_form(request: Visit) -> HttpResponse:
    """Ask for the organization and its people; send the form to its official, or take it signed. Source: ORG-1 (APP 0).

    Reading: what was sent from this page before, by a second press or another tab, is answered with its own number.
    """
    form = with_page_token(NEW_FORM.filled(request))
    if form.sent and (reference := reference_of_page(form["page"])):
        return redirect("form-sent", reference)
    signed, wrong = signed_by_hand(request, form)
    if form.sent:
        form = judged(form, [*form_faults(content_of(form.values)), *wrong])
    if form.ready:
        try:
            reference = submit_form(
                content_of(form.values),
                signed=signed,
                page_token=form["page"],
                language=get_language() or "en",
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            if reference := reference_of_page(form["page"]):
                return redirect("form-sent", reference)
            form = form.refused(refused)
        else:
            return redirect("form-sent", reference)
    return show(request, "web/organization_form/new.html", to_be_chosen_again(form, signed), groups=GROUPS)


def with_page_token(form: Filled) -> Filled:
    """Return the form with the token of its page: a new one where none of ours came with it."""
    faults = tuple(fault for fault in form.faults if fault.field != "page")
    if len(form["page"]) == _TOKEN_LETTERS:
        return replace(form, faults=faults)
    return replace(form, faults=faults, values={**form.values, "page": new_token()})
