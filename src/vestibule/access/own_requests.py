"""Reads of one's own requests: where each stands, who has the next step, and how long that usually takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from vestibule.access import lifecycle
from vestibule.access.ages import last_day
from vestibule.access.models import ApplicationUse, RoleRequest
from vestibule.access.policy.catalog import BY_DESK, BY_ORGANIZATION
from vestibule.access.policy.next_step import NextStep, next_step
from vestibule.access.policy.progress import ENOUGH_TO_SAY, Stage, progress_line
from vestibule.access.queries import BY_APPROVER, HAS_DECIDERS, Proposal, RequestCard, requests_by_id
from vestibule.organizations.queries import OrganizationCard, organization_cards
from vestibule.storage.compiled import compiled
from vestibule.storage.pages import Page, page_of

USUAL_SINCE = timedelta(days=90)
MOST_COMPARED = 200  # the newest: a median needs no more, and a page reads no more
MOST_UNDER_WAY = 10

# One's own turn first, then what waits for others, then what is over.
_TURN = Case(
    *(When(state=state, then=Value(turn)) for turn, state in enumerate(lifecycle.UNDER_WAY)),
    default=Value(len(lifecycle.UNDER_WAY)),
)

_DECIDERS = {NextStep.HELP_DESK: BY_DESK, NextStep.APPROVER: BY_ORGANIZATION}


@dataclass(frozen=True)
class OwnRequest:
    """A request with its line of progress, since when it stands as it does, and how long that usually takes."""

    asked: RequestCard
    line: tuple[Stage, ...]
    since: datetime
    usually: timedelta | None
    is_settled: bool
    expires_on: date | None  # the last day on which it can be decided, or confirmed


@dataclass(frozen=True)
class UnderWay:
    """A request that somebody has begun or waits for, as the self-service page lists it."""

    state: str
    application_name: str
    role_name: str
    organization: OrganizationCard | None
    next_step: NextStep
    proposed: Proposal | None


def requests_of(person_id: UUID, *, at: datetime, number: int = 1) -> Page[OwnRequest]:
    """Return a page of somebody's requests: their own turn first, what is decided last, the newest first.

    Source: ROL-13. Reading: the ids of a page are looked up before its rows, so that however many there are no more is
    read or unsealed than is shown.
    """
    known = RoleRequest.objects.filter(person_id=person_id).order_by(_TURN, "-created_at", "-pk")
    return page_of(known.values_list("pk", flat=True), number).of(lambda ids: _own(person_id, ids, at=at))


def requests_under_way(person_id: UUID) -> list[UnderWay]:
    """Return what somebody has begun or waits for, one's own turn first; no more is read than is shown.

    Source: ROL-13. Reading: the self-service page names the first ten, and one more says that there are others.
    """
    rows = _first_under_way(person_id)
    organizations = organization_cards(place for row in rows for place in (row[3], row[8]) if place) if rows else {}
    return [
        UnderWay(
            state,
            name or "",
            role or "",
            organizations.get(where),
            next_step(state, approved_by=approved_by, has_deciders=has_deciders, escalated=escalated_at is not None),
            Proposal(key, instead, organizations.get(there), by_desk=not by_approver)
            if state == lifecycle.CORRECTED
            else None,
        )
        for state, name, role, where, approved_by, has_deciders, key, instead, there, by_approver, escalated_at in rows
    ]


@compiled
def _first_under_way(person_id: UUID) -> "QuerySet[RoleRequest, tuple[Any, ...]]":
    known = RoleRequest.objects.filter(person_id=person_id, state__in=lifecycle.UNDER_WAY)
    columns = (
        *("state", "application__name", "role__name", "organization_id", "role__approved_by", "has_deciders"),
        *("proposed_role_id", "proposed_role__name", "proposed_organization_id", "by_approver", "escalated_at"),
    )
    ordered = known.order_by(_TURN, "-created_at", "-pk").annotate(has_deciders=HAS_DECIDERS, by_approver=BY_APPROVER)
    return ordered.values_list(*columns)[: MOST_UNDER_WAY + 1]


def usually_takes(approved_by: str, *, at: datetime) -> timedelta | None:
    """Return how long requests with a kind of decider usually waited for their decision of late, if enough have.

    Source: ROL-13. Reading: the median of the newest decided within 90 days, from five on; what was taken back says
    nothing of a decider.
    """
    decided = RoleRequest.objects.filter(
        state__in=(lifecycle.APPROVED, lifecycle.DENIED),
        role__approved_by=approved_by,
        settled_at__gte=at - USUAL_SINCE,
    )
    times = decided.order_by("-settled_at").values_list("submitted_at", "settled_at")[:MOST_COMPARED]
    waited = [(settled - submitted).total_seconds() for submitted, settled in times if submitted and settled]
    return timedelta(seconds=median(waited)) if len(waited) >= ENOUGH_TO_SAY else None


def _own(person_id: UUID, request_ids: Iterable[UUID], *, at: datetime) -> list[OwnRequest]:
    known = requests_by_id(request_ids)
    used = _last_used(person_id) if any(asked.state == lifecycle.APPROVED for asked in known) else {}
    turns = {asked.next_step for asked in known} & set(_DECIDERS)
    usual = {turn: usually_takes(_DECIDERS[turn], at=at) for turn in turns}
    return [
        OwnRequest(
            asked,
            progress_line(asked.state, has_signed_in=_has_signed_in(asked, used)),
            _since(asked),
            usual.get(asked.next_step),
            asked.state not in lifecycle.UNDER_WAY,
            last_day(asked),
        )
        for asked in known
    ]


def _last_used(person_id: UUID) -> dict[str, datetime]:
    return dict(ApplicationUse.objects.filter(person_id=person_id).values_list("application_id", "signed_in_at"))


def _has_signed_in(asked: RequestCard, used: dict[str, datetime]) -> bool:
    """Say whether somebody has signed in to the application since a role was granted: their last sign-in tells."""
    last = used.get(asked.application_key or "")
    return asked.settled_at is not None and last is not None and last >= asked.settled_at


def _since(asked: RequestCard) -> datetime:
    corrected_at = asked.proposed.at if asked.proposed else None
    return asked.settled_at or corrected_at or asked.submitted_at or asked.created_at
