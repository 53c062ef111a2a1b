"""New User Registration in three pages, and the message at its end (ACC-1).

What was typed stands in a draft that the browser's cookie names; each page is judged again whenever it matters, so that
pages can be opened in any order, reloaded, and sent from two windows.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vestibule.accounts.passwords import Busy
from vestibule.accounts.policy.registration import contact_faults, personal_faults
from vestibule.accounts.policy.standing import ALREADY_SUBMITTED
from vestibule.accounts.policy.terms import TERMS_VERSION, shown_faults
from vestibule.accounts.queries import Draft, registration_draft
from vestibule.accounts.submission import chosen_faults, submit_registration
from vestibule.accounts.upkeep import keep_page
from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop
from vestibule.web.cookies import keep_cookie
from vestibule.web.forms import Filled, show
from vestibule.web.portal.invitation import invited_here
from vestibule.web.portal.registration_forms import (
    CONTACT,
    PERSONAL,
    chosen_of,
    contact_of,
    credentials_form,
    judged,
    personal_of,
)
from vestibule.web.portal.ticking import ticked
from vestibule.web.visit import Visit

STEPS = (
    gettext_noop("Personal information"),
    gettext_noop("Contact information"),
    gettext_noop("User ID and password"),
)

# What of the last page is kept for its return: never a password, nor the answer to a security question.
_KEPT_OF_CREDENTIALS = ("user_id", "security_question")

BUSY = declare_reason(
    "registration.busy",
    gettext_noop("Very many people are signing in or registering just now. Nothing was stored: please submit again."),
)


@never_cache
@require_http_methods(["GET", "POST"])
def personal(request: Visit) -> HttpResponse:
    """Ask who one is, and for agreement to the terms. Source: ACC-1, ACC-11 (APP 2, EU 2).

    Reading: agreed to is what the page showed. One that stayed open over a change of the terms agrees to nothing, and a
    registration that is resumed after one finds its box empty.
    """
    draft = _open_draft(request)
    form = PERSONAL.filled(request, _as_agreed(draft.pages.get("personal", {})) if draft else None)
    if form.sent:
        shown = request.POST.get("terms_shown") or TERMS_VERSION
        typed = {**form.parked(), "terms_version": shown if form.ticked("terms") else ""}
        faults = personal_faults(personal_of(typed), today=request.at.date())
        changed = shown_faults(shown)
        if changed:
            faults = [*(fault for fault in faults if fault.field != "terms"), *changed]
        form = judged(form.knowing(terms="") if changed else form, faults)
        if form.ready:
            return _kept(request, "personal", typed, go_to="register-contact")
    terms = f"accounts/terms/{TERMS_VERSION}.html"
    return show(request, "web/registration/personal.html", form, steps=STEPS, terms=terms, terms_version=TERMS_VERSION)


def _as_agreed(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed before, without the agreement to terms that are no longer in force."""
    return {**typed, "terms": typed.get("terms", "") if typed.get("terms_version") == TERMS_VERSION else ""}


@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: Visit) -> HttpResponse:
    """Ask where one lives, and for the telephone number. Source: ACC-1 (APP 3, EU 3)."""
    draft = _draft(request)
    if draft and draft.submitted:
        return redirect("register-done")
    form = CONTACT.filled(request, draft.pages.get("contact") if draft else None)
    unfinished = _first_unfinished(request, draft, before="contact")
    if form.sent:
        if unfinished or form.pressed == "back":
            return _kept(request, "contact", form.parked(), go_to="register")
        form = judged(form, contact_faults(contact_of(form.values)))
        if form.ready:
            return _kept(request, "contact", form.parked(), go_to="register-credentials")
    elif unfinished:
        return redirect(unfinished)
    return show(request, "web/registration/contact.html", form, steps=STEPS)


@never_cache
@require_http_methods(["GET", "POST"])
def credentials(request: Visit) -> HttpResponse:
    """Ask for User ID, password and security question, and make the account. Source: ACC-1 to ACC-10 (APP 4, EU 4)."""
    draft = _draft(request)
    if draft and draft.submitted:
        return redirect("register-done")
    form = credentials_form().filled(request, draft.pages.get("credentials") if draft else None)
    unfinished = _first_unfinished(request, draft, before="credentials")
    if form.sent and (unfinished or form.pressed == "back"):
        kept = {name: form.values[name] for name in _KEPT_OF_CREDENTIALS if name in form.values}
        return _kept(request, "credentials", kept, go_to=unfinished or "register-contact")
    if draft is None or unfinished:
        return redirect(unfinished or "register")
    return _submitted(request, draft, form) if form.sent else _show_credentials(request, form)


@never_cache
@require_GET
def done(request: Visit) -> HttpResponse:
    """Say that the registration was received, in the same words whatever follows. Source: ACC-1, ACC-2 (APP 4).

    Reading: who came by an invitation returns to it through the sign-in (ROL-12).
    """
    draft = _draft(request)
    if draft is None or not draft.submitted:
        return redirect(_first_unfinished(request, draft, before="") or "register-credentials")
    invited = invited_here(request)
    back = urlencode({"next": reverse("invitation", args=[invited[0]])}) if invited else ""
    return show(request, "web/registration/done.html", back=back)


@never_cache
@require_POST
def check(request: Visit) -> JsonResponse:
    """Tell which rules a User ID and a password keep so far. Source: ACC-9."""
    draft = _open_draft(request)
    return ticked(request, personal_of(draft.pages.get("personal", {}) if draft else {}))


def _submitted(request: Visit, draft: Draft, form: Filled) -> HttpResponse:
    """Submit the whole registration; sent twice, from one window or two, it ends in the same message."""
    who, where = personal_of(draft.pages["personal"]), contact_of(draft.pages["contact"])
    chosen = chosen_of(request)
    form = judged(form, chosen_faults(chosen, who))
    if not form.ready:
        return _show_credentials(request, form)
    try:
        submit_registration(
            draft.id, who, where, chosen, language=get_language() or "en", by=request.actor, at=request.at
        )
    except Refused as refused:
        if ALREADY_SUBMITTED.code not in {reason.code for reason in refused.reasons}:
            return _show_credentials(request, form.refused(refused))
    except Busy:
        return _show_credentials(request, form.faulted(BUSY()), status=503)
    return redirect("register-done")


def _show_credentials(request: HttpRequest, form: Filled, status: int | None = None) -> HttpResponse:
    return show(request, "web/registration/credentials.html", form, status, steps=STEPS)


def _draft(request: Visit) -> Draft | None:
    return registration_draft(request.COOKIES.get(settings.REGISTRATION_COOKIE, ""), at=request.at)


def _open_draft(request: Visit) -> Draft | None:
    draft = _draft(request)
    return None if draft is None or draft.submitted else draft


def _first_unfinished(request: Visit, draft: Draft | None, *, before: str) -> str | None:
    """Return the first page before this one that isn't finished; pages out of order lead there. Source: ACC-1."""
    pages = draft.pages if draft else {}
    if personal_faults(personal_of(pages.get("personal", {})), today=request.at.date()):
        return "register"
    if before != "contact" and contact_faults(contact_of(pages.get("contact", {}))):
        return "register-contact"
    return None


def _kept(request: Visit, page: str, typed: dict[str, str], *, go_to: str) -> HttpResponse:
    token = keep_page(request.COOKIES.get(settings.REGISTRATION_COOKIE, ""), page, typed, at=request.at)
    response = redirect(go_to)
    keep_cookie(response, settings.REGISTRATION_COOKIE, token)
    return response
