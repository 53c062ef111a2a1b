"""Technical state of certifications: who is known as a reviewer, and what stands in the help desk's queue."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from vestibule.access.reviewing import for_desk_now
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, upkeep
from vestibule.recertification.models import DeskReview, ReviewerTold


@upkeep
def know_reviewers(person_ids: Collection[UUID]) -> None:
    """Note of people who can certify that they are known as reviewers. Source: LIF-7."""
    ReviewerTold.objects.bulk_create(
        [ReviewerTold(person_id=person_id) for person_id in person_ids], ignore_conflicts=True
    )


@upkeep
def queue_for_desk(*, at: datetime) -> int:
    """Put the roles that the help desk is to certify into its queue; return how many. Source: LIF-3, HLP-1.

    Reading: those that have ended meanwhile are cleared away; who may decide is judged when it is done.
    """
    DeskReview.objects.filter(grant__ended_at__isnull=False).delete()
    waiting: set[UUID] = set()
    for part in for_desk_now(at):
        there = part.exclude(pk__in=DeskReview.objects.values("pk")).values_list("pk", flat=True)
        waiting.update(there[: MOST_ROWS_IN_A_SET - len(waiting)])
    new = [DeskReview(grant_id=pk, opened_at=at) for pk in waiting]
    DeskReview.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
