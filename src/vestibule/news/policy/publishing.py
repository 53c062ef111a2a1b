"""What kinds of announcements there are, whom they may concern, and what a preview promises."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import NewsRules
from vestibule.news.policy.content import Content

OUTAGE = "outage"
KINDS: Mapping[str, str] = {
    "change": gettext_noop("Change"),
    "enhancement": gettext_noop("Enhancement"),
    OUTAGE: gettext_noop("Outage"),
}
EVERYBODY = "everybody"
APPLICATION, ROLE, STATE, LINE = "application", "role", "state", "line"

# Where somebody who joins eNews is, and the state or territory of an announcement's audience.
LOCATIONS: Mapping[str, str] = {
    "FL": gettext_noop("Florida"),
    "PR": gettext_noop("Puerto Rico"),
    "USVI": gettext_noop("U.S. Virgin Islands"),
}
LOCATION_OF = {"FL": "FL", "PR": "PR", "VI": "USVI"}
BOTH = "both"
LINES: Mapping[str, str] = {
    "part_a": gettext_noop("Part A"),
    "part_b": gettext_noop("Part B"),
    BOTH: gettext_noop("Part A and Part B"),
}

NOT_FOR_ENEWS = declare_reason(
    "news.not_for_enews",
    gettext_noop("eNews goes to visitors, who hold no roles: choose everybody, or one of the three places of eNews."),
    rule="NEW-2",
    field="audience",
)
LINE_UNKNOWN = declare_reason(
    "news.line_unknown", gettext_noop("Choose Part A, Part B, or both."), rule="NEW-2", field="line"
)
LOCATION_UNKNOWN = declare_reason(
    "news.location_unknown", gettext_noop("Choose where you are."), rule="NEW-2", field="location"
)
ASKED_OFTEN = declare_reason(
    "news.asked_often",
    gettext_noop("Too many have asked from your network within the hour. Please try again later."),
    rule="NEW-2",
)
KIND_UNKNOWN = declare_reason(
    "news.kind_unknown", gettext_noop("Choose a change, an enhancement or an outage."), rule="NEW-2", field="kind"
)
AUDIENCE_UNKNOWN = declare_reason(
    "news.audience_unknown", gettext_noop("Choose whom it concerns."), rule="NEW-2", field="audience"
)
NOT_AS_SEEN = declare_reason(
    "news.not_as_seen",
    gettext_noop("It was changed since you looked at it. Look at it again, and publish what you see."),
    rule="NEW-2",
)
REACHES_MORE = declare_reason(
    "news.reaches_more",
    gettext_noop("It concerns %(now)s people now, and you were shown %(seen)s. Look at it again."),
    rule="NEW-2",
)


def joining_faults(location: str, line: str) -> list[Reason]:
    """List what is wrong with what somebody says who joins eNews, their address aside. Source: NEW-2."""
    faults = [] if location in LOCATIONS else [LOCATION_UNKNOWN()]
    return faults if line in LINES else [*faults, LINE_UNKNOWN()]


def audience_code(kind: str, key: str) -> str:
    """Return the code of an audience: ``application:spot``. Source: NEW-2."""
    return f"{kind}:{key}"


def choice_faults(kind: str, audience: str, known: Collection[str]) -> list[Reason]:
    """List what is wrong with an announcement's kind and audience. Source: NEW-2."""
    faults = [] if kind in KINDS else [KIND_UNKNOWN()]
    return faults if audience in known else [*faults, AUDIENCE_UNKNOWN()]


def enews_faults(audience: str, line: str) -> list[Reason]:
    """List why an announcement can't be an issue of eNews.

    Source: NEW-2. Reading: who joins it says where they are and in which line of business, and holds nothing.
    """
    kind, _, key = audience.partition(":")
    faults = [] if audience == EVERYBODY or (kind == STATE and key in LOCATION_OF) else [NOT_FOR_ENEWS()]
    return faults if line in LINES else [*faults, LINE_UNKNOWN()]


def is_service(kind: str, audience: str) -> bool:
    """Say whether a mail is about an outage of what somebody uses, which nobody is unsubscribed from.

    Source: NEW-2. Reading: of an application or a role that they hold; one to everybody, or to a state, may be of
    something they never use.
    """
    return kind == OUTAGE and audience.partition(":")[0] in {APPLICATION, ROLE}


def fingerprint(content: Content) -> str:
    """Return the digest of all that an announcement says, to whom and when, by which a preview is known again."""
    return hashlib.sha256(json.dumps(content.stored(), sort_keys=True, default=datetime.isoformat).encode()).hexdigest()


def preview_faults(*, seen: str, now: str, reach_seen: int, reach: int, rules: NewsRules) -> list[Reason]:
    """List why what was looked at isn't what would be published.

    Source: NEW-2. Reading: not a letter may differ; the number of people may, for they come and go, but not by more
    than a few or so many percent.
    """
    if seen != now:
        return [NOT_AS_SEEN()]
    more = reach - reach_seen
    too_many = more > rules.few_more and more * 100 > reach_seen * rules.most_more_percent
    return [REACHES_MORE(now=reach, seen=reach_seen)] if too_many else []
