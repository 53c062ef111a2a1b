"""The SPOT update form: by anybody who knows the organization's numbers, or by who decides for it, or did until lately.

Signing it, the status and the help desk's questions are those of a new organization form.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.access.updating import Updater, visible_update
from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import Reason, Refused
from vestibule.kernel.secrets import same
from vestibule.organizations.actions import submit_known_update, submit_update
from vestibule.organizations.forms import reference_of_page
from vestibule.organizations.policy.content import FormContent
from vestibule.organizations.policy.updating import CHANGED_MEANWHILE, fitting_faults, trimmed, update_faults
from vestibule.web.forms import Filled, show
from vestibule.web.portal.registration_forms import judged
from vestibule.web.site.new_form import with_page_token
from vestibule.web.site.signing import signed_by_hand, to_be_chosen_again
from vestibule.web.site.update_fields import (
    BY_ANYBODY,
    BY_MEMBER,
    GROUPS,
    WHICH_GROUP,
    Group,
    changes_of,
    contact_of,
    known_of,
    typed_of,
)
from vestibule.web.visit import Visit, signed_in

Send = Callable[[FormContent, bytes | None, str, str], str]
"""What is sent, the document that was signed by hand, from which page, in which language: its reference."""


@never_cache
@require_http_methods(["GET", "POST"])
def update_form(request: Visit) -> HttpResponse:
    """Ask which organization it is and what changes, and send that to its official. Source: ORG-6 (APP 0).

    Reading: nothing of what stands is shown here, nor compared; who decides there has a page that does.
    """

    def send(content: FormContent, signed: bytes | None, page: str, language: str) -> str:
        return submit_known_update(
            content,
            known_of(form.values),
            signed=signed,
            page_token=page,
            language=language,
            by=request.actor,
            at=request.at,
        )

    form = with_page_token(BY_ANYBODY.filled(request))
    faults = update_faults(changes_of(form.values)) if form.sent else []
    return _page(request, form, faults, send, groups=(WHICH_GROUP, *GROUPS))


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def update_form_of(request: Visit, organization_id: UUID) -> HttpResponse:
    """Ask what changes of an organization for which one decides, filled in with what stands. Source: ORG-6, LIF-5.

    Reading: who has left lately, or whose right doesn't count at present, may send it as well, and sees nothing of what
    stands. Where that has changed since the page was opened, the fields show what it is now, and nothing is sent.
    """
    updater = visible_update(organization_id, request.actor, at=request.at)
    stands = updater.stands

    def send(content: FormContent, signed: bytes | None, page: str, language: str) -> str:
        return submit_update(
            content,
            stands,
            saw_what_stands=updater.sees,
            signed=signed,
            page_token=page,
            language=language,
            by=request.actor,
            at=request.at,
        )

    form = with_page_token(BY_MEMBER.filled(request, _known_beforehand(request, updater)))
    if form.sent and updater.sees and not same(form["seen"], stands.digest):
        form, faults = form.knowing(**typed_of(stands.content)), [CHANGED_MEANWHILE()]
    else:
        faults = _member_faults(updater, form) if form.sent else []
    seen = stands.digest if updater.sees else ""
    return _page(request, form, faults, send, groups=GROUPS, updater=updater, seen=seen)


def _page(
    request: Visit,
    form: Filled,
    faults: list[Reason],
    send: Send,
    *,
    groups: tuple[Group, ...],
    updater: Updater | None = None,
    seen: str = "",
) -> HttpResponse:
    """Send what was filled in once, however often the button is pressed, or show the page with what is wrong."""
    if form.sent and (reference := reference_of_page(form["page"])):
        return redirect("form-sent", reference)
    signed, wrong = signed_by_hand(request, form)
    if form.sent:
        form = judged(form, [*faults, *wrong])
    if form.ready:
        try:
            return redirect("form-sent", send(changes_of(form.values), signed, form["page"], get_language() or "en"))
        except Refused as refused:
            if reference := reference_of_page(form["page"]):
                return redirect("form-sent", reference)
            form = form.refused(refused)
    form = to_be_chosen_again(replace(form, values={**form.values, "seen": seen}), signed)
    return show(request, "web/organization_form/update.html", form, groups=groups, updater=updater)


def _known_beforehand(request: Visit, updater: Updater) -> dict[str, object]:
    """Return what the page of somebody who is signed in shows at first."""
    known: dict[str, object] = dict(typed_of(updater.stands.content)) if updater.sees else {}
    left: dict[str, object] = {f"{updater.leaves}_left": "on"} if updater.leaves else {}
    return {**known, **contact_of(person_card(request.person_id)), **left}


def _member_faults(updater: Updater, form: Filled) -> list[Reason]:
    stands, content = updater.stands.content, changes_of(form.values)
    known_as = stands.particulars.legal_name
    if content.update:
        content = replace(content, update=replace(content.update, known_as=known_as))
    if not updater.sees:
        return update_faults(content)
    content = trimmed(stands, content)
    return [*update_faults(content), *fitting_faults(stands, content)]
