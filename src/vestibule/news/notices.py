"""Who is told by mail of announcements and eNews."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from vestibule.accounts.queries import person_cards
from vestibule.news.events import AnnouncementMailed, EnewsAsked, EnewsMailed
from vestibule.news.joining import subscriptions_of
from vestibule.news.queries import AnnouncementCard, told_announcement
from vestibule.news.tokens import ENEWS, PERSON, stop_token
from vestibule.notices.table import Notice, tells, tells_sets


@tells(EnewsAsked)
def asked(fact: EnewsAsked, secrets: Mapping[str, Any]) -> list[Notice]:
    """Ask whoever reads mail at an address whether it joins eNews. Source: NEW-2.

    Reading: without an unsubscribing link, for nothing was subscribed; who did not ask does nothing.
    """
    values = {"token": secrets["token"], "hours": secrets["hours"]}
    return [Notice("news/confirm_enews", secrets["email"], values, secrets["language"])]


@tells_sets(AnnouncementMailed)
def mailed(facts: Sequence[AnnouncementMailed]) -> Iterator[Notice]:
    """Tell people what is announced, in their language. Source: NEW-2, NEW-1.

    Reading: the mail says how to get no more, by one press, but for an outage of what they use (decision 0029).
    """
    people = person_cards(fact.person_id for fact in facts)
    cards = {subject: told_announcement(subject) for subject in {fact.subject_id for fact in facts}}
    for fact in facts:
        to, card = people[fact.person_id], cards[fact.subject_id]
        stop = "" if card.is_service else f"{settings.ORIGIN}/news/mail/stop/{stop_token(PERSON, to.id)}"
        values = {**_values(card, to.language), "stop_address": stop}
        yield Notice("news/announcement", to.email, values, to.language, to.id, unsubscribe=stop)


@tells_sets(EnewsMailed)
def issued(facts: Sequence[EnewsMailed]) -> Iterator[Notice]:
    """Send an issue of eNews to who has joined it. Source: NEW-2."""
    readers = subscriptions_of({fact.subscription_id for fact in facts})
    cards = {subject: told_announcement(subject) for subject in {fact.subject_id for fact in facts}}
    for fact in facts:
        to = readers[fact.subscription_id]
        stop = f"{settings.ORIGIN}/enews/stop/{stop_token(ENEWS, to.id)}"
        values = {**_values(cards[fact.subject_id], to.language), "stop_address": stop}
        yield Notice("news/enews", to.email, values, to.language, unsubscribe=stop)


def _values(card: AnnouncementCard, language: str) -> dict[str, Any]:
    shown = card.in_language(language)
    return {"announcement_kind": shown.kind, "title": shown.title, "paragraphs": shown.paragraphs}
