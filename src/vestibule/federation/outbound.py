"""Which facts go out to applications, and in what kind of message."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from vestibule.access.certifications import without_role
from vestibule.access.events import (
    AccessWentInactive,
    AgreementAccepted,
    AgreementEnded,
    AgreementLapsed,
    AgreementLoaded,
    GrantEnded,
    RequestApproved,
    RoleGranted,
    RoleRevoked,
    RoleSuspended,
)
from vestibule.access.lifecycle import IN_FORCE
from vestibule.federation.models import Client, ClientSession
from vestibule.journal.outbound import Outbound, publishes, publishes_sets
from vestibule.signin.events import SessionEnded

Place = tuple[UUID, str]  # a person and an application

LOGOUT = "logout"
GRANTED = "granted"
SERVED = "served"
SERVED_NO_MORE = "served_no_more"


@publishes(SessionEnded)
def every_application_that_the_session_reached(fact: SessionEnded) -> Iterator[Outbound]:
    """Tell each application that a session is over. Source: FED-1, SPT-3."""
    reached = ClientSession.objects.select_related("client").filter(session_id=fact.session_id)
    for reach in reached.exclude(client__backchannel_logout_uri=""):
        yield Outbound(reach.client.client_id, LOGOUT, reach.id)


@publishes(RequestApproved, RoleGranted)
def every_client_of_the_application_that_a_grant_opens(fact: RequestApproved | RoleGranted) -> Iterator[Outbound]:
    """Note for each client that somebody has a role there now. Source: ROL-8, FED-2.

    Reading: SPOT asks for roles itself, so nothing is sent yet; the message stands in the log for provisioning.
    """
    for client_id in Client.objects.filter(application_key=fact.application_key).values_list("client_id", flat=True):
        yield Outbound(client_id, GRANTED, fact.grant_id, is_sent=False)


@publishes(AgreementAccepted, AgreementLoaded, AgreementEnded, AgreementLapsed)
def every_client_of_the_application_of_an_agreement(
    fact: AgreementAccepted | AgreementLoaded | AgreementEnded | AgreementLapsed,
) -> Iterator[Outbound]:
    """Note for each client that a business office serves a provider, or no longer does. Source: ORG-8, SPT-3, FED-2.

    Reading: nobody has lost their last role by that, so that nobody is signed out; SPOT asks who somebody is every 45
    seconds, and has it from there. The message stands in the log for provisioning.
    """
    if isinstance(fact, AgreementLapsed) and fact.was != IN_FORCE:
        return
    kind = SERVED if isinstance(fact, AgreementAccepted | AgreementLoaded) else SERVED_NO_MORE
    for client_id in Client.objects.filter(application_key=fact.application_key).values_list("client_id", flat=True):
        yield Outbound(client_id, kind, fact.agreement_id, is_sent=False)


@publishes_sets(AccessWentInactive)
def every_application_that_went_inactive(
    recorded: Sequence[tuple[UUID, AccessWentInactive]],
) -> Iterator[tuple[UUID, Outbound]]:
    """Tell applications in which people are signed in that their access has become inactive. Source: LIF-1, SPT-3."""
    lost = {(fact.person_id, str(fact.application_key)): entry_id for entry_id, fact in recorded}
    return ((entry_id, out) for _, entry_id, out in _logouts(lost))


@publishes_sets(RoleSuspended, RoleRevoked)
def every_application_that_a_late_role_opened(
    recorded: Sequence[tuple[UUID, RoleSuspended | RoleRevoked]],
) -> Iterator[tuple[UUID, Outbound]]:
    """Tell applications in which people are signed in that no role of theirs counts there any more.

    Source: LIF-4, SPT-3.
    """
    lost = {(fact.person_id, str(fact.application_key)): entry_id for entry_id, fact in recorded}
    reached = list(_logouts(lost))
    gone = without_role([place for place, _, _ in reached])
    return ((entry_id, out) for place, entry_id, out in reached if place in gone)


@publishes(GrantEnded)
def every_application_that_the_grant_opened(fact: GrantEnded) -> Iterator[Outbound]:
    """Tell the applications in which somebody is signed in that they lost their last role there. Source: SPT-3."""
    if not without_role([(fact.person_id, str(fact.application_key))]):
        return
    reached = ClientSession.objects.select_related("client").filter(
        person_id=fact.person_id, session__state="live", client__application_key=fact.application_key
    )
    for reach in reached.exclude(client__backchannel_logout_uri=""):
        yield Outbound(reach.client.client_id, LOGOUT, reach.id)


def _logouts(lost: Mapping[Place, UUID]) -> Iterator[tuple[Place, UUID, Outbound]]:
    """Return a logout for each live session of somebody in an application, with the entry that it follows from.

    Reading: of very many few are signed in, so that what more is to be known is asked of these.
    """
    reached = ClientSession.objects.select_related("client").filter(
        person_id__among={person_id for person_id, _ in lost}, session__state="live"
    )
    for reach in reached.exclude(client__backchannel_logout_uri=""):
        place = reach.person_id, reach.client.application_key
        if place in lost:
            yield place, lost[place], Outbound(reach.client.client_id, LOGOUT, reach.id)
