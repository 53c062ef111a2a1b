"""Who is told of requests and decisions, and of roles that end."""

from collections.abc import Mapping
from typing import Any

from vestibule.access import lifecycle
from vestibule.access.ages import last_day
from vestibule.access.events import (
    CorrectionConfirmed,
    CorrectionWithdrawn,
    DeciderReplaced,
    PersonInvited,
    RequestApproved,
    RequestCancelled,
    RequestCorrected,
    RequestDenied,
    RequestExpired,
    RequestReminded,
    RequestSubmitted,
    RoleGivenUp,
    RoleRemoved,
)
from vestibule.access.invitations import told_invitation
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.access.policy.next_step import NextStep
from vestibule.access.queries import RequestCard, applications, people_who_decide, role_card, told_request
from vestibule.accounts.lifecycle import REACHABLE
from vestibule.accounts.queries import PersonCard, person_card, person_cards
from vestibule.kernel.texts import one_line
from vestibule.notices.table import Notice, tells
from vestibule.organizations.queries import organization_card


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
            by_desk=bool(proposed and proposed.by_desk),
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
    deciders = _deciders(fact) if asked.next_step is NextStep.APPROVER else []
    return [
        _notice("access/request_submitted", requester, asked, next_step=asked.next_step.value),
        *(
            _notice("access/request_waiting", decider, asked, requester=one_line(requester.full_name))
            for decider in deciders
        ),
    ]


@tells(RequestReminded)
def reminded(fact: RequestReminded, secrets: Mapping[str, Any]) -> list[Notice]:
    """Remind those who decide of a request that waits, or its requester of a correction. Source: ROL-9, NEW-1."""
    asked, requester = told_request(fact.request_id), person_card(fact.person_id)
    told = {"days": fact.days, "last_day": last_day(asked), "requester": one_line(requester.full_name)}
    if asked.state == lifecycle.CORRECTED:
        return [_notice("access/correction_reminder", requester, asked, **told)]
    return [_notice("access/request_reminder", decider, asked, **told) for decider in _deciders(fact)]


@tells(RequestExpired)
def expired(fact: RequestExpired, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell the requester that nobody decided in time, and how to ask anew. Source: ROL-9, NEW-1.

    Reading: who is disabled can't do anything about it and isn't told.
    """
    requester = person_card(fact.person_id)
    told = [_notice("access/request_expired", requester, told_request(fact.request_id))]
    return told if requester.state in REACHABLE else []


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


def _deciders(fact: RequestSubmitted | CorrectionConfirmed | RequestReminded) -> list[PersonCard]:
    """Return who decides in the organization of a request and can be written to, but for its requester."""
    deciding = people_who_decide(fact.organization_id, fact.application_key) if fact.organization_id else []
    cards = person_cards(person_id for person_id in deciding if person_id != fact.person_id)
    return [card for card in cards.values() if card.state in REACHABLE]


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


@tells(RoleGivenUp)
def given_up(fact: RoleGivenUp, secrets: Mapping[str, Any]) -> list[Notice]:
    """Confirm to somebody that a role of theirs has ended, in case that it wasn't them. Source: ROL-10, NEW-1, LIF-5.

    Reading: who decided for an organization is asked for the update form, which names who comes next.
    """
    decides = fact.organization_id is not None and role_card(fact.role_key).kind in DECIDING_KINDS
    told = {"decides": decides, "organization_id": str(fact.organization_id)}
    return [_of_role("access/role_given_up", fact, **told)]


@tells(RoleRemoved)
def removed(fact: RoleRemoved, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell a member whose role was removed why, by whom, and what to do next. Source: ROL-12, NEW-1.

    Reading: who is disabled can't do anything about it and isn't told.
    """
    remover = one_line(person_card(secrets["removed_by"]).full_name)
    told = {"removal_reason": one_line(secrets["removal_reason"]), "removed_by": remover}
    notice = _of_role("access/role_removed", fact, **told)
    return [notice] if person_card(fact.person_id).state in REACHABLE else []


@tells(DeciderReplaced)
def replaced(fact: DeciderReplaced, secrets: Mapping[str, Any]) -> list[Notice]:
    """Tell somebody who decided that an accepted form names another now, and what becomes of the role.

    Source: ORG-6, LIF-5, NEW-1.
    """
    notice = _of_role("access/replaced", fact, ended=fact.ended)
    return [notice] if person_card(fact.person_id).state in REACHABLE else []


def _of_role(kind: str, fact: RoleGivenUp | RoleRemoved | DeciderReplaced, **more: object) -> Notice:
    to = person_card(fact.person_id)
    organization = organization_card(fact.organization_id).legal_name if fact.organization_id else ""
    application = next((each.name for each in applications() if each.key == fact.application_key), "")
    values = {
        "name": one_line(to.full_name),
        "application": application,
        "role": role_card(fact.role_key).name,
        "organization": one_line(organization),
        **more,
    }
    return Notice(kind, to.email, values, to.language, to.id)


@tells(PersonInvited)
def invited(fact: PersonInvited, secrets: Mapping[str, Any]) -> list[Notice]:
    """Mail the invitation: who invites, to which role where, and the link. Source: ROL-12.

    Reading: in the language of who invites; it says nothing of whether the address has an account.
    """
    row = told_invitation(fact.invitation_id)
    inviter = person_card(row.invited_by_id)
    values = {
        "inviter": one_line(inviter.full_name),
        "organization": one_line(organization_card(row.organization_id).legal_name),
        "role": row.role.name,
        "application": row.role.application.name,
        "good_until": row.good_until,
        "token": secrets["token"],
    }
    return [Notice("access/invited", row.email, values, inviter.language)]
