"""Joining and leaving eNews: nobody but who reads mail at an address joins it, and one press leaves it."""

from datetime import datetime, timedelta
from uuid import uuid4

from vestibule.accounts.policy.emails import email_faults
from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.secrets import new_token
from vestibule.news.events import EnewsAsked, EnewsJoined, EnewsLeft
from vestibule.news.joining import address_index, ask_digest
from vestibule.news.models import EnewsAsk, Subscription
from vestibule.news.policy.publishing import ASKED_OFTEN, joining_faults
from vestibule.news.tokens import ENEWS, subject_of_token
from vestibule.organizations.turns import take_turn
from vestibule.storage.rows import one_at_a_time


@action
def ask_to_join(email: str, *, language: str, location: str, line: str, by: Actor, at: datetime) -> None:
    """Mail an address the link by which it joins eNews, or changes what it gets. Source: NEW-2 (APP 0).

    Reading: the same is done, said and mailed whether the address has joined or not. A network may ask so often an
    hour, and is told when it was; an address is written to so often a day, and beyond that nothing differs but that
    nothing is mailed: whoever asks for somebody else learns nothing, and does no more than that.
    """
    email = email.strip()
    require([*email_faults(email), *joining_faults(location, line)])
    rules, network = rulebook().news, network_of(by.trail.address)
    if not take_turn("enews.network", network, most=rules.asks_an_hour, every=timedelta(hours=1), at=at):
        raise Refused(ASKED_OFTEN())
    most, index = rules.asks_to_one_address_a_day, address_index(email)
    mailed = take_turn("enews.address", index, most=most, every=timedelta(days=1), at=at)

    ask_id, token = uuid4(), new_token()
    if mailed:
        EnewsAsk.objects.create(
            id=ask_id,
            token_digest=ask_digest(token),
            email=email,
            email_index=index,
            language=language,
            location=location,
            line=line,
            expires_at=at + timedelta(hours=rules.confirm_hours),
        )

    secrets = {"email": email if mailed else "", "token": token, "language": language, "hours": rules.confirm_hours}
    record(EnewsAsked(subject_id=ask_id, mailed=mailed), by=by, at=at, secrets=secrets)


@action
def join(token: str, *, by: Actor, at: datetime) -> None:
    """Join eNews by the mailed link, or change what one gets; every link mailed so far is used up with it.

    Raises ``NotFound`` where it is used, late or made up. Source: NEW-2. Reading: who has joined before keeps the
    subscription, so that the links of older mails still end it.
    """
    asks = EnewsAsk.objects.filter(token_digest=ask_digest(token), expires_at__gt=at)
    index = asks.values_list("email_index", flat=True).first() or ""
    one_at_a_time(f"enews:{index}")
    ask = asks.select_for_update().first()
    if ask is None:
        raise NotFound("ask for eNews")
    EnewsAsk.objects.filter(email_index=index).delete()
    row = Subscription.objects.filter(email_index=index).first() or Subscription(email_index=index, joined_at=at)
    row.email, row.language, row.location, row.line = ask.email, ask.language, ask.location, ask.line
    row.save()

    record(EnewsJoined(subject_id=row.pk), by=by, at=at)


@action
def leave(token: str, *, by: Actor, at: datetime) -> None:
    """Leave eNews by the link of one of its mails: the address is wiped. Source: NEW-2 (RFC 8058).

    Raises ``NotFound`` where we made no such link, or it was used before: who joins anew has other links. What is
    still in the outbox for it is on its way.
    """
    row = Subscription.objects.select_for_update().filter(pk=subject_of_token(ENEWS, token)).first()
    if row is None:
        raise NotFound("subscription of eNews")
    left = row.pk
    EnewsAsk.objects.filter(email_index=row.email_index).delete()
    row.delete()

    record(EnewsLeft(subject_id=left), by=by, at=at)
