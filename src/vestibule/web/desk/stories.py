"""The story of a person or an organization, for who has said why they look at it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from vestibule.access.continuity import warnings_of
from vestibule.access.queries import active_grants
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import disable_person, enable_person, look_at_organization, look_at_person
from vestibule.desk.policy.looks import ORGANIZATION, PERSON
from vestibule.desk.queries import has_open_look
from vestibule.desk.story import MOST_PAGES, story_of_organization, story_of_person
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import organization_card, organization_cards
from vestibule.signin.sharing import sharing_of
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import Field, Filled, Form, Kind, show

LOOK = Form(
    (
        Field(
            "reason",
            gettext_noop("Reason for looking"),
            Kind.AREA,
            hint=gettext_noop("Your look and its reason are kept on record. It stays open for an hour."),
            most=4000,
        ),
    )
)

DEED = Form(
    (
        Field(
            "reason",
            gettext_noop("Reason"),
            Kind.AREA,
            hint=gettext_noop("It is kept on record. Whose account is disabled reads it in the mail."),
            most=4000,
        ),
    )
)
Deed = Callable[..., None]


@staff_only
@require_http_methods(["GET", "POST"])
def person_story(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Tell a person's story to who has said why they look. Source: HLP-2, AUD-1."""
    if request.method == "POST" or not has_open_look(request.person_id, PERSON, person_id, at=request.at):
        return _asked_why(request, "desk-person", person_card(person_id).id)
    return _told_of_person(request, person_id)


@staff_only
@require_POST
def disable(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Disable somebody's account, with a reason. Source: HLP-2, SPT-3."""
    return _done(request, person_id, disable_person)


@staff_only
@require_POST
def enable(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Let somebody use a disabled account again, with a reason. Source: HLP-2."""
    return _done(request, person_id, enable_person)


@staff_only
@require_http_methods(["GET", "POST"])
def organization_story(request: AtDesk, organization_id: UUID) -> HttpResponse:
    """Tell an organization's story to who has said why they look. Source: HLP-2, AUD-1."""
    organization = organization_card(organization_id)
    if request.method == "POST" or not has_open_look(request.person_id, ORGANIZATION, organization.id, at=request.at):
        return _asked_why(request, "desk-organization", organization.id)
    return show(
        request,
        "web/desk/organization.html",
        organization=organization,
        warnings=warnings_of([organization.id], request.at),
        story=story_of_organization(organization.id, page=_page_number(request)),
    )


def _done(request: AtDesk, person_id: UUID, deed: Deed) -> HttpResponse:
    """Do something to an account whose story is open before this person, and show the story with what came of it."""
    if not has_open_look(request.person_id, PERSON, person_id, at=request.at):
        return redirect("desk-person", person_card(person_id).id)
    form = DEED.read(request.POST)
    if form.ready:
        try:
            deed(person_id, reason=form["reason"], by=request.actor, at=request.at)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect("desk-person", person_id)
    return _told_of_person(request, person_id, form)


def _told_of_person(request: AtDesk, person_id: UUID, form: Filled | None = None) -> HttpResponse:
    person, grants = person_card(person_id), active_grants(person_id)
    cards = organization_cards(grant.organization_id for grant in grants if grant.organization_id)
    return show(
        request,
        "web/desk/person.html",
        form,
        person=person,
        grants=[(grant, cards.get(grant.organization_id) if grant.organization_id else None) for grant in grants],
        story=story_of_person(person.id, page=_page_number(request)),
        looked=sharing_of(person.id, at=request.at),
        deed=form or DEED.blank(request.parked),
        is_own=person.id == request.person_id,
        page_path=reverse("desk-person", args=[person.id]),
    )


def _asked_why(request: AtDesk, page: str, subject_id: UUID) -> HttpResponse:
    """Ask why somebody looks; once it is said, the look is open and the story is shown."""
    form = LOOK.filled(request, initial=request.parked)
    if form.ready:
        try:
            _look(request, page, subject_id, form)
        except Refused as refused:
            form = form.refused(refused)
        else:
            return redirect(page, subject_id)
    return show(request, "web/desk/look.html", form, of_person=page == "desk-person")


def _look(request: AtDesk, page: str, subject_id: UUID, form: Filled) -> None:
    look = look_at_person if page == "desk-person" else look_at_organization
    look(subject_id, reason=form["reason"], by=request.actor, at=request.at)


def _page_number(request: AtDesk) -> int:
    """Return the page of a story that the address asks for; what is no such number is the first."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 5 else 1
    return min(max(number, 1), MOST_PAGES)
