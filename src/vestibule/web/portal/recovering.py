"""The way to a new password: the mailed link and the security answer, a device where there is one, the password."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.accounts.passwords import Busy
from vestibule.accounts.policy.questions import MOST, QUESTIONS
from vestibule.accounts.queries import person_card, personal_of, security_question
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.signin.actions import send_recovery_code, show_device
from vestibule.signin.policy.recovery import PASSWORD
from vestibule.signin.recovery_queries import DEVICE_STEP, Recovery, open_link, open_recovery, recovering_devices
from vestibule.signin.recovery_stage import choose_new_password, follow_link, new_password_faults
from vestibule.signin.upkeep import choose_recovery_device
from vestibule.web.cookies import drop_cookie, keep_cookie
from vestibule.web.forms import Field, Filled, Form, show
from vestibule.web.portal.code_pages import CodeAsked, code_page
from vestibule.web.portal.device_fields import CODE, DEVICE, device_choices, shown_factor
from vestibule.web.portal.registration import BUSY
from vestibule.web.portal.registration_forms import judged, new_password_form
from vestibule.web.portal.ticking import ticked
from vestibule.web.visit import Visit

NOTHING = Form(())
ANSWER = Form(
    (
        Field(
            "security_answer",
            gettext_noop("Security answer"),
            hint=gettext_noop("Capital letters and spaces make no difference."),
            autocomplete="off",
            most=MOST,
        ),
    )
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Visit, token: str) -> HttpResponse:
    """Follow a mailed link: answer the security question where one is asked, and go on in this browser.

    Source: SIG-5, ACC-10 (EU 0). Reading: opening the link changes nothing, for mail programs do that too.
    """
    try:
        asked = security_question(open_link(token, PASSWORD, at=request.at).person_id)
        form = (ANSWER if asked else NOTHING).filled(request)
        if form.ready:
            followed = follow_link(token, form.values.get("security_answer", ""), by=request.actor, at=request.at)
            if followed.recovery_token:
                return _begin(followed.recovery_token)
            form = form.faulted(*followed.reasons)
    except NotFound:
        return secret_page(request, "web/recovery/link_closed.html", status=404, again="forgot-password")
    except Refused as refused:
        form = form.refused(refused)
    except Busy:
        return secret_page(request, "web/recovery/follow.html", form.faulted(BUSY()), 503, question=_words(asked))
    return secret_page(request, "web/recovery/follow.html", form, question=_words(asked))


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: Visit) -> HttpResponse:
    """Ask with which of several devices one goes on to a new password. Source: SIG-5, SIG-3."""
    token = request.COOKIES.get(settings.RECOVERY_COOKIE, "")
    recovery = _at_device(request, token)
    if recovery is None:
        return _elsewhere(request, token)
    held = recovering_devices(recovery.person_id, at=request.at)
    if len(held) < 2:
        return redirect("recovery-device")
    choices = device_choices(held, "")
    form = DEVICE.choosing(device=choices).filled(request, initial={"device": recovery.device_id or held[0].id})
    if form.ready:
        try:
            choose_recovery_device(token, UUID(form["device"]), at=request.at)
        except Refused:
            return _elsewhere(request, token)
        return redirect("recovery-device")
    return show(request, "web/sign_in/choose_device.html", form)


@never_cache
@require_http_methods(["GET", "POST"])
def device(request: Visit) -> HttpResponse:
    """Take the code of a device other than email, and send it first where we do. Source: SIG-5, SIG-3."""
    token = request.COOKIES.get(settings.RECOVERY_COOKIE, "")
    recovery = _at_device(request, token)
    if recovery is None:
        return _elsewhere(request, token)
    if recovery.device_id is None:
        return redirect("recovery-choose")
    if request.method == "GET":
        return _device_page(request, recovery, CODE.blank())
    form = CODE.blank() if request.POST.get("move") == "send" else shown_factor(request)
    try:
        if not form.sent:
            send_recovery_code(token, by=request.actor, at=request.at)
            return redirect("recovery-device")
        if form.ready:
            shown = show_device(token, form["code"], by=request.actor, at=request.at)
            if not shown.reasons:
                return redirect("new-password")
            form = form.faulted(*shown.reasons)
    except Refused as refused:
        form = form.refused(refused)
    return _device_page(request, recovery, form)


@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: Visit) -> HttpResponse:
    """Take the new password; it leads to the sign-in page, never in. Source: SIG-5, ACC-4 to ACC-9 (APP 4, EU 0)."""
    token = request.COOKIES.get(settings.RECOVERY_COOKIE, "")
    recovery = open_recovery(token, at=request.at)
    if recovery is None or recovery.stage == DEVICE_STEP:
        return _elsewhere(request, token)
    form = new_password_form().filled(request)
    if form.sent:
        password, confirmed = request.POST.get("password", ""), request.POST.get("confirm_password", "")
        form = judged(form, new_password_faults(person_card(recovery.person_id), password, confirmed))
    if form.ready:
        try:
            choose_new_password(token, password, confirmed, by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        except Busy:
            return _password_page(request, form.faulted(BUSY()), 503)
        else:
            response = redirect(f"{reverse('sign-in')}?reset")
            drop_cookie(response, settings.RECOVERY_COOKIE)
            return response
    return _password_page(request, form)


@never_cache
@require_POST
def check(request: Visit) -> JsonResponse:
    """Tell which rules a new password keeps so far. Source: ACC-9."""
    recovery = open_recovery(request.COOKIES.get(settings.RECOVERY_COOKIE, ""), at=request.at)
    if recovery is None or recovery.stage == DEVICE_STEP:
        return JsonResponse({}, status=404)
    return ticked(request, personal_of(recovery.person_id), user_id=person_card(recovery.person_id).user_id)


def secret_page(
    request: Visit, template: str, form: Filled | None = None, status: int | None = None, **context: object
) -> HttpResponse:
    """Show a page whose address is a secret: the frame's address to send on leads elsewhere."""
    return show(request, template, form, status, page_address=settings.ORIGIN, **context)


def _words(asked: object) -> str:
    return QUESTIONS.get(getattr(asked, "question", ""), "")


def _begin(recovery_token: str) -> HttpResponse:
    """Bind the recovery to this browser; the first page finds out which step is next."""
    response = redirect("recovery-device")
    keep_cookie(response, settings.RECOVERY_COOKIE, recovery_token)
    return response


def _at_device(request: Visit, token: str) -> Recovery | None:
    recovery = open_recovery(token, at=request.at)
    return recovery if recovery and recovery.stage == DEVICE_STEP else None


def _device_page(request: Visit, recovery: Recovery, form: Filled) -> HttpResponse:
    held = recovering_devices(recovery.person_id, at=request.at)
    device = next((each for each in held if each.id == recovery.device_id), None)
    asked = CodeAsked(recovery.person_id, recovery.id, recovery.factor, device)
    return code_page(request, asked, form, several=len(held) > 1, recovering=True)


def _elsewhere(request: Visit, token: str) -> HttpResponse:
    """Lead to the step at which a recovery is; where there is none, to where one begins."""
    recovery = open_recovery(token, at=request.at)
    if recovery is None:
        return HttpResponseRedirect(f"{reverse('forgot-password')}{'?late' if token else ''}")
    return redirect("recovery-device" if recovery.stage == DEVICE_STEP else "new-password")


def _password_page(request: Visit, form: Filled, status: int | None = None) -> HttpResponse:
    return show(request, "web/recovery/new_password.html", form, status, tick_address=reverse("new-password-check"))
