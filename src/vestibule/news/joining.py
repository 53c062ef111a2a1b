"""Reads of eNews: what a link of its mails opens, and who gets an issue."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vestibule.kernel.reasons import NotFound
from vestibule.kernel.secrets import keyring
from vestibule.news.models import EnewsAsk, MailStopped, Subscription
from vestibule.news.policy.publishing import BOTH, EVERYBODY, LOCATION_OF
from vestibule.news.tokens import ENEWS, PERSON, subject_of_token


@dataclass(frozen=True)
class SubscriptionCard:
    """Somebody who has joined eNews."""

    id: UUID
    email: str = field(repr=False)
    language: str


def visible_ask(token: str, *, at: datetime) -> UUID:
    """Return what a mailed link would confirm. Raises ``NotFound`` where it is used, late or made up. Source: NEW-2."""
    found = EnewsAsk.objects.filter(token_digest=ask_digest(token), expires_at__gt=at)
    ask_id = found.values_list("pk", flat=True).first()
    if ask_id is None:
        raise NotFound("ask for eNews")
    return ask_id


def is_joined(token: str) -> bool:
    """Say whether the subscription that a link ends still stands. Raises ``NotFound`` where we made no such link."""
    return Subscription.objects.filter(pk=subject_of_token(ENEWS, token)).exists()


def gets_mail(person_id: UUID) -> bool:
    """Say whether somebody wants announcements by mail. Source: NEW-2."""
    return not MailStopped.objects.filter(pk=person_id).exists()


def link_gets_mail(token: str) -> bool:
    """Say whether the person whose mail a link ends still wants it. Raises ``NotFound`` where we made no such link."""
    return gets_mail(subject_of_token(PERSON, token))


def subscriptions_of(subscription_ids: set[UUID]) -> dict[UUID, SubscriptionCard]:
    """Return some subscriptions by id, in one query."""
    rows = Subscription.objects.filter(pk__in=subscription_ids)
    return {row.pk: SubscriptionCard(row.pk, row.email or "", row.language) for row in rows}


def readers_of(audience: str, line: str) -> "QuerySet[Subscription, UUID]":
    """Return the subscriptions that get an issue, in the order of their ids. Source: NEW-2.

    Reading: who said both lines of business gets what is for either.
    """
    rows = Subscription.objects.all()
    if audience != EVERYBODY:
        rows = rows.filter(location=LOCATION_OF.get(audience.partition(":")[2], ""))
    if line != BOTH:
        rows = rows.filter(line__in=[line, BOTH])
    return rows.order_by("pk").values_list("pk", flat=True)


def ask_digest(token: str) -> str:
    """Return the digest that is stored in place of a confirming link's token."""
    return keyring().digest(token, purpose="enews-ask")


def address_index(email: str) -> str:
    """Return the blind index of an address that joins eNews; it meets none of accounts'."""
    return keyring().index(email.strip().casefold(), purpose="news.email")
