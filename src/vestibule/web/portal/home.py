"""The self-service page: a tile for each thing one can do here."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import gettext_noop
from vestibule.web.forms import show
from vestibule.web.visit import Visit, signed_in


@dataclass(frozen=True)
class Tile:
    """A way on from the self-service page: the name of its address, its words, an icon, and what waits there."""

    page: str
    name: str
    words: str
    icon_name: str
    count: int = 0


PROFILE = Tile(
    page="profile",
    name=gettext_noop("My Profile"),
    words=gettext_noop("See what is held about you, and where you are signed in."),
    icon_name="person",
)
ROLE_REQUEST = Tile(
    page="role-request",
    name=gettext_noop("Role Request"),
    words=gettext_noop("Ask for access to an application."),
    icon_name="add_circle_outline",
)
MY_REQUESTS = Tile(
    page="my-requests",
    name=gettext_noop("My Requests"),
    words=gettext_noop("See how far your requests are, and who is next."),
    icon_name="list",
)
MY_APPROVALS = Tile(
    page="my-approvals",
    name=gettext_noop("My Approvals"),
    words=gettext_noop("Decide on the requests of your organization."),
    icon_name="how_to_reg",
)


@signed_in
@require_GET
def home(request: Visit) -> HttpResponse:
    """Show what one can do, and what is under way. Source: ROL-1 (APP 8, EU 7, ADD 6)."""
    tiles = [PROFILE, ROLE_REQUEST, MY_REQUESTS]
    return show(request, "web/portal/home.html", person=person_card(request.person_id), tiles=tiles)
