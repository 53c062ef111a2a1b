"""Telling applications what happened, with time-outs here and retries by the queue."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from vestibule.federation.claims import logout_token
from vestibule.federation.queries import client_of_session
from vestibule.federation.upkeep import sweep
from vestibule.jobs.queue import job
from vestibule.journal.delivery import note_delivered, undelivered
from vestibule.journal.outbound import DELIVER
from vestibule.kernel.errands import errand
from vestibule.kernel.later import later

if TYPE_CHECKING:
    import requests
else:
    requests = later("requests")

CONNECT_SECONDS, READ_SECONDS = 3.05, 5


class NotTaken(Exception):  # noqa: N818 - the house's word
    """An application that didn't answer, or not with success; the queue tries again."""


@job(DELIVER, attempts=10, pause=timedelta(seconds=2))
def deliver(*, at: datetime, event_id: str) -> None:
    """Tell an application that a session is over, unless it has been told. Source: FED-1, SPT-3."""
    event = undelivered(UUID(event_id))
    if event is None:
        return
    client = client_of_session(event.subject_id)
    if client.backchannel_logout_uri:  # it may have been taken away since
        post_logout(client.backchannel_logout_uri, logout_token(client, event.subject_id, at=at))
    note_delivered(event.id, at=at)


@job("federation.sweep")
def sweep_codes(*, at: datetime) -> None:
    """Throw away codes and tokens that nobody can use any more."""
    sweep(at=at)


@errand
def post_logout(address: str, token: str) -> None:
    """Post a logout token to the registered address and nowhere else: no redirect is followed, no proxy asked.

    Raises ``NotTaken``. Source: FED-1.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                address,
                data={"logout_token": token},
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,  # its status is all we read
            )
        except requests.RequestException as fault:
            raise NotTaken(type(fault).__name__) from None
    if answer.status_code not in {200, 204}:
        raise NotTaken(f"status {answer.status_code}")
