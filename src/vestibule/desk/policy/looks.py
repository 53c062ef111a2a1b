"""Looking at another's story: who may, for which reason, and how long a look stays open."""

from datetime import datetime, timedelta

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import RequestRules

LOOK_LASTS = timedelta(hours=1)

PERSON = "person"
ORGANIZATION = "organization"

OWN_STORY = declare_reason(
    "look.own_story",
    gettext_noop("Nobody looks at their own story here: what is held about you is in My Profile."),
    rule="HLP-2",
)
REASON_TOO_SHORT = declare_reason(
    "look.reason_too_short",
    gettext_noop("Give a reason of at least %(least)s characters."),
    rule="HLP-2",
    field="reason",
)
REASON_TOO_LONG = declare_reason(
    "look.reason_too_long",
    gettext_noop("Keep the reason to %(most)s characters; these are %(count)s."),
    rule="HLP-2",
    field="reason",
)


def look_faults(reason: str, *, own: bool, rules: RequestRules) -> list[Reason]:
    """List why somebody at the help desk can't look at a story, with the reason they give.

    Source: HLP-2, AUD-1. Reading: a reason keeps to the lengths of a request's.
    """
    faults = [OWN_STORY()] if own else []
    if len(reason) < rules.reason_least:
        faults.append(REASON_TOO_SHORT(least=rules.reason_least))
    elif len(reason) > rules.reason_most:
        faults.append(REASON_TOO_LONG(most=rules.reason_most, count=len(reason)))
    return faults


def opened_since(at: datetime) -> datetime:
    """Return the moment after which a look must have been opened to be open now.

    Source: AUD-1. Reading: an hour; who looks on says again why.
    """
    return at - LOOK_LASTS
