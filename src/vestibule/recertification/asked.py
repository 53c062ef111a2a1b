"""Reads of the reviewers who are to be asked, by the deadlines that have come since they were asked last."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from vestibule.access.certifications import due_in, due_within, late_before
from vestibule.access.reviewing import all_reviewers, for_desk, reviewer_of_due
from vestibule.accounts.queries import is_reachable
from vestibule.kernel.rulebook import rulebook
from vestibule.recertification.models import DeskReview, ReviewerTold

Spans = list[tuple[datetime, datetime]]


def moments_told(at: datetime) -> list[datetime | None]:
    """Return the moments at which reviewers were told last: of those never told, or too long ago to matter, nothing.

    Source: LIF-7.
    """
    lately = ReviewerTold.objects.filter(told_at__gte=_long_ago(at)).order_by("told_at")
    return [None, *lately.values_list("told_at", flat=True).distinct()]


def to_be_told(told_at: datetime | None, at: datetime) -> "QuerySet[ReviewerTold]":
    """Return the reviewers, told last at a moment, for one of whose roles a deadline has come since.

    Source: LIF-3, LIF-7.
    """
    never = Q(told_at=None) | Q(told_at__lt=_long_ago(at))
    told = Q(told_at=told_at) if told_at else never
    return ReviewerTold.objects.filter(told, reviewer_of_due(_spans(told_at, at), "person_id")).order_by("pk")


def new_reviewers() -> "QuerySet[Any, UUID]":
    """Return who can certify and isn't known as a reviewer yet."""
    return all_reviewers().exclude(person_id__in=ReviewerTold.objects.values("person_id")).order_by().distinct()


def new_to_be_told(at: datetime) -> "QuerySet[Any, UUID]":
    """Return who can certify, isn't known as a reviewer yet, and has roles that are due before long."""
    return new_reviewers().filter(reviewer_of_due(_spans(None, at), "person_id"))


def holders_to_be_told(days: int, at: datetime, *, beyond: int | None = None) -> "QuerySet[DeskReview]":
    """Return the roles that the help desk must certify in so many days, whose holders weren't told of that yet.

    Source: LIF-3, LIF-7. Reading: of a deadline that is over nobody is told any more, nor of an earlier one once a
    later was told. ``beyond`` leaves out those of the deadline before, who are told of that or were.
    """
    not_told = Q(told_days=None) | Q(told_days__gt=days)
    due = due_in(for_desk(), days, at, beyond=beyond).filter(is_reachable("person"))
    return DeskReview.objects.filter(not_told, grant_id__in=due.values("pk")).order_by("pk")


def most_days() -> int:
    """Return how many days before it is due a certification can be done, and is asked for first. Source: LIF-3."""
    return max(rulebook().access.certification_told_days_before, default=0)


def _spans(told_at: datetime | None, at: datetime) -> Spans:
    """Return when years began of which a deadline has come since a moment, and that are in time still.

    Reading: of those never told every deadline that has come; the last one stands for those before it.
    """
    late = late_before(at=at)
    if told_at is None:
        return [(late, due_within(most_days(), at=at))]
    days = rulebook().access.certification_told_days_before
    spans = [(max(due_within(each, at=told_at), late), due_within(each, at=at)) for each in days]
    return [(first, last) for first, last in spans if first < last] or [(late, late)]


def _long_ago(at: datetime) -> datetime:
    """Return the moment before which nothing was told that is still due."""
    return at - timedelta(days=most_days() + 2)
