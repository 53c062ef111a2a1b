"""One's own requests: how far they are, and who has the next step."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vestibule.access.actions import cancel_request
from vestibule.access.queries import requests_of
from vestibule.kernel.reasons import Refused
from vestibule.web.forms import Filled, Form, show
from vestibule.web.visit import Visit, signed_in

NOTHING = Form(())


@signed_in
@require_GET
def my_requests(request: Visit) -> HttpResponse:
    """List one's requests: state, who has the next step, since when. Source: ROL-13, ROL-9."""
    return _page(request)


@signed_in
@require_POST
def cancel(request: Visit, request_id: UUID) -> HttpResponse:
    """Take a request back; one that was decided meanwhile stays as it was decided. Source: ROL-9."""
    try:
        cancel_request(request_id, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, NOTHING.blank().refused(refused))
    return redirect("my-requests")


def _page(request: Visit, form: Filled | None = None) -> HttpResponse:
    return show(
        request,
        "web/role_request/my_requests.html",
        form,
        requests=requests_of(request.person_id),
        page_path=reverse("my-requests"),
    )
