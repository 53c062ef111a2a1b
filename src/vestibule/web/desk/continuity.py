"""The organizations that are about to lose their last active approver, at the help desk."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from vestibule.access.continuity import open_warnings
from vestibule.storage.pages import page_number
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import show


@staff_only
@require_GET
def continuity(request: AtDesk) -> HttpResponse:
    """List who was warned, the first day first, and what the help desk can do. Source: ORG-9, HLP-1.

    Reading: nothing is to be decided here: to certify an approver is a case of the queue, and who is meant is found by
    looking at the organization, for a reason on record.
    """
    page = open_warnings(request.at, number=page_number(request.GET.get("page", "")))
    return show(request, "web/desk/continuity.html", None, page=page, page_path=reverse("desk-continuity"))
