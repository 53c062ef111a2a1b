"""The roles that one holds, how one is given up, and what each role is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from vestibule.access.actions import give_up_role
from vestibule.access.agreements import served_by, serving_counts
from vestibule.access.clocks import ClockCard
from vestibule.access.continuity import Warned, warnings_of
from vestibule.access.held import Held, clocks_held, decides_alone, given_up, held_by, visible_held
from vestibule.access.queries import ApplicationCard, applications
from vestibule.kernel.reasons import gettext_noop
from vestibule.storage.pages import page_number
from vestibule.web.forms import Field, Form, show
from vestibule.web.named import id_in
from vestibule.web.visit import Visit, signed_in

NAMED = Form((Field("organization", gettext_noop("Organization's name"), required=False),))


@dataclass(frozen=True)
class HeldHere:
    """An application, the roles that are shown of it, and the clock by which one must sign in to it."""

    application: ApplicationCard
    held: tuple["OneHeld", ...]
    clock: ClockCard | None


@dataclass(frozen=True)
class OneHeld:
    """A role that one holds, of which dangers its organization was warned, and for how many that it serves one acts."""

    held: Held
    warnings: tuple[Warned, ...]
    serves: int


@signed_in
@require_GET
def my_roles(request: Visit) -> HttpResponse:
    """List per application its roles and its clock; the green plus adds one. Source: ROL-10, LIF-1 (ADD 6-9)."""
    form = NAMED.read(request.GET)
    named = form["organization"] if form.ready else ""
    number = page_number(request.GET.get("page", ""))
    page = held_by(request.person_id, at=request.at, organization=named, number=number)
    clocks = clocks_held(request.person_id, at=request.at)
    warned = warnings_of([held.organization.id for held in page.rows if held.organization], request.at)
    serves = serving_counts(page.rows, at=request.at)
    listed = [
        HeldHere(
            application,
            tuple(_with(held, warned, serves) for held in page.rows if held.grant.application_key == application.key),
            clocks.get(application.key),
        )
        for application in applications()
    ]
    gone = id_in(request, "given_up")
    return show(
        request,
        "web/role_request/my_roles.html",
        listed=listed,
        page=page,
        query=f"{urlencode({'organization': named})}&" if named else "",
        search=form if named or page.last > 1 or form.faults else None,
        given_up=given_up(gone, request.actor, at=request.at) if gone else None,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def give_up(request: Visit, grant_id: UUID) -> HttpResponse:
    """Say what ends with a role of one's own, and end it. Source: ROL-10, LIF-5, SPT-3."""
    if request.method == "POST":
        give_up_role(grant_id, by=request.actor, at=request.at)
        return redirect(f"{reverse('my-roles')}?{urlencode({'given_up': str(grant_id)})}")
    held = visible_held(grant_id, to=request.actor, at=request.at)
    return show(request, "web/role_request/give_up.html", held=held, alone=decides_alone(held))


@signed_in
@require_GET
def serves(request: Visit, grant_id: UUID) -> HttpResponse:
    """List for which organizations one acts by a role of one's own in a business office. Source: ORG-8, ROL-10."""
    held = visible_held(grant_id, to=request.actor, at=request.at)
    page = served_by(held, at=request.at, number=page_number(request.GET.get("page", "")))
    return show(request, "web/role_request/serves.html", held=held, page=page)


def _with(held: Held, warned: Iterable[Warned], serving: Mapping[UUID, int]) -> OneHeld:
    place = (held.organization.id, held.grant.application_key) if held.organization else None
    warnings = tuple(one for one in warned if (one.organization.id, one.application_key) == place)
    return OneHeld(held, warnings, serving.get(held.grant.id, 0))


@require_GET
def role_descriptions(request: Visit) -> HttpResponse:
    """Say what each role is for, to visitors too. Source: ROL-3, NEW-3 (EU 0, EU 9, APP 10)."""
    return show(request, "web/role_request/role_descriptions.html", applications=applications())
