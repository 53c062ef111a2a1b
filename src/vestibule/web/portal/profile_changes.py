"""Correcting what is held about oneself: name, address, telephone, security question, language and text size."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.particulars import choose_preferences
from vestibule.accounts.passwords import Busy
from vestibule.accounts.policy.particulars import TEXT_SIZES, contact_correction_faults, name_correction_faults
from vestibule.accounts.policy.questions import question_faults
from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.queries import preferences_of, profile_of, question_of
from vestibule.accounts.submission import hashed_answer
from vestibule.kernel.reasons import NotFound, Reason, Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.telephones import shown_telephone
from vestibule.proofing.queries import is_proofed, verify_again
from vestibule.signin.actions import change_own_contact, change_own_name, change_own_question
from vestibule.signin.device_queries import devices
from vestibule.signin.policy.devices import NOT_FRESH
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show
from vestibule.web.portal.proving import is_fresh_here, prove_first
from vestibule.web.portal.registration import BUSY
from vestibule.web.portal.registration_forms import CONTACT, PERSONAL, QUESTION, contact_of, judged, personal_of
from vestibule.web.preferences import kept_choice, text_size
from vestibule.web.visit import Visit, signed_in

NAME = Form(tuple(each for each in PERSONAL.fields if each.name not in {"email", "terms"}))
QUESTION_FORM = Form(QUESTION)
PREFERENCES = Form(
    (
        Field(
            "language",
            gettext_noop("Language of pages and mails"),
            Kind.RADIOS,
            choices=(Choice("en", "English"), Choice("es", "Español")),
        ),
        Field(
            "text_size",
            gettext_noop("Text Size"),
            Kind.RADIOS,
            choices=tuple(
                Choice(size, words)
                for size, words in zip(
                    TEXT_SIZES, (gettext_noop("Normal"), gettext_noop("Large"), gettext_noop("Larger")), strict=True
                )
            ),
        ),
    )
)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def name(request: Visit) -> HttpResponse:
    """Correct one's legal name and date of birth; the page says first what that means. Source: ACC-13, SIG-4 (APP 7).

    Reading: whether one's identity has to be verified again is said before anything is typed.
    """
    known = profile_of(request.person_id).personal
    form = NAME.filled(request, {**vars(known), **request.parked})
    told = personal_of(form.values)
    return _changed(
        request,
        "web/profile/name.html",
        judged(form, name_correction_faults(told, known, today=request.at.date())) if form.sent else form,
        lambda: change_own_name(_named(told, known), by=request.actor, at=request.at),
        proofed=is_proofed(request.person_id),
        again=verify_again(request.person_id, at=request.at),
        days=rulebook().proofing.again_within_days,
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def contact(request: Visit) -> HttpResponse:
    """Correct where one lives, and the telephone number. Source: ACC-13, SIG-4 (APP 7)."""
    known = profile_of(request.person_id).contact
    shown = {**vars(known), "telephone": shown_telephone(known.telephone)}
    form = CONTACT.filled(request, {**shown, **request.parked})
    told = contact_of(form.values)
    return _changed(
        request,
        "web/profile/contact.html",
        judged(form, contact_correction_faults(told, known)) if form.sent else form,
        lambda: change_own_contact(told, by=request.actor, at=request.at),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def question(request: Visit) -> HttpResponse:
    """Choose another security question and answer, where the profile has one. Source: ACC-10, ACC-13 (APP 4, APP 7)."""
    if not rulebook().registration.security_question:
        raise NotFound("security question")
    known = {"security_question": question_of(request.person_id)}
    form = QUESTION_FORM.filled(request, {**known, **request.parked})
    faults = question_faults(form["security_question"], form["security_answer"])
    return _changed(
        request,
        "web/profile/question.html",
        judged(form, faults) if form.sent else form,
        lambda: change_own_question(
            hashed_answer(form["security_question"], form["security_answer"]),
            by=request.actor,
            at=request.at,
        ),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: Visit) -> HttpResponse:
    """Choose the language of pages and mails, and the text size, for every browser. Source: ACC-13, NEW-5 (APP 0).

    Reading: it holds in a browser in which nothing else was chosen, from the next sign-in on, and in this one at once.
    """
    chosen = preferences_of(request.person_id)
    size = chosen.text_size or text_size(request)
    form = PREFERENCES.filled(request, {"language": chosen.language, "text_size": size, **request.parked})
    if form.ready:
        choose_preferences(
            request.person_id,
            language=form["language"],
            text_size=form["text_size"],
            by=request.actor,
            at=request.at,
        )
        return kept_choice(_done(), language=form["language"], text_size=form["text_size"])
    return show(request, "web/profile/preferences.html", form, devices=devices(request.person_id))


def _changed(request: Visit, template: str, form: Filled, deed: Callable[[], None], **context: object) -> HttpResponse:
    """Ask for the fresh factor first, then for the change; a change that was made leads back to the profile."""
    if not is_fresh_here(request):
        return prove_first(request)
    status = None
    if form.ready:
        try:
            deed()
        except Refused as refused:
            if _is_stale(refused.reasons):
                return prove_first(request)
            form = form.refused(refused)
        except Busy:
            form, status = form.faulted(BUSY()), 503
        else:
            return _done()
    return show(request, template, form, status=status, devices=devices(request.person_id), **context)


def _done() -> HttpResponse:
    return redirect(f"{reverse('profile')}?changed")


def _is_stale(reasons: tuple[Reason, ...]) -> bool:
    return any(reason.code == NOT_FRESH.code for reason in reasons)


def _named(told: Personal, known: Personal) -> Personal:
    """Return a name and date of birth with what this page doesn't ask."""
    return Personal(**{**vars(told), "email": known.email})
