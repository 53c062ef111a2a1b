"""Signs that several people use one account: a score over sign-ins, each sign with its weight and a plain reason. Pure.

A score decides nothing: it says what is worth a look, and a person at the help desk decides.
"""

import ipaddress
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.kernel.reasons import Reason, ReasonKind, declare_reason, gettext_noop
from vestibule.kernel.rulebook import SharingRules

FAR_APART, MANY_BROWSERS, ALTERNATING, SAME_FACTOR = "far_apart", "many_browsers", "alternating", "same_factor"

SAYS_FAR_APART = declare_reason(
    "sharing.far_apart",
    gettext_noop("Two sessions were in use at the same time in networks far apart (%(count)s times)."),
    rule="ACC-12",
)
SAYS_MANY_BROWSERS = declare_reason(
    "sharing.many_browsers",
    gettext_noop("%(count)s different browsers signed in within %(days)s days."),
    rule="ACC-12",
)
SAYS_ALTERNATING = declare_reason(
    "sharing.alternating",
    gettext_noop("Sign-ins went from one browser to another and back within %(minutes)s minutes (%(count)s times)."),
    rule="ACC-12",
)
SAYS_SAME_FACTOR = declare_reason(
    "sharing.same_factor",
    gettext_noop("A second factor of this account is one of %(count)s other accounts as well."),
    rule="ACC-12",
)
NOT_WORTH_IT = declare_reason(
    "sharing.not_worth_it", gettext_noop("There is nothing to look at, or it is looked at already."), rule="ACC-12"
)
OWN_SHARING = declare_reason(
    "sharing.own", gettext_noop("Nobody decides about their own account: leave it to a colleague."), rule="HLP-2"
)

# What a sign weighs when it is seen once, and for each time more, up to a most. The threshold is the rulebook's.
_WEIGHTS = {FAR_APART: (40, 10, 60), MANY_BROWSERS: (20, 5, 40), ALTERNATING: (30, 15, 60), SAME_FACTOR: (50, 10, 70)}
_SAME_NETWORK = {4: 16, 6: 32}  # bits of an address that are the same where two are near


@dataclass(frozen=True)
class Use:
    """A session as the score sees it: in which browser, from which address, from when to when it was in use."""

    browser: str
    address: str | None
    began: datetime
    seen: datetime


@dataclass(frozen=True)
class Sign:
    """One sign of sharing: what it is, what it weighs, and why, in plain words."""

    kind: str
    weight: int
    reason: Reason


@dataclass(frozen=True)
class Score:
    """All signs of an account, the heaviest first."""

    signs: tuple[Sign, ...]

    @property
    def points(self) -> int:
        """What all signs weigh together."""
        return sum(sign.weight for sign in self.signs)


def sharing_score(uses: Sequence[Use], *, others_with_factor: int, rules: SharingRules) -> Score:
    """Return what speaks for an account's being shared, with what each sign weighs.

    Source: ACC-12. Reading: none of it is proof. A laptop and a phone on two networks are one person on the way, and so
    weigh less than the threshold by themselves.
    """
    found = [
        _sign(FAR_APART, far_apart(uses), SAYS_FAR_APART),
        _many_browsers(uses, rules),
        _sign(ALTERNATING, alternations(uses, rules), SAYS_ALTERNATING, minutes=rules.alternating_minutes),
        _sign(SAME_FACTOR, others_with_factor, SAYS_SAME_FACTOR),
    ]
    return Score(tuple(sorted((sign for sign in found if sign), key=lambda sign: -sign.weight)))


def far_apart(uses: Sequence[Use]) -> int:
    """Count the pairs of sessions in use at the same time, in different browsers, from networks that aren't near.

    Source: ACC-12. Reading: near is the same first 16 bits of an IPv4 address, 32 of an IPv6 one; an address of the one
    kind and one of the other tell nothing, for one line has both.
    """
    ordered = sorted(uses, key=lambda use: use.began)
    count = 0
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.began > one.seen:
                break
            count += one.browser != other.browser and _are_apart(one.address, other.address)
    return count


def alternations(uses: Sequence[Use], rules: SharingRules) -> int:
    """Count how often sign-ins went to another browser and back within minutes. Source: ACC-12."""
    ordered = sorted(uses, key=lambda use: use.began)
    within = timedelta(minutes=rules.alternating_minutes)
    threes = zip(ordered, ordered[1:], ordered[2:], strict=False)
    return sum(
        first.browser == third.browser != second.browser and third.began - first.began <= within
        for first, second, third in threes
    )


def most_browsers(uses: Iterable[Use], rules: SharingRules) -> int:
    """Return the most different browsers that signed in within some days of one another. Source: ACC-12."""
    ordered = sorted(uses, key=lambda use: use.began)
    within = timedelta(days=rules.browser_days)
    return max(
        (len({use.browser for use in ordered if one.began <= use.began < one.began + within}) for one in ordered),
        default=0,
    )


def own_sharing_faults(person_id: UUID, *, by: UUID | None) -> list[Reason]:
    """List why somebody has no say about an account. Source: HLP-2 (nobody helps themself)."""
    return [OWN_SHARING()] if by is None or by == person_id else []


def is_worth_a_look(score: Score, rules: SharingRules) -> bool:
    """Say whether the help desk is to look at an account. Source: ACC-12."""
    return score.points >= rules.threshold


def _many_browsers(uses: Collection[Use], rules: SharingRules) -> Sign | None:
    count = most_browsers(uses, rules)
    if count < rules.many_browsers:
        return None
    weight = _weight(MANY_BROWSERS, count - rules.many_browsers + 1)
    return Sign(MANY_BROWSERS, weight, SAYS_MANY_BROWSERS(count=count, days=rules.browser_days))


def _sign(kind: str, count: int, says: ReasonKind, **values: int) -> Sign | None:
    return Sign(kind, _weight(kind, count), says(count=count, **values)) if count else None


def _weight(kind: str, count: int) -> int:
    first, further, most = _WEIGHTS[kind]
    return min(first + further * (count - 1), most)


def _are_apart(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    first, second = ipaddress.ip_address(one), ipaddress.ip_address(other)
    if first.version != second.version:
        return False
    bits = first.max_prefixlen - _SAME_NETWORK[first.version]
    return int(first) >> bits != int(second) >> bits
