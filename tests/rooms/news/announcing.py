"""Announcements of the tests, made by the help desk's own actions."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.people import AT
from vestibule.desk import actions
from vestibule.kernel.actor import Actor, visitor
from vestibule.news.actions.enews import ask_to_join, join
from vestibule.news.models import Subscription
from vestibule.news.policy.content import Content
from vestibule.news.policy.wording import Words
from vestibule.news.queries import reach, told_announcement
from vestibule.notices.models import Mail

WORDS = Words(
    title_en="SPOT is down on Saturday night",
    title_es="SPOT no funciona el sábado por la noche",
    body_en="We move it to new machines.\n\nSee https://status.example.org/spot for how far we are.",
    body_es="La trasladamos a máquinas nuevas.\n\nVea https://status.example.org/spot.",
)
CONTENT = Content("outage", "everybody", WORDS, AT, AT + timedelta(days=2))


def a_content(**told: Any) -> Content:
    """Return what an announcement says: to everybody, for two days from now on, unless told otherwise."""
    words = {name: told.pop(name) for name in list(told) if name in vars(WORDS)}
    return replace(CONTENT, words=replace(WORDS, **words), **told)


def a_draft(by: Actor, *, at: datetime = AT, corrects: UUID | None = None, **told: Any) -> UUID:
    """Return a draft."""
    return actions.write_announcement(a_content(**told), corrects=corrects, by=by, at=at)


def publish(announcement_id: UUID, by: Actor, *, at: datetime = AT) -> UUID:
    """Publish a draft as somebody sees it now."""
    card = told_announcement(announcement_id)
    actions.publish_announcement(announcement_id, seen=card.fingerprint, reach_seen=reach(card.audience), by=by, at=at)
    return announcement_id


def an_announcement(by: Actor, *, at: datetime = AT, **told: Any) -> UUID:
    """Return a published announcement."""
    return publish(a_draft(by, at=at, **told), by, at=at)


CHOSEN = {"language": "en", "location": "FL", "line": "both"}


def mails(kind: str) -> list[Mail]:
    """Return the mails of a kind that wait in the outbox, the last one last."""
    return list(Mail.objects.filter(kind=f"news/{kind}").order_by("queued_at", "pk"))


def a_link(email: str, *, at: datetime = AT, **chosen: str) -> str:
    """Ask to join eNews as anybody can, and return the token of the link that was mailed."""
    before = {mail.pk for mail in mails("confirm_enews")}
    ask_to_join(email, **{**CHOSEN, **chosen}, by=visitor(), at=at)
    (mail,) = (mail for mail in mails("confirm_enews") if mail.pk not in before)
    return str(mail.text).partition("/enews/confirm/")[2].split()[0]


def a_subscription(email: str = "rita.reader@example.com", *, at: datetime = AT, **chosen: str) -> UUID:
    """Let somebody join eNews, and return the subscription."""
    known = set(Subscription.objects.values_list("pk", flat=True))
    join(a_link(email, at=at, **chosen), by=visitor(), at=at)
    return next(each for each in Subscription.objects.values_list("pk", flat=True) if each not in known)
