"""Which facts go out to applications, and in what kind of message."""

from collections.abc import Iterator

from vestibule.access.events import GrantEnded
from vestibule.access.queries import active_grants
from vestibule.federation.models import ClientSession
from vestibule.journal.outbound import Outbound, publishes
from vestibule.signin.events import SessionEnded

LOGOUT = "logout"


@publishes(SessionEnded)
def every_application_that_the_session_reached(fact: SessionEnded) -> Iterator[Outbound]:
    """Tell each application that a session is over. Source: FED-1, SPT-3."""
    reached = ClientSession.objects.select_related("client").filter(session_id=fact.session_id)
    for reach in reached.exclude(client__backchannel_logout_uri=""):
        yield Outbound(reach.client.client_id, LOGOUT, reach.id)


@publishes(GrantEnded)
def every_application_that_the_grant_opened(fact: GrantEnded) -> Iterator[Outbound]:
    """Tell the applications in which somebody is signed in that they lost their last role there. Source: SPT-3."""
    if active_grants(fact.person_id, fact.application_key):
        return
    reached = ClientSession.objects.select_related("client").filter(
        person_id=fact.person_id, session__state="live", client__application_key=fact.application_key
    )
    for reach in reached.exclude(client__backchannel_logout_uri=""):
        yield Outbound(reach.client.client_id, LOGOUT, reach.id)
