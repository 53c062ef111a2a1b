"""One's own requests: how far they are, who has the next step, and what one can do about them."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.actions import cancel_request, confirm_correction
from vestibule.access.own_requests import requests_of
from vestibule.access.upkeep import ask_anew
from vestibule.kernel.reasons import Refused
from vestibule.storage.pages import page_number
from vestibule.web.forms import Field, Filled, Form, Kind, show
from vestibule.web.visit import Visit, signed_in

NOTHING = Form(())
SEEN = Form(
    (
        Field("role", "", Kind.HIDDEN, required=False),
        Field("organization", "", Kind.HIDDEN, required=False),
    )
)


@signed_in
@require_GET
def my_requests(request: Visit) -> HttpResponse:
    """List one's requests: progress, whose turn it is, since when, and how long it takes. Source: ROL-13, ROL-9."""
    return _page(request)


@signed_in
@require_POST
def cancel(request: Visit, request_id: UUID) -> HttpResponse:
    """Take a request back; one that was decided meanwhile stays as it was decided. Source: ROL-9."""
    return _done(request, lambda: cancel_request(request_id, by=request.actor, at=request.at))


@signed_in
@require_POST
def confirm(request: Visit, request_id: UUID) -> HttpResponse:
    """Confirm a correction as one saw it on the page. Source: ROL-5."""
    seen = SEEN.read(request.POST)
    return _done(
        request,
        lambda: confirm_correction(
            request_id,
            role_key=seen["role"],
            organization_id=_named(seen["organization"]),
            by=request.actor,
            at=request.at,
        ),
    )


@signed_in
@require_POST
def anew(request: Visit, request_id: UUID) -> HttpResponse:
    """Ask anew for what was denied, in a draft that is filled in with it. Source: ROL-5, ROL-13 (APP 10, EU 9)."""
    return _done(request, lambda: ask_anew(request.person_id, request_id, at=request.at), then="role-request")


def _done(request: Visit, deed: Callable[[], object], *, then: str = "my-requests") -> HttpResponse:
    """Do a deed and go on; what was refused is said on the list, as it stands by then."""
    try:
        deed()
    except Refused as refused:
        return _page(request, NOTHING.blank().refused(refused))
    return redirect(then)


def _named(text: str) -> UUID | None:
    """Return the organization that a form names; what is no id is none, and so isn't what was proposed."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request: Visit, form: Filled | None = None) -> HttpResponse:
    page = requests_of(request.person_id, at=request.at, number=page_number(request.GET.get("page", "")))
    return show(
        request,
        "web/role_request/my_requests.html",
        form,
        page=page,
        under_way=[one for one in page.rows if not one.is_settled],
        settled=[one for one in page.rows if one.is_settled],
        page_path=reverse("my-requests"),
    )
