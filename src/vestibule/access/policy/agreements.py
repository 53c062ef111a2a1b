"""What two organizations agree on: that a business office serves a provider organization; who may, and until when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from vestibule.access.lifecycle import IN_FORCE, LAPSED, PROPOSED
from vestibule.access.policy.year import began_before
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import AccessRules
from vestibule.organizations.policy.particulars import PROVIDER_OFFICE, THIRD_PARTY_BILLER

DAY = timedelta(days=1)
MOST_A_DAY = 50  # proposals of one organization
MOST_TO_ONE_A_DAY = 3  # of one organization to another, though each is withdrawn before the next

# Why an agreement is ended, as who ends it says.
END_REASONS = ("no_longer_served", "another_office", "closing", "not_trusted", "other")

SAME_KIND = declare_reason(
    "agreement.same_kind",
    gettext_noop("An agreement is between a business office, which bills for others, and a provider office."),
    rule="ORG-8",
    field="organization",
)
NOT_CHOSEN = declare_reason(
    "agreement.not_chosen", gettext_noop("Choose an organization from the list."), rule="ORG-8", field="organization"
)
ALREADY_PROPOSED = declare_reason(
    "agreement.already_proposed",
    gettext_noop("An agreement with this organization is proposed already, and waits for an answer."),
    rule="ORG-8",
    field="organization",
)
ALREADY_IN_FORCE = declare_reason(
    "agreement.already_in_force",
    gettext_noop("An agreement with this organization is in force already."),
    rule="ORG-8",
    field="organization",
)
TOO_MANY = declare_reason(
    "agreement.too_many",
    gettext_noop("This organization has proposed %(most)s agreements within a day. Go on tomorrow."),
    rule="ORG-8",
)
TOO_MANY_TO_ONE = declare_reason(
    "agreement.too_many_to_one",
    gettext_noop("An agreement with this organization was proposed %(most)s times within a day. Go on tomorrow."),
    rule="ORG-8",
    field="organization",
)
NOT_YOURS = declare_reason(
    "agreement.not_yours",
    gettext_noop("The other side answers a proposal; who proposed it can take it back."),
    rule="ORG-8",
)
NOT_PROPOSED_BY_YOU = declare_reason(
    "agreement.not_proposed_by_you",
    gettext_noop("The other side proposed this agreement: your side accepts it or declines it."),
    rule="ORG-8",
)
BOTH_SIDES = declare_reason(
    "agreement.both_sides",
    gettext_noop("You proposed this agreement for the other side, so somebody else has to answer for this one."),
    rule="ORG-8",
)
REVIEWED_BY_PROVIDER = declare_reason(
    "agreement.reviewed_by_provider",
    gettext_noop("The provider organization reviews an agreement, for it is the provider's records that it opens."),
    rule="ORG-8",
)
TOO_EARLY = declare_reason(
    "agreement.too_early",
    gettext_noop("This agreement is to be reviewed by %(day)s; that can be done from %(opens)s on."),
    rule="ORG-8",
)
OVER = declare_reason(
    "agreement.over",
    gettext_noop("Its last day was %(day)s. Either side can propose an agreement anew."),
    rule="ORG-8",
)
WHY_MISSING = declare_reason(
    "agreement.why_missing", gettext_noop("Choose why the agreement ends."), rule="ORG-8", field="why"
)


class Side(StrEnum):
    """One of the two sides of an agreement: who serves, and who is served."""

    OFFICE = "office"
    PROVIDER = "provider"

    @property
    def other(self) -> "Side":
        """The side across."""
        return Side.PROVIDER if self is Side.OFFICE else Side.OFFICE


_SIDES = {THIRD_PARTY_BILLER: Side.OFFICE, PROVIDER_OFFICE: Side.PROVIDER}


@dataclass(frozen=True)
class Days:
    """An agreement's days: the first on which it can be reviewed, and the last on which it counts unless it is."""

    opens: date
    review_by: date


def side_of(organization_kind: str) -> Side:
    """Return the side on which an organization of a kind stands. Source: ORG-8 (APP 10)."""
    return _SIDES[organization_kind]


def kind_across(organization_kind: str) -> str:
    """Return of which kind the organization is with which one of a kind can agree. Source: ORG-8 (APP 10)."""
    across = side_of(organization_kind).other
    return next(kind for kind, side in _SIDES.items() if side is across)


