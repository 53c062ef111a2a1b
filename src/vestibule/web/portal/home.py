"""The self-service page: a tile for each thing one can do here."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vestibule.access.own_requests import MOST_UNDER_WAY, requests_under_way
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import kinds_of_roles
from vestibule.access.reviewing import count_to_review
from vestibule.access.waiting import count_to_decide
from vestibule.accounts.queries import person_card
from vestibule.desk.cases import count_waiting
from vestibule.desk.queries import is_staff
from vestibule.kernel.reasons import gettext_noop
from vestibule.proofing.queries import verify_again_of
from vestibule.web.forms import show
from vestibule.web.portal.invitation import invited_here
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
MY_ROLES = Tile(
    page="my-roles",
    name=gettext_noop("Manage My Roles"),
    words=gettext_noop("See what you may use, and for which organization."),
    icon_name="verified_user",
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
    icon_name="check_circle_outline",
)
CERTIFICATIONS = Tile(
    page="certifications",
    name=gettext_noop("Annual Role Certifications"),
    words=gettext_noop("Say once a year who in your organization still needs their role."),
    icon_name="event",
)
HELP_DESK = Tile(
    page="help-desk",
    name=gettext_noop("Help Desk"),
    words=gettext_noop("Take up what waits: forms, approvers' requests, identities."),
    icon_name="support_agent",
)


@signed_in
@require_GET
def home(request: Visit) -> HttpResponse:
    """Show what one can do, what is under way, and who is next. Source: ROL-1, ROL-13 (APP 8, EU 7, ADD 6).

    Reading: who holds no role and has asked for none is told that this is the next step, but for who works at the help
    desk, and came for that.
    """
    card = person_card(request.person_id)
    held, under_way = kinds_of_roles(request.person_id), requests_under_way(request.person_id)
    tiles = [PROFILE, ROLE_REQUEST, MY_ROLES, MY_REQUESTS]
    if held.intersection(DECIDING_KINDS):
        tiles.append(replace(MY_APPROVALS, count=count_to_decide(request.person_id, at=request.at)))
        tiles.append(replace(CERTIFICATIONS, count=count_to_review(request.person_id, at=request.at)))
    at_desk = is_staff(request.person_id)
    if at_desk:
        tiles.append(replace(HELP_DESK, count=count_waiting()))
    return show(
        request,
        "web/portal/home.html",
        person=card,
        again=verify_again_of(card.identity_changed_at, at=request.at),
        tiles=tiles,
        invited=invited_here(request),
        under_way=under_way[:MOST_UNDER_WAY],
        more_under_way=len(under_way) > MOST_UNDER_WAY,
        is_new=not held and not under_way and not at_desk,
    )
