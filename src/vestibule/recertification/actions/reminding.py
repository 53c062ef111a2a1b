"""Reviewers are told what they are to certify: one mail for each and day, however many roles, deadlines and nodes."""

from datetime import datetime

from vestibule.access.reviewing import count_due, reviewed_many
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.recertification.asked import holders_to_be_told, most_days, to_be_told
from vestibule.recertification.events import HolderReminded, ReviewerReminded
from vestibule.storage.rows import moved_set


@set_action
def remind_reviewers(told_at: datetime | None, *, by: Actor, at: datetime) -> int:
    """Tell reviewers who were told last at a moment, or never, what is due before long; return how many were told.

    Source: LIF-3, LIF-7, NEW-1. Reading: where a deadline has come since for one of their roles; of several the latest
    counts, for the mail says all that waits. Told twice on one day nobody is, and a clock set back tells nobody.
    """
    told = moved_set(to_be_told(told_at, at), most=MOST_ROWS_IN_A_SET, told_at=at)

    due = count_due([row.person_id for row in told], days=most_days(), at=at)
    facts = [
        ReviewerReminded(person_id=person_id, count=count, first_due=first) for person_id, (count, first) in due.items()
    ]
    record_set(facts, by=by, at=at)
    return len(told)


@set_action
def remind_holders(days: int, *, by: Actor, at: datetime) -> int:
    """Tell who holds a role that the help desk must certify in so many days, by when it must; return how many.

    Source: LIF-3, LIF-7, ORG-9, NEW-1. Reading: an approver can't do anything about it but call, and who waits for the
    help desk's word should know; once for each deadline, and of the latest only where several have come at once. The
    help desk itself has them in its queue.
    """
    told = moved_set(holders_to_be_told(days, at), most=MOST_ROWS_IN_A_SET, told_days=days)

    facts = [
        HolderReminded(
            grant_id=one.grant.id,
            person_id=one.grant.person_id,
            role_key=Code(one.grant.role_key),
            organization_id=one.grant.organization_id,
            certify_by=one.year.certify_by,
        )
        for one in reviewed_many([row.grant_id for row in told], at=at)
    ]
    record_set(facts, by=by, at=at)
    return len(told)
