"""What every decision at a certification does, whoever makes it: judge who is first, write it, and what follows."""

from datetime import datetime

from django.utils.timezone import localdate

from vestibule.access.actions import certify_role, end_grant
from vestibule.access.certifications import require_open
from vestibule.access.policy.asking import reason_faults
from vestibule.access.reviewing import Reviewed
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.recertification.events import RoleReviewed
from vestibule.recertification.models import DeskReview, Review
from vestibule.recertification.policy import ALREADY_REMOVED, KEPT, REMOVED

NOT_KEPT = "not_kept"


def keep(one: Reviewed, *, looked_at: bool, by_desk: bool, by: Actor, at: datetime) -> None:
    """Certify a role that was judged to be the actor's to review, inside its action. Source: LIF-3, LIF-4."""
    _require_first(one)

    _write(one, KEPT, looked_at=looked_at, by_desk=by_desk, by=by, at=at)
    certify_role(one.grant.id, by=by, at=at)

    _record(one, KEPT, looked_at=looked_at, by=by, at=at)


def remove(one: Reviewed, reason: str, *, looked_at: bool, by_desk: bool, by: Actor, at: datetime) -> None:
    """End a role that was judged to be the actor's to review, inside its action; its holder is told. Source: LIF-3.

    Reading: within the time in which it can be certified, so that the first decision counts; the reason keeps to the
    lengths of a reason for request.
    """
    _require_first(one)
    require_open(one.grant.id, at=at)
    reason = one_line(reason)
    require(said.on("removal_reason") for said in reason_faults(reason, rulebook().request))

    _write(one, REMOVED, reason=reason, looked_at=looked_at, by_desk=by_desk, by=by, at=at)
    end_grant(one.grant.id, why=NOT_KEPT, reason=reason, by=by, at=at)

    secrets = {"removal_reason": reason, "removed_by": None if by_desk else by.person_id}
    _record(one, REMOVED, looked_at=looked_at, by=by, at=at, **secrets)


def _require_first(one: Reviewed) -> None:
    """Tell who comes second that somebody removed the role, and who; that it was kept is told by its new year."""
    if one.ended_at is None:
        return
    before = Review.objects.filter(grant_id=one.grant.id, outcome=REMOVED).order_by("-decided_at").first()
    if before:
        who = person_card(before.decided_by).full_name
        raise Refused(ALREADY_REMOVED(who=who, on=localdate(before.decided_at)))


def _write(
    one: Reviewed, outcome: str, *, looked_at: bool, by_desk: bool, by: Actor, at: datetime, reason: str | None = None
) -> None:
    if by.person_id is None:
        raise NotFound(f"grant {one.grant.id}")
    DeskReview.objects.filter(pk=one.grant.id).delete()
    Review.objects.create(
        grant_id=one.grant.id,
        person_id=one.grant.person_id,
        organization_id=one.grant.organization_id,
        outcome=outcome,
        decided_at=at,
        decided_by=by.person_id,
        by_desk=by_desk,
        looked_at=looked_at,
        last_signed_in=one.last_signed_in,
        certified_before=one.certified_at,
        was_due=one.year.certify_by,
        reason=reason,
    )


def _record(one: Reviewed, outcome: str, *, looked_at: bool, by: Actor, at: datetime, **secrets: object) -> None:
    record(
        RoleReviewed(
            subject_id=one.grant.id,
            person_id=one.grant.person_id,
            role_key=Code(one.grant.role_key),
            organization_id=one.grant.organization_id,
            outcome=Code(outcome),
            looked_at=looked_at,
        ),
        by=by,
        at=at,
        secrets=secrets,
    )
