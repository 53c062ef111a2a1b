"""The reason that somebody at the help desk gives for a look or a deed."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import RequestRules

REASON_TOO_SHORT = declare_reason(
    "desk.reason_too_short",
    gettext_noop("Give a reason of at least %(least)s characters."),
    rule="HLP-2",
    field="reason",
)
REASON_TOO_LONG = declare_reason(
    "desk.reason_too_long",
    gettext_noop("Keep the reason to %(most)s characters; these are %(count)s."),
    rule="HLP-2",
    field="reason",
)


def reason_faults(reason: str, rules: RequestRules) -> list[Reason]:
    """List what is wrong with a reason, brought into one line before.

    Source: HLP-2, AUD-1. Reading: it keeps to the lengths of a request's.
    """
    if len(reason) < rules.reason_least:
        return [REASON_TOO_SHORT(least=rules.reason_least)]
    if len(reason) > rules.reason_most:
        return [REASON_TOO_LONG(most=rules.reason_most, count=len(reason))]
    return []
