"""What the calendar calls."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from vestibule.access.actions.agreements_due import ask_for_review, lapse_agreements
from vestibule.access.actions.closed import end_roles_of_closed, held_by_closed
from vestibule.access.actions.continuity import warn_places
from vestibule.access.actions.inactivity import go_inactive, remind
from vestibule.access.actions.waiting import escalate_requests, expire_request, remind_of_requests
from vestibule.access.ages import open_requests, to_be_reminded_only, to_escalate, to_expire
from vestibule.access.agreements import count_in_force, to_be_reviewed, to_lapse, unanswered
from vestibule.access.clocks import begun_before, count_looked_at, to_be_told, to_go_inactive
from vestibule.access.continuity import AT_ONCE, Place, dangers_of, places_in_danger, warned_of
from vestibule.access.models import AccessClock
from vestibule.access.upkeep import end_warnings, forget_clocks, start_missing_clocks
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.sweeps.brake import goes_on
from vestibule.sweeps.table import Foreseen, sweep

GO_INACTIVE = "access.go_inactive"
END_WAITING = "access.end_waiting"
REVIEW_AGREEMENTS = "access.review_agreements"


def foresee_ends(at: datetime) -> Iterator[Foreseen]:
    """Say which roles would end, of accounts that were closed. Source: LIF-6, LIF-7."""
    for grant_id, person_id in held_by_closed().values_list("pk", "person_id").iterator():
        yield Foreseen("end", f"role {grant_id}", person_id)


def foresee_inactivity(at: datetime) -> Iterator[Foreseen]:
    """Say whose access would be inactive, and who would be told of which deadline. Source: LIF-1, LIF-7.

    Reading: as the sweep does it, the latest deadline first; who is told of that isn't told of the others.
    """
    for clock in to_go_inactive(at).iterator():
        yield _foreseen("deactivate", clock)
    later: datetime | None = None
    for days in _deadlines():
        rows = to_be_told(days, at)
        for clock in (rows.filter(started_at__gte=later) if later else rows).iterator():
            yield _foreseen(f"remind-after-{days}-days", clock)
        later = begun_before(days, at)


@sweep(GO_INACTIVE, foresees=foresee_inactivity)
def deactivate(*, at: datetime) -> None:
    """Put on record whose access is inactive, and remind in time who must sign in. Source: LIF-1, LIF-7, SPT-3.

    Reading: where that would be too many at once the record waits for the help desk (decision 0026); nobody gets in by
    that, for the door goes by the clock.
    """
    start_missing_clocks(at=at)
    while forget_clocks(at=at) == MOST_ROWS_IN_A_SET:
        pass
    if goes_on(GO_INACTIVE, due=to_go_inactive(at).count(), of=count_looked_at, at=at):
        while go_inactive(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    for days in _deadlines():
        while remind(days, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


def foresee_waiting(at: datetime) -> Iterator[Foreseen]:
    """Say which requests would expire, go before the help desk, or be reminded of. Source: ROL-9, LIF-7."""
    for request_id, person_id in to_expire(at).values_list("pk", "person_id").iterator():
        yield Foreseen("expire", f"request {request_id}", person_id)
    ending = to_expire(at).order_by().values("pk")
    for request_id, person_id in to_escalate(at).exclude(pk__in=ending).values_list("pk", "person_id").iterator():
        yield Foreseen("escalate", f"request {request_id}", person_id)
    later: int | None = None
    for days in sorted(rulebook().request.reminded_after_days, reverse=True):
        rows = to_be_reminded_only(days, at, beyond=later).values_list("pk", "person_id")
        for request_id, person_id in rows.iterator():
            yield Foreseen(f"remind-after-{days}-days", f"request {request_id}", person_id)
        later = days


@sweep(END_WAITING, foresees=foresee_waiting)
def end_waiting(*, at: datetime) -> None:
    """End requests that nobody decided, put old ones before the help desk, remind of others. Source: ROL-9, LIF-7."""
    due = list(to_expire(at).values_list("pk", flat=True))
    if goes_on(END_WAITING, due=len(due), of=lambda most: open_requests()[:most].count(), at=at):
        for request_id in due:
            with suppress(Refused):  # somebody has decided meanwhile, or another node was first
                expire_request(request_id, by=SYSTEM, at=at)
    while escalate_requests(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
    for days in sorted(rulebook().request.reminded_after_days, reverse=True):
        while remind_of_requests(days, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


def foresee_continuity(at: datetime) -> Iterator[Foreseen]:
    """Say which organizations would be warned that they lose their last active approver. Source: ORG-9, LIF-7."""
    for places in _some_of(places_in_danger(at)):
        dangers, told = dangers_of(places, at), warned_of(places)
        for (organization, key), threat in dangers.items():
            if ((organization, key), threat.cause, threat.falls_on) not in told:
                yield Foreseen(f"warn-{threat.cause}", f"organization {organization}, {key}", threat.person_id)


@sweep("access.watch_continuity", foresees=foresee_continuity)
def watch_continuity(*, at: datetime) -> None:
    """Warn organizations that lose their last active approver, before they do. Source: ORG-9, LIF-7.

    Reading: nothing is taken from anybody by that, so it never waits for the help desk.
    """
    while end_warnings(at=at) == MOST_ROWS_IN_A_SET:
        pass
    for places in _some_of(places_in_danger(at)):
        warn_places(places, by=SYSTEM, at=at)


def foresee_agreements(at: datetime) -> Iterator[Foreseen]:
    """Say which agreements and proposals would lapse, and of which reviews both sides be told. Source: ORG-8, LIF-7."""
    for deed, rows in (("lapse", to_lapse(at)), ("lapse-proposal", unanswered(at))):
        for agreement_id in rows.values_list("pk", flat=True).iterator():
            yield Foreseen(deed, f"agreement {agreement_id}")
    nearer: int | None = None
    for days in _days_before_reviews():
        for agreement_id in to_be_reviewed(days, at, beyond=nearer).values_list("pk", flat=True).iterator():
            yield Foreseen(f"ask-{days}-days-before", f"agreement {agreement_id}")
        nearer = days


@sweep(REVIEW_AGREEMENTS, foresees=foresee_agreements)
def review_agreements(*, at: datetime) -> None:
    """Ask both sides for reviews in time, and put on record what nobody reviewed or answered. Source: ORG-8, LIF-7.

    Reading: where too many would lapse at once the record waits for the help desk (decision 0026); none of them grants
    for that, for an agreement is judged at its use. A proposal that lapses takes nothing from anybody.
    """
    if goes_on(REVIEW_AGREEMENTS, due=to_lapse(at).count(), of=count_in_force, at=at):
        while lapse_agreements(to_lapse(at), by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    while lapse_agreements(unanswered(at), by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
    for days in _days_before_reviews():
        while ask_for_review(days, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


def _days_before_reviews() -> list[int]:
    """Return the days before a review on which both sides are told of it, the last first."""
    return sorted(rulebook().access.agreement_told_days_before)


def _some_of(places: Iterator[Place]) -> Iterator[list[Place]]:
    while some := list(islice(places, AT_ONCE)):
        yield some


def _deadlines() -> list[int]:
    return sorted(rulebook().access.told_after_days, reverse=True)


def _foreseen(deed: str, clock: AccessClock) -> Foreseen:
    return Foreseen(deed, f"application {clock.application_id}", clock.person_id)


@sweep("access.end_roles_of_closed", foresees=foresee_ends)
def end_roles(*, at: datetime) -> None:
    """End the roles of accounts that were closed. Source: LIF-6, LIF-7."""
    while end_roles_of_closed(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
