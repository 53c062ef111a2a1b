"""Reads of what waits for too long: how old requests are, and which are due for what."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import get_default_timezone

from vestibule.access import lifecycle
from vestibule.access.models import RoleRequest
from vestibule.access.policy.catalog import BY_ORGANIZATION
from vestibule.access.policy.waiting import asked_by, days_waited, expires_on
from vestibule.access.queries import HAS_DECIDERS, RequestCard
from vestibule.kernel.rulebook import rulebook

_HERE = get_default_timezone()
_SINCE = Coalesce("corrected_at", "submitted_at")  # since when it is whose turn it is


def last_day(asked: RequestCard) -> date | None:
    """Return the last day on which a request that waits can be decided, or its correction confirmed. Source: ROL-9."""
    since = _since(asked)
    return expires_on(_day(since), rulebook().request) if since else None


def age(asked: RequestCard, *, at: datetime) -> int:
    """Return for how many days a request has waited. Source: ROL-9."""
    since = _since(asked)
    return days_waited(_day(since), _day(at), rulebook().request) if since else 0


def open_requests() -> "QuerySet[RoleRequest]":
    """Return the requests that wait for a decision, or for their requester to confirm. Source: ROL-9."""
    return RoleRequest.objects.filter(state__in=(lifecycle.SUBMITTED, lifecycle.CORRECTED))


def to_be_reminded_of(days: int, at: datetime) -> "QuerySet[RoleRequest]":
    """Return the requests of whose waiting those are to be reminded whose turn it is. Source: ROL-9, LIF-7.

    Reading: the organization's approvers and backups, or the requester who is to confirm; the help desk sees the age of
    what is its own in its queue.
    """
    theirs = Q(state=lifecycle.CORRECTED) | Q(HAS_DECIDERS, role__approved_by=BY_ORGANIZATION, escalated_at=None)
    not_told = Q(told_days=None) | Q(told_days__lt=days)
    return _waiting(days, at).filter(theirs, not_told).exclude(pk__in=to_expire(at).values("pk"))


def to_be_reminded_only(days: int, at: datetime, *, beyond: int | None) -> "QuerySet[RoleRequest]":
    """Return the requests of which a sweep reminds at this deadline, and does nothing else. Source: ROL-9, LIF-7.

    Reading: what goes before the help desk in the same sweep is nobody else's to be reminded of. ``beyond`` leaves out
    those that have waited for as long as a later deadline, of which those whose turn it is are told or were.
    """
    before_desk = Q(state=lifecycle.SUBMITTED, since__lt=_turn_before(rulebook().request.desk_after_days, at))
    rows = to_be_reminded_of(days, at).alias(since=_SINCE).exclude(before_desk)
    return rows if beyond is None else rows.filter(since__gte=_turn_before(beyond, at))


def to_escalate(at: datetime) -> "QuerySet[RoleRequest]":
    """Return the requests that have waited for their organization for too long. Source: ROL-9."""
    theirs = Q(state=lifecycle.SUBMITTED, role__approved_by=BY_ORGANIZATION, escalated_at=None)
    return _waiting(rulebook().request.desk_after_days, at).filter(theirs)


def to_expire(at: datetime) -> "QuerySet[RoleRequest]":
    """Return the requests that nobody decided in time, or whose correction nobody confirmed. Source: ROL-9."""
    return _waiting(rulebook().request.expires_after_days + 1, at)


def _waiting(days: int, at: datetime) -> "QuerySet[RoleRequest]":
    """Return the requests that have waited for so many days, or more."""
    began = open_requests().annotate(turn_since=_SINCE)
    return began.filter(turn_since__lt=_turn_before(days, at)).order_by("submitted_at", "pk")


def _turn_before(days: int, at: datetime) -> datetime:
    """Return before which moment it was whose turn it is, of what has waited for so many days."""
    last = asked_by(days, _day(at), rulebook().request) + timedelta(days=1)
    return datetime.combine(last, time.min, _HERE)


def _since(asked: RequestCard) -> datetime | None:
    if asked.state == lifecycle.CORRECTED and asked.proposed:
        return asked.proposed.at
    return asked.submitted_at if asked.state == lifecycle.SUBMITTED else None


def _day(moment: datetime) -> date:
    return moment.astimezone(_HERE).date()
