"""Looking at another's story: who may, for which reason, and how long a look stays open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

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


ENDS_BEFORE_IT_BEGINS = declare_reason(
    "look.ends_before_it_begins", gettext_noop("The last day comes before the first."), rule="AUD-1", field="until"
)


@dataclass(frozen=True)
class RecordSearch:
    """What is looked for in the record: from which room, about or by whom, which organization's, on which days."""

    room: str = ""
    person_id: UUID | None = None
    organization_id: UUID | None = None
    since: date | None = None
    until: date | None = None


def record_look_faults(search: RecordSearch, reason: str, *, by: UUID, rules: RequestRules) -> list[Reason]:
    """List why somebody at the help desk can't look through the record so, with the reason they give.

    Source: AUD-1, HLP-2. Reading: as with stories, nobody looks for themself; what is about them is left out besides.
    """
    faults = look_faults(reason, own=search.person_id == by, rules=rules)
    if search.since and search.until and search.until < search.since:
        faults.append(ENDS_BEFORE_IT_BEGINS())
    return faults


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
