"""The line of progress of a request: what is done, what is now, what is still to come."""

from dataclasses import dataclass
from enum import StrEnum

from vestibule.access import lifecycle

ENOUGH_TO_SAY = 5  # so many decided requests before a page says how long it usually takes


class Step(StrEnum):
    """The steps from the form to the application."""

    FORM = "form"
    SUBMITTED = "submitted"
    DECISION = "decision"
    SIGN_IN = "sign_in"


class Standing(StrEnum):
    """Where a step stands; a line that has ended has nothing after it."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    ENDED = "ended"


@dataclass(frozen=True)
class Stage:
    """A step, and where it stands."""

    step: Step
    standing: Standing


_NOW = {
    lifecycle.DRAFT: Step.FORM,
    lifecycle.SUBMITTED: Step.DECISION,
    lifecycle.CORRECTED: Step.DECISION,
    lifecycle.APPROVED: Step.SIGN_IN,
}
_DENIED = {Step.FORM: Standing.DONE, Step.SUBMITTED: Standing.DONE, Step.DECISION: Standing.ENDED}


def progress_line(state: str, *, has_signed_in: bool) -> tuple[Stage, ...]:
    """Return how far a request has come, from the form to the first sign-in to its application. Source: ROL-13.

    Reading: a corrected request waits before its decision; the first sign-in is the first since the role was granted;
    what was denied or taken back goes no further.
    """
    steps = list(Step)
    if state == lifecycle.CANCELLED:
        return ()
    if state in (lifecycle.DENIED, lifecycle.EXPIRED):
        return tuple(Stage(step, _DENIED[step]) for step in steps if step in _DENIED)
    now = len(steps) if state == lifecycle.APPROVED and has_signed_in else steps.index(_NOW[state])
    return tuple(Stage(step, _standing(place, now)) for place, step in enumerate(steps))


def _standing(place: int, now: int) -> Standing:
    if place == now:
        return Standing.NOW
    return Standing.DONE if place < now else Standing.LATER
