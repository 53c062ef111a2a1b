"""An account that several people seem to use: the score with its reasons, what it rests on, and the decision."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from vestibule.accounts.queries import person_card
from vestibule.desk.actions import disable_for_sharing, dismiss_sharing
from vestibule.desk.policy.cases import SHARING
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.sharing import sharing_of, told_suspicion
from vestibule.web.desk.case_page import before, case_page, holds
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.help_desk import claimed, dealt_with, queue_page, released
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

DECISION = Form(
    (
        Field(
            "decision",
            gettext_noop("Decision"),
            Kind.RADIOS,
            choices=(
                Choice(
                    "disable",
                    gettext_noop("Disable for sharing"),
                    gettext_noop(
                        "Every session and all access end at once. The person is told by email, and how to invite "
                        "their colleague."
                    ),
                ),
                Choice(
                    "dismiss",
                    gettext_noop("Dismiss"),
                    gettext_noop("Nothing happens, and nobody is told. The sign-ins so far no longer count."),
                ),
            ),
        ),
        Field(
            "reason",
            gettext_noop("Reason"),
            Kind.AREA,
            hint=gettext_noop("It is kept on record. Whose account is disabled reads it in the mail."),
            most=4000,
        ),
    )
)
DEEDS = {"disable": disable_for_sharing, "dismiss": dismiss_sharing}


@staff_only
@require_GET
def sharing_case(request: AtDesk, case_id: UUID) -> HttpResponse:
    """Show the score of an account, its reasons and its evidence, to who has claimed it. Source: ACC-12, AUD-1."""
    return _page(request, case_id)


@staff_only
@require_POST
def claim(request: AtDesk, case_id: UUID) -> HttpResponse:
    """Take a suspicion on. Source: HLP-1."""
    return claimed(request, SHARING, case_id)


@staff_only
@require_POST
def release(request: AtDesk, case_id: UUID) -> HttpResponse:
    """Put a suspicion back into the queue. Source: HLP-1."""
    return released(request, SHARING, case_id)


@staff_only
@require_POST
def decide(request: AtDesk, case_id: UUID) -> HttpResponse:
    """Disable an account for sharing, or dismiss the suspicion, with a reason. Source: ACC-12."""
    form = DECISION.read(request.POST)
    if not form.ready:
        return _refused(request, case_id, form)
    try:
        DEEDS[form["decision"]](case_id, reason=form["reason"], by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, case_id, form.refused(refused))
    return dealt_with(case_id)


def _refused(request: AtDesk, case_id: UUID, form: Filled) -> HttpResponse:
    return _page(request, case_id, form) if holds(request, SHARING, case_id) else queue_page(request, form)


def _page(request: AtDesk, case_id: UUID, form: Filled | None = None) -> HttpResponse:
    seen = before(request, SHARING, case_id)
    if not seen.is_mine:
        return case_page(request, "web/desk/sharing.html", seen, form)
    told = told_suspicion(case_id)
    return case_page(
        request,
        "web/desk/sharing.html",
        seen,
        form,
        told=told,
        person=person_card(told.person_id),
        looked=sharing_of(told.person_id, at=request.at),
        decision=form if form and form.form is DECISION else DECISION.blank(request.parked),
        rules=rulebook().sharing,
    )
