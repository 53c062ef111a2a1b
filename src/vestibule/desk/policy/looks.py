"""Looking at another's story: who may, for which reason, and how long a look stays open."""

from datetime import datetime, timedelta

from vestibule.desk.policy.reasons import reason_faults
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


def look_faults(reason: str, *, own: bool, rules: RequestRules) -> list[Reason]:
    """List why somebody at the help desk can't look at a story, with the reason they give.

    Source: HLP-2, AUD-1.
    """
    faults = [OWN_STORY()] if own else []
    return [*faults, *reason_faults(reason, rules)]


def opened_since(at: datetime) -> datetime:
    """Return the moment after which a look must have been opened to be open now.

    Source: AUD-1. Reading: an hour; who looks on says again why.
    """
    return at - LOOK_LASTS
