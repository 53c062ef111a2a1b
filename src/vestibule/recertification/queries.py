"""Reads of certifications: what waits at the help desk, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vestibule.access.certifications import certify_by
from vestibule.access.reviewing import for_desk
from vestibule.accounts.queries import PersonCard, person_card
from vestibule.kernel.reasons import NotFound
from vestibule.recertification.models import DeskReview, Review
from vestibule.recertification.policy import KEPT

MOST_FOR_DESK = 500


@dataclass(frozen=True)
class DeskReviewCard:
    """A role that waits for the help desk's certification, and since when."""

    grant_id: UUID
    person_id: UUID
    organization_id: UUID | None
    role_name: str
    since: datetime


@dataclass(frozen=True)
class Decided:
    """What somebody decided on a role a moment ago; by which day it is due again, if it was kept."""

    outcome: str
    person: PersonCard
    role_name: str
    certify_by: date | None


_CARD = ("grant_id", "grant__person_id", "grant__organization_id", "grant__role__name", "opened_at")


def desk_reviews_waiting() -> list[DeskReviewCard]:
    """Return the roles that wait for the help desk's certification, the longest waiting first. Source: LIF-3, HLP-1.

    Reading: while it is the help desk's; where somebody at the organization can again, it is theirs.
    """
    rows = DeskReview.objects.filter(grant_id__in=for_desk().values("pk")).order_by("opened_at", "pk")
    return [DeskReviewCard(*values) for values in rows.values_list(*_CARD)[:MOST_FOR_DESK]]


def count_desk_reviews_waiting() -> int:
    """Count the roles that wait for the help desk's certification. Source: HLP-1, ROL-1."""
    return DeskReview.objects.filter(grant_id__in=for_desk().values("pk")).count()


def told_desk_review(grant_id: UUID) -> DeskReviewCard:
    """Return a role that waits for the help desk's certification. Raises ``NotFound`` where it doesn't."""
    rows = DeskReview.objects.filter(pk=grant_id, grant_id__in=for_desk().values("pk"))
    for values in rows.values_list(*_CARD):
        return DeskReviewCard(*values)
    raise NotFound(f"certification {grant_id}")


def decided_by_me(grant_id: UUID, *, by: UUID) -> Decided | None:
    """Return what somebody decided on a role last, for the banner; nothing to others. Source: LIF-3."""
    rows = Review.objects.select_related("grant__role").filter(grant_id=grant_id, decided_by=by)
    row = rows.order_by("-decided_at").first()
    if row is None:
        return None
    again = certify_by(row.decided_at) if row.outcome == KEPT else None
    return Decided(row.outcome, person_card(row.person_id), row.grant.role.name, again)
