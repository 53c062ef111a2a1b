"""Having lost what one signs in with: asking the help desk after the password, getting back in, or stopping it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.actions import report_loss, stop_loss
from vestibule.signin.device_queries import devices
from vestibule.signin.losses import loss_to_stop, own_loss
from vestibule.signin.policy.losing import asking_faults
from vestibule.signin.queries import JourneyCard, open_journey
from vestibule.signin.upkeep import go_on_without_device
from vestibule.web.forms import Filled, Form, show
from vestibule.web.portal.device_fields import hinted
from vestibule.web.visit import Visit

NOTHING = Form(())


@never_cache  # it says how a case stands, before anybody is signed in
@require_http_methods(["GET", "POST"])
def lost_device(request: Visit) -> HttpResponse:
    """Ask the help desk after the right password, or go on once it has agreed. Source: SIG-8, SIG-5.

    Reading: without a sign-in whose password was right the page says to all alike what there is to do.
    """
    token = request.COOKIES.get(settings.SIGN_IN_COOKIE, "")
    journey = open_journey(token, at=request.at)
    if journey is None:
        return show(request, "web/sign_in/lost_device_unknown.html")
    if request.method == "GET":
        return _page(request, journey)
    try:
        if request.POST.get("move") == "go_on":
            go_on_without_device(token, at=request.at)
            return redirect("verify-email")
        report_loss(token, by=request.actor, at=request.at)
    except Refused as refused:
        return _page(request, journey, NOTHING.blank().refused(refused))
    return redirect("lost-device")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Visit, token: str) -> HttpResponse:
    """Let the owner of an account stop the case by the link from the mail. Source: SIG-8.

    Reading: opening the link changes nothing, for mail programs do that too; nobody need sign in to press the button.
    """
    try:
        stoppable = loss_to_stop(token, at=request.at)
        if request.method == "POST":
            stop_loss(token, by=request.actor, at=request.at)
            return show(request, "web/sign_in/loss_stopped.html", page_address=settings.ORIGIN)
    except NotFound:
        return show(request, "web/sign_in/loss_over.html", status=404, page_address=settings.ORIGIN)
    # The frame's address to send on leads elsewhere: the link is a secret.
    return show(request, "web/sign_in/stop_loss.html", stoppable=stoppable, page_address=settings.ORIGIN)


def _page(request: Visit, journey: JourneyCard, form: Filled | None = None) -> HttpResponse:
    own = own_loss(journey.person_id, at=request.at)
    kinds = [device.kind for device in devices(journey.person_id)]
    return show(
        request,
        "web/sign_in/lost_device.html",
        form,
        own=own,
        address=hinted(own.new_email or person_card(journey.person_id).email),
        may_ask=not asking_faults(kinds, rulebook().sign_in),
        by_email=asking_faults(kinds, rulebook().sign_in),
        several=len(kinds) > 1,
        rules=rulebook().loss,
    )
