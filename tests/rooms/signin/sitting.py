"""People who are signed in, made by a row: for tests of what one does then, not of how one came in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.test import Client

from tests.people import AT
from vestibule.kernel.actor import Actor, Trail, person
from vestibule.kernel.secrets import new_token
from vestibule.signin.models import Device, Session
from vestibule.signin.queries import token_digest

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"


@dataclass(frozen=True)
class Seated:
    """Somebody who is signed in: the browser, the session, and who acts in it."""

    browser: Client
    session_id: UUID
    by: Actor


def seated(
    person_id: UUID, *, at: datetime = AT, address: str = "192.0.2.7", agent: str = CHROME, proved_by: str = "email"
) -> Seated:
    """Let somebody be signed in with a second factor that was shown just now; the address is a device of theirs."""
    if not Device.objects.filter(person_id=person_id, kind="email", state="live").exists():
        Device.objects.create(person_id=person_id, kind="email", added_at=at, last_used_at=at)
    token = new_token()
    session = Session.objects.create(
        token_digest=token_digest(token),
        person_id=person_id,
        methods=["pwd", "otp", "mfa"],
        proved_by=proved_by,
        proved_at=at,
        browser_digest=token_digest(new_token()),
        agent=agent,
        address=address,
        started_at=at,
        seen_at=at,
    )
    browser = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    browser.cookies[settings.SESSION_COOKIE] = token
    return Seated(browser, session.pk, person(person_id, Trail(address, session.pk)))
