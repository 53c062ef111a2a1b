"""Many requests decided at once: each by its own deed, and for each it is said what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from vestibule.access.actions import approve_request, deny_request
from vestibule.access.queries import visible_request
from vestibule.accounts.queries import person_card
from vestibule.kernel.reasons import NotFound, Reason, Refused, declare_reason, gettext_noop
from vestibule.web.visit import Visit

MOST_AT_ONCE = 100
APPROVE, DENY = "approve", "deny"

NONE_TICKED = declare_reason(
    "request.none_ticked", gettext_noop("Tick the requests that you want to decide on."), rule="ROL-8"
)
TOO_MANY_TICKED = declare_reason(
    "request.too_many_ticked", gettext_noop("Decide on at most %(most)s requests at once."), rule="ROL-8"
)


@dataclass(frozen=True)
class Outcome:
    """What came of one request: ``done`` is what was done, or nothing; of one that isn't there nothing is told."""

    done: str = ""
    reasons: tuple[Reason, ...] = ()
    person: str = field(default="", repr=False)
    confirmation: str = ""


def each_once(ids: Iterable[str]) -> list[str]:
    """Return what was ticked in its order, each once however its id is written. Source: ROL-8."""
    return list(dict.fromkeys(str(_id(text) or text) for text in ids))


def ticked_faults(ids: Iterable[str]) -> list[Reason]:
    """List why what was ticked can't be decided on at once. Source: ROL-8."""
    count = len(each_once(ids))
    if count > MOST_AT_ONCE:
        return [TOO_MANY_TICKED(most=MOST_AT_ONCE)]
    return [] if count else [NONE_TICKED()]


def decide_on_all(request: Visit, ids: Iterable[str], move: str, reason: str) -> list[Outcome]:
    """Approve or deny each of some requests, in their order and each once. Source: ROL-7, ROL-8 (ADD 11).

    Reading: each is judged and done by itself, so that one that isn't one's own, or that somebody else was first with,
    keeps no other from being decided; it is said of each. What isn't one's to see is the same as what isn't there.
    """
    deeds: dict[str, Callable[[UUID], object]] = {
        APPROVE: lambda request_id: approve_request(request_id, by=request.actor, at=request.at),
        DENY: lambda request_id: deny_request(request_id, reason=reason, by=request.actor, at=request.at),
    }
    return [_outcome(request, text, move, deeds[move]) for text in each_once(ids)]


def _outcome(request: Visit, text: str, move: str, deed: Callable[[UUID], object]) -> Outcome:
    request_id = _id(text)
    if request_id is None:
        return Outcome()
    try:
        deed(request_id)
    except NotFound:
        return Outcome()
    except Refused as refused:
        return _named(request, request_id, "", tuple(refused.reasons))
    return _named(request, request_id, move, ())


def _named(request: Visit, request_id: UUID, done: str, reasons: tuple[Reason, ...]) -> Outcome:
    try:
        asked = visible_request(request_id, to=request.actor, at=request.at)
    except (NotFound, Refused):  # the right to it has ended, or sleeps
        return Outcome(done, reasons)
    return Outcome(done, reasons, person_card(asked.person_id).full_name, asked.confirmation)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
