"""What the help desk does for somebody on the telephone, each on a page that says what it does, for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from vestibule.accounts.queries import person_card
from vestibule.desk import actions
from vestibule.desk.policy.looks import PERSON
from vestibule.desk.queries import has_open_look
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import Field, Filled, Form, Kind, show

REASON = Field("reason", gettext_noop("Reason"), Kind.AREA, hint=gettext_noop("It is kept on record."), most=4000)
WHY = Form((REASON,))
NEW_EMAIL = Form(
    (
        Field("new_email", gettext_noop("New email address"), Kind.EMAIL, autocomplete="off", most=254),
        REASON,
    )
)


@dataclass(frozen=True)
class Help:
    """One thing that the help desk does for somebody: its form, the deed, and what the page says of it."""

    form: Form
    do: Callable[[UUID, Filled, AtDesk], object]
    heading: str
    words: tuple[str, ...]


REPLACE_DEVICE = Help(
    WHY,
    lambda person_id, form, request: actions.replace_device(
        person_id, reason=form["reason"], by=request.actor, at=request.at
    ),
    gettext_noop("Lost devices"),
    (
        gettext_noop("For somebody who can't use any of their devices, and still reads their email."),
        gettext_noop(
            "It opens a case. One at the help desk enters the documents that they saw, another confirms, then the "
            "owner of the account has time to stop it by the link in our mail. After that the person signs in with "
            "the password and a code by email; all their devices are removed then, and they set up new ones."
        ),
    ),
)
CORRECT_EMAIL = Help(
    NEW_EMAIL,
    lambda person_id, form, request: actions.correct_email(
        person_id, form["new_email"], reason=form["reason"], by=request.actor, at=request.at
    ),
    gettext_noop("Correct email address"),
    (
        gettext_noop(
            "For somebody who can no longer read their email. Who has another device that works signs in with it, and "
            "changes the address in My Profile."
        ),
        gettext_noop(
            "It opens a case. One at the help desk enters the documents that they saw, another confirms, then whoever "
            "reads the old mailbox has time to stop it by the link in our mail. After that the person signs in with "
            "the password and a code to the new address; only then it is theirs, and all other devices are removed."
        ),
    ),
)

UNLOCK = Help(
    WHY,
    lambda person_id, form, request: actions.unlock_person(
        person_id, reason=form["reason"], by=request.actor, at=request.at
    ),
    gettext_noop("Unlock account"),
    (
        gettext_noop(
            "The wrong passwords that were counted are forgotten, so that the person can try again at once. It opens "
            "nothing, and they are told by email."
        ),
    ),
)
SEND_RESET = Help(
    WHY,
    lambda person_id, form, request: actions.send_reset(
        person_id, reason=form["reason"], by=request.actor, at=request.at
    ),
    gettext_noop("Send a password reset"),
    (
        gettext_noop(
            "The person gets the same email as by “Forgot your Password?”, with a link to a new password. Nobody at "
            "the help desk sees it."
        ),
    ),
)


@staff_only
@require_http_methods(["GET", "POST"])
def unlock(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Forget the wrong passwords of somebody. Source: HLP-2, SIG-6."""
    return _help(request, person_id, UNLOCK)


@staff_only
@require_http_methods(["GET", "POST"])
def send_reset(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Mail somebody the link to a new password. Source: HLP-2, SIG-5."""
    return _help(request, person_id, SEND_RESET)


@staff_only
@require_http_methods(["GET", "POST"])
def replace_device(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Open the case of somebody who has lost their devices. Source: HLP-2, SIG-8."""
    return _help(request, person_id, REPLACE_DEVICE)


@staff_only
@require_http_methods(["GET", "POST"])
def correct_email(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Open the case of somebody whose mailbox is lost. Source: HLP-2, SIG-8."""
    return _help(request, person_id, CORRECT_EMAIL)


def _help(request: AtDesk, person_id: UUID, helping: Help) -> HttpResponse:
    """Do it for somebody whose story is open before this person, and show the story with what came of it.

    Source: HLP-2, AUD-1. Reading: without an open look the address leads to the question why.
    """
    person = person_card(person_id)
    if not has_open_look(request.person_id, PERSON, person.id, at=request.at):
        return redirect("desk-person", person.id)
    form = helping.form.filled(request, initial=request.parked)
    if form.ready:
        try:
            helping.do(person.id, form, request)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect("desk-person", person.id)
    return show(request, "web/desk/helping.html", form, person=person, helping=helping)
