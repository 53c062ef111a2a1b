"""Which facts go out to applications, and in what kind of message."""

from collections.abc import Iterator

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
