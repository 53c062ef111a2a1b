"""Many roles certified at once: each by its own deed, and for each it is said what came of it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from vestibule.access.reviewing import name_for_reviewer
from vestibule.kernel.reasons import NotFound, Reason, Refused, declare_reason, gettext_noop
from vestibule.recertification.actions import keep_role, remove_role
from vestibule.web.approvals.many import MOST_AT_ONCE, each_once
from vestibule.web.visit import Visit

KEEP, REMOVE = "keep", "remove"

NONE_TICKED = declare_reason(
    "certification.none_ticked", gettext_noop("Tick the roles that you want to decide on."), rule="LIF-3"
)
TOO_MANY_TICKED = declare_reason(
    "certification.too_many_ticked", gettext_noop("Decide on at most %(most)s roles at once."), rule="LIF-3"
)


@dataclass(frozen=True)
class Outcome:
    """What came of one role: ``done`` is what was done, or nothing; of one that isn't there nothing is told."""

    done: str = ""
    reasons: tuple[Reason, ...] = ()
    person: str = field(default="", repr=False)
    role: str = ""


def ticked_faults(ids: Iterable[str]) -> list[Reason]:
    """List why what was ticked can't be decided on at once. Source: LIF-3."""
    count = len(each_once(ids))
    if count > MOST_AT_ONCE:
        return [TOO_MANY_TICKED(most=MOST_AT_ONCE)]
    return [] if count else [NONE_TICKED()]


def decide_on_all(
    request: Visit, ids: Iterable[str], looked_at: Collection[str], move: str, reason: str
) -> list[Outcome]:
    """Keep or remove each of some roles, in their order. Source: LIF-3, ROL-7 (APP 0).

    Reading: each is judged and done by itself, so that one that isn't one's own to certify, or that somebody else was
    first with, keeps no other from being decided; it is said of each.
    """
    by, at = request.actor, request.at
    deeds: dict[str, Callable[[UUID, bool], object]] = {
        KEEP: lambda grant_id, looked: keep_role(grant_id, looked_at=looked, by=by, at=at),
        REMOVE: lambda grant_id, looked: remove_role(grant_id, reason=reason, looked_at=looked, by=by, at=at),
    }
    return [_outcome(request, text, move, deeds[move], text in looked_at) for text in ids]


def _outcome(request: Visit, text: str, move: str, deed: Callable[[UUID, bool], object], looked: bool) -> Outcome:
    try:
        grant_id = UUID(text)
    except ValueError:
        return Outcome()
    try:
        deed(grant_id, looked)
    except NotFound:
        return Outcome()
    except Refused as refused:
        return Outcome("", tuple(refused.reasons), *name_for_reviewer(grant_id, request.person_id, at=request.at))
    return Outcome(move, (), *name_for_reviewer(grant_id, request.person_id, at=request.at))
