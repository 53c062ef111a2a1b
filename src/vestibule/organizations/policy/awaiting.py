"""Waiting for an organization that doesn't exist yet: for which name, how long, and when it is there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from rapidfuzz import fuzz, process

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.organizations.policy.search import least_likeness, search_faults

AWAITED_FOR = timedelta(days=180)
MOST_AWAITED = 10  # by one person
MEANT = 80  # of 100: every typed word stands in the name, but for a letter
_WORTH_COMPARING = 75

TOO_MANY_AWAITED = declare_reason(
    "organization.too_many_awaited",
    gettext_noop("You wait for %(most)s organizations already. Stop waiting for one of them first."),
    rule="ORG-5",
)


def awaiting_faults(name: str, state: str, *, awaited: int) -> list[Reason]:
    """List why somebody can't wait for an organization of this name. Source: ORG-5."""
    return search_faults(name, state) or ([TOO_MANY_AWAITED(most=MOST_AWAITED)] if awaited >= MOST_AWAITED else [])


def awaited_since(at: datetime) -> datetime:
    """Return the moment after which somebody must have begun to wait to be told now. Source: ORG-5."""
    return at - AWAITED_FOR


def meant_by(name: str, awaited: Mapping[UUID, str]) -> list[UUID]:
    """Return which of the awaited names mean this one, all of them folded.

    Source: ORG-5. Reading: as a search would find it, but surer, for there is one mail: the typed words stand in the
    name, in any order, a letter wrong at most.
    """
    close = process.extract(
        name, awaited, scorer=fuzz.partial_token_sort_ratio, score_cutoff=_WORTH_COMPARING, limit=None
    )
    return [key for typed, _, key in close if least_likeness(typed, name) >= MEANT]
