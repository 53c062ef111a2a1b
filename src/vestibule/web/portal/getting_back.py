"""Who can't get in asks for a mail: the User ID, a link to a new password, a link to unlock the account."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.policy.emails import email_faults
from vestibule.kernel.reasons import NotFound, Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import ask_for_mail, unlock_by_link
from vestibule.signin.policy.entering import LONGEST_USER_ID
from vestibule.signin.policy.recovery import PASSWORD, UNLOCK, USER_ID
from vestibule.signin.recovery_queries import open_link
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.portal.recovering import secret_page
from vestibule.web.visit import Visit

BY_EMAIL = Form(
    (Field("email", gettext_noop("Email address"), Kind.EMAIL, autocomplete="email", most=LONGEST_USER_ID),)
)
BY_USER_ID = Form(
    (
        Field(
            "user_id",
            gettext_noop("User ID"),
            hint=gettext_noop("It may be your email address, if you chose it when you registered."),
            autocomplete="username",
            most=LONGEST_USER_ID,
        ),
    )
)
PAGES = {
    USER_ID: ("forgot-user-id", "web/recovery/forgot_user_id.html", BY_EMAIL),
    PASSWORD: ("forgot-password", "web/recovery/forgot_password.html", BY_USER_ID),
    UNLOCK: ("unlock-account", "web/recovery/unlock_account.html", BY_USER_ID),
}


@require_http_methods(["GET", "POST"])
def ask(request: Visit, what: str) -> HttpResponse:
    """Take an email address or a User ID, and say the same whether anybody has it. Source: SIG-5, SIG-6 (EU 0)."""
    name, template, asked = PAGES[what]
    form = asked.filled(request)
    if form.ready and what == USER_ID:
        form = form.faulted(*email_faults(form["email"]))
    if form.ready:
        try:
            ask_for_mail(what, form.values[asked.fields[0].name], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect(f"{reverse(name)}?sent")
    return show(request, template, form, rules=rulebook().sign_in)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: Visit, token: str) -> HttpResponse:
    """Unlock an account by a mailed link and a press of a button; it opens nothing else. Source: SIG-6, SIG-5 (EU 0).

    Reading: opening the link changes nothing, for mail programs do that too.
    """
    try:
        if request.method == "POST":
            unlock_by_link(token, by=request.actor, at=request.at)
            return redirect(f"{reverse('sign-in')}?unlocked")
        open_link(token, UNLOCK, at=request.at)
    except NotFound:
        return secret_page(request, "web/recovery/link_closed.html", status=404, again="unlock-account")
    return secret_page(request, "web/recovery/unlock.html", Filled(Form(()), {}))
