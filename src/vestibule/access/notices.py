"""Who is told of requests and decisions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.events import (
    CorrectionConfirmed,
    CorrectionWithdrawn,
    RequestApproved,
    RequestCancelled,
    RequestCorrected,
    RequestDenied,
    RequestSubmitted,
)
from vestibule.access.policy.catalog import BY_DESK
from vestibule.access.policy.next_step import NextStep
from vestibule.access.queries import RequestCard, people_who_decide, told_request
from vestibule.accounts.lifecycle import REACHABLE
from vestibule.accounts.queries import PersonCard, person_card, person_cards
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells


@tells(RequestSubmitted)
def submitted(fact: RequestSubmitted, secrets: Mapping[str, Any]) -> list[Notice]:
    """Confirm the request to its requester, and tell those who decide that it waits.

    Source: ROL-6, ROL-7 (APP 16, EU 15, ADD 11). Reading: an approver whom the operator has loaded is told before
    the first sign-in; who is disabled is not. What the help desk decides stands in its queue.
    """
    return _waiting(fact)


@tells(CorrectionConfirmed)
def correction_confirmed(fact: CorrectionConfirmed, secrets: Mapping[str, Any]) -> list[Notice]:
    """Confirm the corrected request to its requester, and tell those who decide on it now. Source: ROL-5, ROL-7."""
    return _waiting(fact)


@tells(RequestCorrected)
def corrected(fact: RequestCorrected, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the requester what is proposed instead, and that it is theirs to confirm. Source: ROL-5 (APP 10)."""
    asked = told_request(fact.request_id)
    proposed = asked.proposed
    return [
        _notice(
            "access/request_corrected",
            person_card(fact.person_id),
            asked,
            by_desk=asked.approved_by == BY_DESK,
            proposed_role=proposed.role_name if proposed else "",
            proposed_organization=one_line(proposed.organization.legal_name)
            if proposed and proposed.organization
            else "",
        )
    ]


@tells(CorrectionWithdrawn)
def correction_withdrawn(fact: CorrectionWithdrawn, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the requester that nothing is to be confirmed any more: the request stands as it was made. Source: ROL-5."""
    asked = told_request(fact.request_id)
    return [_notice("access/correction_withdrawn", person_card(fact.person_id), asked)]


def _waiting(fact: RequestSubmitted | CorrectionConfirmed) -> list[Notice]:
    asked = told_request(fact.request_id)
    requester = person_card(fact.person_id)
    deciding: list[UUID] = []
    if asked.next_step is NextStep.APPROVER and fact.organization_id:
        deciding = people_who_decide(fact.organization_id, fact.application_key)
    cards = person_cards(person_id for person_id in deciding if person_id != fact.person_id)
    deciders = [card for card in cards.values() if card.state in REACHABLE]
    return [
        _notice("access/request_submitted", requester, asked, next_step=asked.next_step.value),
        *(
            _notice("access/request_waiting", decider, asked, requester=one_line(requester.full_name))
            for decider in deciders
        ),
    ]


@tells(RequestApproved)
def approved(fact: RequestApproved, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the requester that the role is theirs, and where it leads. Source: ROL-8 (EU 15-16, APP 17)."""
    asked = told_request(fact.request_id)
    return [_notice("access/request_approved", person_card(fact.person_id), asked)]


@tells(RequestDenied)
def denied(fact: RequestDenied, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the requester that it was denied, and why. Source: ROL-8 (APP 16, EU 15)."""
    asked = told_request(fact.request_id)
    reason = one_line(secrets["denial_reason"])
    return [_notice("access/request_denied", person_card(fact.person_id), asked, denial_reason=reason)]


@tells(RequestCancelled)
def cancelled(fact: RequestCancelled, secrets: Mapping[str, Any]) -> list[Notice]:
    """Confirm to the requester that a submitted request was taken back; a draft goes unsaid. Source: ROL-9."""
    if fact.was == lifecycle.DRAFT:
        return []
    asked = told_request(fact.request_id)
    return [_notice("access/request_cancelled", person_card(fact.person_id), asked)]


def _notice(kind: str, to: PersonCard, asked: RequestCard, **more: object) -> Notice:
    values = {
        "name": one_line(to.full_name),
        "application": asked.application_name,
        "application_address": asked.application_address,
        "role": asked.role_name,
        "organization": one_line(asked.organization.legal_name) if asked.organization else "",
        "confirmation": asked.confirmation,
        **more,
    }
    return Notice(kind, to.email, values, to.language, to.id)