def pair_faults(own_kind: str, other_kind: str) -> list[Reason]:
    """List why two organizations can't have an agreement, by what they are. Source: ORG-8, ORG-1 (APP 10)."""
    return [] if other_kind == kind_across(own_kind) else [SAME_KIND()]


def proposing_faults(open_state: str | None, *, proposed: int, to_one: int) -> list[Reason]:
    """List why no agreement is proposed now: by the open one between the two, and by how many were within a day.

    Source: ORG-8. Reading: a mail can't be taken back, so that a proposal counts though it was withdrawn.
    """
    if open_state is not None:
        return [ALREADY_IN_FORCE() if open_state == IN_FORCE else ALREADY_PROPOSED()]
    if to_one >= MOST_TO_ONE_A_DAY:
        return [TOO_MANY_TO_ONE(most=MOST_TO_ONE_A_DAY)]
    return [TOO_MANY(most=MOST_A_DAY)] if proposed >= MOST_A_DAY else []


def answering_faults(side: Side, *, proposed_by: Side, is_proposer: bool) -> list[Reason]:
    """List why somebody can't answer a proposal for a side; empty means that they may. Source: ORG-8, ROL-7.

    Reading: both sides accept, so it takes two people: whoever decides for both organizations and proposed it for one
    doesn't answer for the other.
    """
    if side is proposed_by:
        return [NOT_YOURS()]
    return [BOTH_SIDES()] if is_proposer else []


def withdrawing_faults(side: Side, *, proposed_by: Side) -> list[Reason]:
    """List why a side can't take a proposal back. Source: ORG-8."""
    return [] if side is proposed_by else [NOT_PROPOSED_BY_YOU()]


def reviewing_faults(side: Side, days: Days, *, today: date) -> list[Reason]:
    """List why an agreement can't be reviewed now, so that it counts for another year. Source: ORG-8.

    Reading: the provider reviews, from whom the agreement grants; the business office is reminded as well, and can ask.
    Not before the first mail that asks for it, and not after its last day.
    """
    if side is not Side.PROVIDER:
        return [REVIEWED_BY_PROVIDER()]
    if today > days.review_by:
        return [OVER(day=days.review_by)]
    return [] if today >= days.opens else [TOO_EARLY(day=days.review_by, opens=days.opens)]


def ending_faults(why: str) -> list[Reason]:
    """List what is wrong with the reason for which an agreement is ended. Source: ORG-8."""
    return [] if why in END_REASONS else [WHY_MISSING()]


def days_of(began: datetime, rules: AccessRules, *, zone: tzinfo) -> Days:
    """Return the days of an agreement whose year began then: with its acceptance, or its last review. Source: ORG-8.

    Reading: days on the calendar of the installation, as those of certifications (decision 0028): 365 of them, and the
    last one counts to its end.
    """
    last = began.astimezone(zone).date() + timedelta(days=rules.agreement_reviewed_every_days)
    return Days(last - timedelta(days=max(rules.agreement_told_days_before, default=0)), last)


def answer_by(proposed_at: datetime, rules: AccessRules, *, zone: tzinfo) -> date:
    """Return the last day on which a proposal can be answered. Source: ORG-8."""
    return proposed_at.astimezone(zone).date() + timedelta(days=rules.agreement_answered_within_days)


def out_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began of agreements that nobody reviewed in time. Source: ORG-8."""
    return began_before(rules.agreement_reviewed_every_days + 1, at=at, zone=zone)


def unanswered_before(rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which proposals were made that nobody answered in time. Source: ORG-8."""
    return began_before(rules.agreement_answered_within_days + 1, at=at, zone=zone)


def due_within(days: int, rules: AccessRules, *, at: datetime, zone: tzinfo) -> datetime:
    """Return the moment before which years began of agreements to be reviewed in so many days, or fewer."""
    return began_before(rules.agreement_reviewed_every_days - days, at=at, zone=zone)


def stands(state: str, since: datetime, rules: AccessRules, *, at: datetime, zone: tzinfo) -> str:
    """Return the state of an agreement at this moment: lapsed at midnight, whether or not a sweep has put it on record.

    Source: ORG-8. ``since`` is when it was proposed, or when its year began.
    """
    lapses = {PROPOSED: unanswered_before, IN_FORCE: out_before}.get(state)
    return LAPSED if lapses and since < lapses(rules, at=at, zone=zone) else state
