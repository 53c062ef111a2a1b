"""Looking through the record: what for and why first, then what was found, in sentences."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.accounts.queries import email_owner, user_id_owner
from vestibule.desk.actions import look_through_record
from vestibule.desk.policy.looks import RecordSearch
from vestibule.desk.record import ROOMS, found_by, visible_look
from vestibule.desk.story import MOST_PAGES
from vestibule.kernel.reasons import Reason, Refused, declare_reason, gettext_noop
from vestibule.organizations.queries import organization_by_submitter_id
from vestibule.storage.pages import page_number
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.desk.finding import NOBODY
from vestibule.web.forms import Choice, Field, Filled, Form, Kind, show

SEARCH = Form(
    (
        Field(
            "room",
            gettext_noop("Kind"),
            Kind.SELECT,
            required=False,
            choices=tuple(Choice(room, name) for room, name in ROOMS.items()),
        ),
        Field(
            "who",
            gettext_noop("User ID or email address"),
            hint=gettext_noop("Of a person about whom something is on record, or who did it."),
            required=False,
            most=320,
        ),
        Field("submitter_id", gettext_noop("Submitter ID"), required=False, most=50),
        Field("since", gettext_noop("First day"), Kind.DATE, required=False),
        Field("until", gettext_noop("Last day"), Kind.DATE, required=False),
        Field(
            "reason",
            gettext_noop("Reason for looking"),
            Kind.AREA,
            hint=gettext_noop("Your look and its reason are kept on record. It stays open for an hour."),
            most=4000,
        ),
    )
)
NO_ORGANIZATION = declare_reason(
    "desk.no_organization_found",
    gettext_noop("No organization has this submitter ID. It has to be whole."),
    rule="HLP-2",
    field="submitter_id",
)


@staff_only
@require_http_methods(["GET", "POST"])
def search(request: AtDesk) -> HttpResponse:
    """Ask what is looked for in the record and why; then the look is open. Source: AUD-1, HLP-2.

    Reading: a User ID is personal data, so that it is sent and never stands in an address.
    """
    form = SEARCH.filled(request, request.parked)
    if form.ready:
        wanted, faults = _wanted(form)
        form = form.faulted(*faults)
        if form.ready:
            try:
                look_id = look_through_record(wanted, reason=form["reason"], by=request.actor, at=request.at)
            except Refused as refused:
                form = form.refused(refused)
            else:
                return redirect("desk-record-found", look_id)
    return show(request, "web/desk/record.html", form)


@staff_only
@require_GET
def found(request: AtDesk, look_id: UUID) -> HttpResponse:
    """Tell what was found, to whose look it is and as long as it is open. Source: AUD-1, HLP-2."""
    look = visible_look(look_id, to=request.actor, at=request.at)
    page = min(max(page_number(request.GET.get("page", "")), 1), MOST_PAGES)
    return show(request, "web/desk/record_found.html", look=look, found=found_by(look, page=page))


def _wanted(form: Filled) -> tuple[RecordSearch, list[Reason]]:
    """Return what is looked for, and what of it there isn't."""
    faults = []
    person_id = organization_id = None
    if form["who"]:
        person_id = user_id_owner(form["who"]) or email_owner(form["who"])
        faults += [] if person_id else [NOBODY()]
    if form["submitter_id"]:
        organization = organization_by_submitter_id(form["submitter_id"])
        organization_id = organization.id if organization else None
        faults += [] if organization else [NO_ORGANIZATION()]
    return RecordSearch(form["room"], person_id, organization_id, form.date("since"), form.date("until")), faults
