"""What the calendar does about agreements: both sides are asked for the review in time, and what is over lapses."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from vestibule.access.agreements import days_of, to_be_reviewed
from vestibule.access.events import AgreementLapsed, AgreementReviewAsked
from vestibule.access.lifecycle import IN_FORCE, LAPSED, PROPOSED
from vestibule.access.models import Agreement
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.storage.rows import moved_set


@set_action
def ask_for_review(days: int, *, by: Actor, at: datetime) -> int:
    """Tell both sides of agreements by when they are to be reviewed; return of how many. Source: ORG-8, LIF-7, NEW-1.

    Reading: once for each deadline, and of the latest only where several have come at once; a review voids what was
    told.
    """
    told = moved_set(to_be_reviewed(days, at), most=MOST_ROWS_IN_A_SET, told_days=days)

    facts = [
        AgreementReviewAsked(**about(row), days=days, review_by=days_of(row.counted_from or at).review_by)
        for row in told
    ]
    record_set(facts, by=by, at=at)
    return len(told)


@set_action
def lapse_agreements(over: "QuerySet[Agreement]", *, waits: bool = False, by: Actor, at: datetime) -> int:
    """Put on record that agreements are over which nobody reviewed or answered in time; return how many.

    Source: ORG-8, LIF-7, SPT-3. Reading: they have granted nothing since midnight, by themselves; what follows is the
    mail, the word to applications, and that only a new agreement brings it back.
    """
    gone = moved_set(over, most=MOST_ROWS_IN_A_SET, waits=waits, state=LAPSED, settled_at=at)

    facts = [AgreementLapsed(**about(row), was=Code(IN_FORCE if row.accepted_at else PROPOSED)) for row in gone]
    record_set(facts, by=by, at=at)
    return len(gone)


def about(row: Agreement) -> dict[str, Any]:
    """Return what every fact about an agreement says of it."""
    return {
        "agreement_id": row.pk,
        "application_key": Code(row.application_id),
        "office_id": row.office_id,
        "organization_id": row.provider_id,
    }
