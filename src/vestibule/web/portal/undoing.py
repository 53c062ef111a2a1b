"""Undoing a change of email address or devices, by the link from the mail: nobody signs in, and nothing is opened."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.kernel.reasons import NotFound, Refused
from vestibule.signin.actions import undo_changes
from vestibule.signin.changes import change_to_undo
from vestibule.web.forms import Form, show
from vestibule.web.portal.device_fields import hinted
from vestibule.web.visit import Visit

NOTHING = Form(())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Visit, token: str) -> HttpResponse:
    """Say what a link would undo, and undo it by the button. Source: SIG-4, ACC-13.

    Reading: opening the link changes nothing, for mail programs do that too; nobody need sign in to press the button,
    and nobody is signed in by it.
    """
    # The frame's address to send on leads elsewhere: the link is a secret.
    address = settings.ORIGIN
    form = None
    try:
        found = change_to_undo(token, at=request.at)
        if request.method == "POST":
            undo_changes(token, by=request.actor, at=request.at)
            return show(request, "web/sign_in/undone.html", page_address=address)
    except NotFound:
        return show(request, "web/sign_in/undo_over.html", status=404, page_address=address)
    except Refused as refused:
        form = NOTHING.blank().refused(refused)
    return show(
        request,
        "web/sign_in/undo.html",
        form,
        lines=found.lines,
        address=hinted(found.address) if found.address else "",
        page_address=address,
    )
