"""People of the tests who have lost what they sign in with, brought as far as a test needs by those who do it."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.test import Client

from tests.people import AT, a_person
from tests.rooms.desk.casing import EVIDENCE, REASON, a_journey, a_loss_case, staff
from vestibule.desk import actions
from vestibule.kernel.actor import Actor
from vestibule.notices.models import Mail
from vestibule.signin.models import LostAccess

DAY = timedelta(hours=24)
PAGE = "/sign-in/lost-device"

__all__ = ["AT", "DAY", "PAGE", "REASON", "a_confirmed_loss", "a_journey", "stop_token"]


def a_confirmed_loss(*, at: datetime = AT, by: tuple[Actor, Actor] | None = None) -> LostAccess:
    """Return the case of Una Known, who lost her app; two people at the help desk have checked her at a moment."""
    case = a_loss_case("Una", "Known", at=at)
    return confirmed(case.id, at=at, by=by)


def a_lost_mailbox(new_email: str = "una@new.example", *, at: datetime = AT) -> LostAccess:
    """Return the case of Una Known, whose only device is a mailbox that is gone, confirmed at a moment."""
    who, by = a_person("Una", "Known"), (staff(), staff("Sue", "Second"))
    return confirmed(actions.correct_email(who, new_email, reason=REASON, by=by[0], at=at), at=at, by=by)


def confirmed(loss_id: UUID, *, at: datetime, by: tuple[Actor, Actor] | None = None) -> LostAccess:
    """Let one enter the evidence and another confirm it."""
    first, second = by or (staff(), staff("Sue", "Second"))
    actions.enter_loss_evidence(loss_id, EVIDENCE, by=first, at=at)
    actions.confirm_loss(loss_id, by=second, at=at)
    return LostAccess.objects.get(pk=loss_id)


def stop_token(kind: str = "signin/loss_confirmed") -> str:
    """Return the token of the link in the newest mail of a kind."""
    mail = Mail.objects.filter(kind=kind).order_by("-queued_at").first()
    assert mail
    found = re.search(r"/sign-in/lost-device/stop/(\S+)", mail.text or "")
    assert found
    return found[1]


def goes_on(browser: Client) -> None:
    """Choose to go on by email, on the page of a lost device."""
    assert browser.post(PAGE, {"move": "go_on"})["Location"] == "/sign-in/verify"
