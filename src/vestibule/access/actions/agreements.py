"""What two organizations do about an agreement that the one serves the other: each move by whoever decides for a side.

What an agreement grants is written nowhere: it is read from the agreement while it is in force (decision 0035).
"""

from datetime import datetime
from uuid import UUID

from vestibule.access.actions.agreements_due import about, lapse_agreements
from vestibule.access.actions.holding import standing_there
from vestibule.access.agreements import days_of, last_day_of, review_faults_of, state_at, to_lapse, unanswered
from vestibule.access.certifications import require_certified
from vestibule.access.clocks import require_active
from vestibule.access.events import (
    AgreementAccepted,
    AgreementDeclined,
    AgreementEnded,
    AgreementLoaded,
    AgreementProposed,
    AgreementReviewed,
    AgreementWithdrawn,
)
from vestibule.access.lifecycle import AGREEMENT, IN_FORCE, LAPSED, OPEN_AGREEMENTS, PROPOSED
from vestibule.access.models import Agreement, Application
from vestibule.access.policy.agreements import (
    DAY,
    OVER,
    Side,
    answering_faults,
    ending_faults,
    pair_faults,
    proposing_faults,
    side_of,
    withdrawing_faults,
)
from vestibule.access.policy.asking import APPLICATION_UNKNOWN
from vestibule.access.policy.membership import RIGHT_ENDED, Standing
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import SYSTEM, Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.organizations.lifecycle import ACTIVE
from vestibule.organizations.queries import OrganizationCard, organization_card
from vestibule.proofing.queries import require_identity
from vestibule.storage.rows import moved, one_at_a_time


@action
def propose_agreement(organization_id: UUID, other_id: UUID, *, application_key: str, by: Actor, at: datetime) -> UUID:
    """Propose to another organization that a business office serves a provider; return the agreement. Source: ORG-8.

    Reading: either side proposes, and accepts by that. Of two that propose to each other at once one does.
    """
    who = _decides_for(organization_id, application_key, by, at)
    own = _in_use(organization_id)
    office, provider = _sides(own, _in_use(other_id))
    one_at_a_time(f"access.agreements:{office.id}:{provider.id}")
    one_at_a_time(f"access.agreements:{own.id}")
    side = side_of(own.kind)
    lately = Agreement.objects.filter(**{f"{side}_id": own.id}, proposed_side=side, proposed_at__gt=at - DAY)
    to_one = lately.filter(office_id=office.id, provider_id=provider.id).count()
    standing = _state_after_room(office.id, provider.id, application_key, at)
    require(proposing_faults(standing, proposed=lately.count(), to_one=to_one))

    row = Agreement.objects.create(
        application_id=application_key,
        office_id=office.id,
        provider_id=provider.id,
        state=PROPOSED,
        proposed_side=side,
        proposed_by=who,
        proposed_at=at,
    )

    record(AgreementProposed(**about(row), side=Code(side)), by=by, at=at)
    return row.pk


