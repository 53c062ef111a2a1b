"""The story of a person or an organization, for who has said why they look at it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from vestibule.access.queries import active_grants
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import look_at_organization, look_at_person
from vestibule.desk.policy.looks import ORGANIZATION, PERSON
from vestibule.desk.queries import has_open_look
from vestibule.desk.story import MOST_PAGES, story_of_organization, story_of_person
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.organizations.queries import organization_card, organization_cards
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


@staff_only
@require_http_methods(["GET", "POST"])
def person_story(request: AtDesk, person_id: UUID) -> HttpResponse:
    """Tell a person's story to who has said why they look. Source: HLP-2, AUD-1."""
    person = person_card(person_id)
    if request.method == "POST" or not has_open_look(request.person_id, PERSON, person.id, at=request.at):
        return _asked_why(request, "desk-person", person.id)
    grants = active_grants(person.id)
    cards = organization_cards(grant.organization_id for grant in grants if grant.organization_id)
    return show(
        request,
        "web/desk/person.html",
        person=person,
        grants=[(grant, cards.get(grant.organization_id) if grant.organization_id else None) for grant in grants],
        story=story_of_person(person.id, page=_page_number(request)),
    )


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
        story=story_of_organization(organization.id, page=_page_number(request)),
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
