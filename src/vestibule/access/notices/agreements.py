"""Who is told of agreements: whoever decides for the business office, and whoever does for the provider."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from vestibule.access.agreements import last_day_of, told_agreements
from vestibule.access.events import (
    AgreementAccepted,
    AgreementDeclined,
    AgreementEnded,
    AgreementLapsed,
    AgreementProposed,
    AgreementReviewAsked,
    AgreementReviewed,
    AgreementWithdrawn,
)
from vestibule.access.lifecycle import PROPOSED
from vestibule.access.models import RoleGrant
from vestibule.access.policy.agreements import Side
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.queries import applications
from vestibule.accounts.queries import is_reachable, person_cards
from vestibule.kernel.facts import Code
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells_sets
from vestibule.organizations.queries import organization_cards

F = TypeVar(
    "F",
    AgreementAccepted,
    AgreementDeclined,
    AgreementEnded,
    AgreementLapsed,
    AgreementProposed,
    AgreementReviewAsked,
    AgreementReviewed,
    AgreementWithdrawn,
)


@tells_sets(AgreementProposed)
def proposed(facts: Sequence[AgreementProposed]) -> Iterator[Notice]:
    """Ask the other side's approvers for an answer, and confirm the proposal to those of the own. ORG-8, NEW-1."""
    rows = told_agreements(fact.agreement_id for fact in facts)
    return _told(
        "access/agreement_proposed",
        facts,
        lambda fact, side: {"asked": side != fact.side, "last_day": last_day_of(rows[fact.agreement_id])},
    )


@tells_sets(AgreementAccepted)
def accepted(facts: Sequence[AgreementAccepted]) -> Iterator[Notice]:
    """Tell both sides that an agreement is in force, whom it lets act, and until when. Source: ORG-8, NEW-1."""
    return _told("access/agreement_accepted", facts, lambda fact, _: {"last_day": fact.review_by})


@tells_sets(AgreementDeclined)
def declined(facts: Sequence[AgreementDeclined]) -> Iterator[Notice]:
    """Tell both sides that a proposal was declined. Source: ORG-8, NEW-1."""
    return _told("access/agreement_declined", facts, lambda fact, side: {"is_own_deed": side == fact.side})


@tells_sets(AgreementWithdrawn)
def withdrawn(facts: Sequence[AgreementWithdrawn]) -> Iterator[Notice]:
    """Tell both sides that nothing is to be answered any more. Source: ORG-8, NEW-1."""
    return _told("access/agreement_withdrawn", facts, lambda fact, side: {"is_own_deed": side == fact.side})


@tells_sets(AgreementReviewed)
def reviewed(facts: Sequence[AgreementReviewed]) -> Iterator[Notice]:
    """Tell both sides until when an agreement counts now. Source: ORG-8, NEW-1."""
    return _told("access/agreement_reviewed", facts, lambda fact, _: {"last_day": fact.review_by})


@tells_sets(AgreementReviewAsked)
def review_asked(facts: Sequence[AgreementReviewAsked]) -> Iterator[Notice]:
    """Tell the provider's approvers to review an agreement, and the office's what ends without it. ORG-8, NEW-1."""
    return _told("access/agreement_due", facts, lambda fact, _: {"last_day": fact.review_by})


@tells_sets(AgreementEnded)
def ended(facts: Sequence[AgreementEnded]) -> Iterator[Notice]:
    """Tell both sides that an agreement has ended, by whom and why. Source: ORG-8, NEW-1."""
    return _told(
        "access/agreement_ended", facts, lambda fact, side: {"is_own_deed": side == fact.side, "why": str(fact.why)}
    )


@tells_sets(AgreementLapsed)
def lapsed(facts: Sequence[AgreementLapsed]) -> Iterator[Notice]:
    """Tell both sides that an agreement is over without a review, or a proposal without an answer. ORG-8, NEW-1."""
    return _told("access/agreement_lapsed", facts, lambda fact, _: {"was_proposal": fact.was == PROPOSED})


def _told(kind: str, facts: Sequence[F], more: Callable[[F, Code], dict[str, Any]]) -> Iterator[Notice]:
    """Yield a notice to each person who decides for a side; one for who does for both, as of the provider.

    Reading: whose account mail can reach, whether or not their role counts at the moment: it may again tomorrow.
    """
    places = {place for fact in facts for place in (fact.organization_id, fact.office_id)}
    deciders = _deciders(places)
    cards = person_cards(who for people in deciders.values() for who in people)
    organizations, known = organization_cards(places), {each.key: each.name for each in applications()}
    for fact in facts:
        told: set[Any] = set()
        for side, place in ((Side.PROVIDER, fact.organization_id), (Side.OFFICE, fact.office_id)):
            values = {
                "application": known[fact.application_key],
                "office": one_line(organizations[fact.office_id].legal_name),
                "provider": one_line(organizations[fact.organization_id].legal_name),
                "is_office": side is Side.OFFICE,
                "organization_id": str(place),
                **more(fact, Code(side)),
            }
            people = [who for who in deciders.get((place, str(fact.application_key)), ()) if who not in told]
            told.update(people)
            for to in (cards[who] for who in people):
                yield Notice(kind, to.email, {**values, "name": one_line(to.full_name)}, to.language, to.id)


def _deciders(places: set[UUID]) -> dict[tuple[UUID, str], list[UUID]]:
    """Return who decides in some organizations, by application: whose accounts mail can reach."""
    held = RoleGrant.objects.filter(
        is_reachable("person"), organization_id__in=places, role__kind__in=DECIDING_KINDS, ended_at=None
    )
    rows = held.order_by("granted_at", "pk").values_list("organization_id", "role__application_id", "person_id")
    found: dict[tuple[UUID, str], list[UUID]] = {}
    for place, key, person_id in rows:
        if place is not None:
            found.setdefault((place, key), []).append(person_id)
    return found