@action
def accept_agreement(agreement_id: UUID, organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Accept what the other side proposed: from now on the business office's people act for the provider. ORG-8.

    Reading: nobody accepts for both sides, whatever they decide for.
    """
    row, side = _answered(agreement_id, organization_id, by, at)
    _sides(_in_use(row.office_id), _in_use(row.provider_id))
    _move(row, "accept", accepted_by=by.person_id, accepted_at=at, counted_from=at)

    record(AgreementAccepted(**about(row), side=Code(side), review_by=days_of(at).review_by), by=by, at=at)


@action
def decline_agreement(agreement_id: UUID, organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Decline what the other side proposed. Source: ORG-8."""
    row, side = _answered(agreement_id, organization_id, by, at)
    _move(row, "decline", settled_at=at, settled_by=by.person_id)

    record(AgreementDeclined(**about(row), side=Code(side)), by=by, at=at)


@action
def withdraw_agreement(agreement_id: UUID, organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a proposal of one's own side back before it is answered, a colleague's too. Source: ORG-8."""
    row, side, _ = _seen(agreement_id, organization_id, by, at)
    require(withdrawing_faults(side, proposed_by=Side(row.proposed_side)))
    _move(row, "withdraw", settled_at=at, settled_by=by.person_id)

    record(AgreementWithdrawn(**about(row), side=Code(side)), by=by, at=at)


@action
def review_agreement(agreement_id: UUID, organization_id: UUID, *, by: Actor, at: datetime) -> None:
    """Review an agreement for the provider: it counts for another year, from today on. Source: ORG-8.

    Reading: as a certification (decision 0028): not before the first mail, and the new year begins with the review.
    """
    row, side, _ = _seen(agreement_id, organization_id, by, at)
    AGREEMENT.after(row.state, "review")
    require(review_faults_of(row, side, at=at))
    _move(row, "review", counted_from=at, reviewed_at=at, reviewed_by=by.person_id, told_days=None)

    record(AgreementReviewed(**about(row), review_by=days_of(at).review_by), by=by, at=at)


@action
def end_agreement(agreement_id: UUID, organization_id: UUID, *, why: str, by: Actor, at: datetime) -> None:
    """End an agreement at once, for either side, with a code that says why. Source: ORG-8, SPT-3.

    Reading: nobody is asked, for what it opens is one side's records and the other side's work; applications that ask
    who somebody is learn it with their next question.
    """
    row, side, _ = _seen(agreement_id, organization_id, by, at)
    AGREEMENT.after(row.state, "end")
    require(ending_faults(why))
    _move(row, "end", settled_at=at, settled_by=by.person_id, ended_why=why)

    record(AgreementEnded(**about(row), side=Code(side), why=Code(why)), by=by, at=at)


def load_agreement(one_id: UUID, other_id: UUID, *, application_key: str, by: Actor, at: datetime) -> UUID:
    """Bring an agreement along that both sides accepted before; one that is in force already stays. Source: ORG-8."""
    require([] if Application.objects.filter(pk=application_key).exists() else [APPLICATION_UNKNOWN()])
    office, provider = _sides(_in_use(one_id), _in_use(other_id))
    known = _open_between(office.id, provider.id, application_key)
    if known is not None and known.state == IN_FORCE == state_at(known, at):
        return known.pk
    return bring_agreement(office.id, provider.id, application_key=application_key, by=by, at=at)


@action
def bring_agreement(office_id: UUID, provider_id: UUID, *, application_key: str, by: Actor, at: datetime) -> UUID:
    """Put an agreement in force at the operator's word; its year begins now. Source: ORG-8."""
    one_at_a_time(f"access.agreements:{office_id}:{provider_id}")
    require(proposing_faults(_state_after_room(office_id, provider_id, application_key, at), proposed=0, to_one=0))
    row = Agreement.objects.create(
        application_id=application_key,
        office_id=office_id,
        provider_id=provider_id,
        state=IN_FORCE,
        proposed_side=Side.PROVIDER,
        proposed_at=at,
        accepted_at=at,
        counted_from=at,
    )

    record(AgreementLoaded(**about(row), review_by=days_of(at).review_by), by=by, at=at)
    return row.pk


def _in_use(organization_id: UUID) -> OrganizationCard:
    card = organization_card(organization_id)
    if card.status != ACTIVE:
        raise NotFound(f"organization {organization_id}")
    return card


def _sides(one: OrganizationCard, other: OrganizationCard) -> tuple[OrganizationCard, OrganizationCard]:
    """Return which of two organizations is the business office, and which the provider."""
    require(pair_faults(one.kind, other.kind))
    return (one, other) if side_of(one.kind) is Side.OFFICE else (other, one)


def _decides_for(organization_id: UUID, application_key: str, by: Actor, at: datetime) -> UUID:
    """Return who acts, if they decide for an organization at this moment; the grants that say so are locked.

    Source: ORG-8, ORG-7, ROL-7, LIF-1, LIF-4, ACC-13.
    """
    if by.person_id is None:
        raise NotFound(f"organization {organization_id}")
    standing = standing_there(by.person_id, organization_id, application_key)
    if standing is Standing.NONE:
        raise NotFound(f"organization {organization_id}")
    require([RIGHT_ENDED()] if standing is Standing.ENDED else [])
    require_identity(by.person_id, at=at)
    require_active(by.person_id, application_key, at=at)
    require_certified(by.person_id, organization_id, application_key, at=at)
    return by.person_id


def _seen(agreement_id: UUID, organization_id: UUID, by: Actor, at: datetime) -> tuple[Agreement, Side, UUID]:
    """Return an agreement that is open at this moment, the side for which somebody acts, and who that is."""
    row = Agreement.objects.filter(pk=agreement_id).first()
    if row is None or organization_id not in (row.office_id, row.provider_id):
        raise NotFound(f"agreement {agreement_id}")
    who = _decides_for(organization_id, row.application_id, by, at)
    if row.state in OPEN_AGREEMENTS and state_at(row, at) == LAPSED:
        raise Refused(OVER(day=last_day_of(row)))
    return row, Side.OFFICE if organization_id == row.office_id else Side.PROVIDER, who


def _answered(agreement_id: UUID, organization_id: UUID, by: Actor, at: datetime) -> tuple[Agreement, Side]:
    """Return a proposal that somebody may answer for their side."""
    row, side, who = _seen(agreement_id, organization_id, by, at)
    require(answering_faults(side, proposed_by=Side(row.proposed_side), is_proposer=row.proposed_by == who))
    return row, side


def _move(row: Agreement, move: str, **changes: object) -> None:
    """Move an agreement on if it still is as it was judged: of several at once one does."""
    state = AGREEMENT.after(row.state, move)
    same = Agreement.objects.filter(pk=row.pk, state=row.state, counted_from=row.counted_from)
    if not moved(same, state=state, **changes):
        raise Refused(MOVE_NOT_OPEN())


def _state_after_room(office_id: UUID, provider_id: UUID, application_key: str, at: datetime) -> str | None:
    """Return the state of the open agreement between two, if there is one; one that is over is put on record first."""
    open_one = _open_between(office_id, provider_id, application_key)
    if open_one is None:
        return None
    if state_at(open_one, at) == LAPSED:
        over = (to_lapse if open_one.state == IN_FORCE else unanswered)(at).filter(pk=open_one.pk)
        lapse_agreements(over, waits=True, by=SYSTEM, at=at)
        return None
    return open_one.state


def _open_between(office_id: UUID, provider_id: UUID, application_key: str) -> Agreement | None:
    between = Agreement.objects.filter(office_id=office_id, provider_id=provider_id, state__in=OPEN_AGREEMENTS)
    return between.filter(application_id=application_key).first()
