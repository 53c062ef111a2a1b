"""The sign-in page, and Sign Out."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.accounts.passwords import Busy
from vestibule.accounts.policy.terms import TERMS_CHANGED, TERMS_VERSION, WHAT_CHANGED
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import SignInRules, rulebook
from vestibule.signin.actions import JOURNEY_LASTS
from vestibule.signin.password_stage import give_password
from vestibule.signin.policy.entering import BUSY, LONGEST_PASSWORD, LONGEST_USER_ID
from vestibule.signin.queries import Lapse, lapse_of
from vestibule.web.cookies import keep_cookie
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.leaving import forgotten, leave
from vestibule.web.stencil import Frame, Stencil, cut, frame_of, nobody
from vestibule.web.visit import Visit, own_path

SIGN_IN = Form(
    (
        Field("user_id", gettext_noop("User ID"), autocomplete="username", most=LONGEST_USER_ID),
        Field(
            "password",
            gettext_noop("Password"),
            Kind.PASSWORD,
            autocomplete="current-password",
            most=LONGEST_PASSWORD,
        ),
        Field("terms", gettext_noop("Agree to terms and conditions"), Kind.CHECKBOX),
        Field("terms_shown", gettext_noop("Terms and conditions"), Kind.HIDDEN, required=False, most=20),
    )
)


@require_http_methods(["GET", "POST"])
def sign_in(request: Visit) -> HttpResponse:
    """Ask for User ID, password and agreement. Source: SIG-1, SIG-5, ACC-11 (APP 5, ADD 2-5).

    Who is signed in goes on to where they were going, unless an application asks for a fresh sign-in (``again``).
    """
    asked = request.POST if request.method == "POST" else request.GET
    next_path, again = own_path(asked.get("next", "")), "again" in asked
    if request.live is not None and not again:
        return redirect(next_path or "home")
    if request.method == "GET" and not request.GET:
        page = _first_page(frame_of(request), TERMS_VERSION, rulebook().sign_in)
        return HttpResponse(page.filled_for(request))

    form = SIGN_IN.filled(request)
    if form.ready:
        try:
            given = give_password(
                form["user_id"],
                form["password"],
                agreed=form.ticked("terms"),
                terms_shown=form["terms_shown"],
                next_path=next_path,
                browser_token=request.COOKIES.get(settings.BROWSER_COOKIE, ""),
                by=request.actor,
                at=request.at,
            )
        except Refused as refused:
            form = form.refused(refused)
            if TERMS_CHANGED.code in {reason.code for reason in refused.reasons}:
                form = form.knowing(terms="")  # one agrees anew, to what is shown now
        except Busy:
            return busy_page(request, form)
        else:
            if given.journey_token:
                return _go_on(request, given.journey_token)
            form = form.faulted(*given.reasons)
    return sign_in_page(request, form)


def busy_page(request: Visit, form: Filled) -> HttpResponse:
    """Answer when more people sign in than passwords can be checked: nothing was counted, and all but it is kept.

    Source: SIG-6.
    """
    answer = sign_in_page(request, form.faulted(BUSY()), status=503)
    answer["Retry-After"] = "5"
    return answer


def sign_in_page(request: Visit, form: Filled, *, status: int | None = None) -> HttpResponse:
    """Show the sign-in page, for whatever was sent to it; with a passkey alone where the profile allows it."""
    asked = request.POST if request.method == "POST" else request.GET
    next_path = own_path(asked.get("next", ""))
    return show(
        request,
        "web/sign_in/sign_in.html",
        form.knowing(terms_shown=TERMS_VERSION),
        status,
        next=next_path,
        again="again" in asked,
        terms=f"accounts/terms/{TERMS_VERSION}.html",
        terms_version=TERMS_VERSION,
        what_changed=WHAT_CHANGED,
        lapsed=_lapse(request) if next_path and not form.sent else None,
        rules=rulebook().sign_in,
        passkey_alone=rulebook().sign_in.passkey_alone,
    )


@lru_cache(maxsize=32)
def _first_page(frame: Frame, _terms: str, _rules: SignInRules) -> Stencil:
    """Draw the page as it is for who comes by no way in particular and has sent nothing."""
    return cut(sign_in_page(nobody(reverse("sign-in"), frame), SIGN_IN.blank()).content)


@require_POST
def sign_out(request: Visit) -> HttpResponse:
    """End the session, and say so on the sign-in page. Source: SIG-7."""
    leave(request)
    return forgotten(HttpResponseRedirect(f"{reverse('sign-in')}?out"))


def _lapse(request: Visit) -> Lapse | None:
    """Return how this browser's session ran out, for who was brought here by that."""
    return lapse_of(request.COOKIES.get(settings.SESSION_COOKIE, ""), at=request.at)


def _go_on(request: Visit, journey_token: str) -> HttpResponse:
    rotate_token(request)
    response = redirect("verify-email")
    keep_cookie(response, settings.SIGN_IN_COOKIE, journey_token, lasts=JOURNEY_LASTS)
    return response
