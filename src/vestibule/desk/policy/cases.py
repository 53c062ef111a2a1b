"""Who may claim, release and deal with which case."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from vestibule.desk.policy.staff import SUPERVISOR
from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

FORM = "form"
REQUEST = "request"
PROOFING = "proofing"
LOSS = "loss"
DUPLICATE = "duplicate"
SHARING = "sharing"
SWEEP = "sweep"
CERTIFICATION = "certification"

KINDS = {
    FORM: gettext_noop("Organization forms"),
    REQUEST: gettext_noop("Role requests"),
    PROOFING: gettext_noop("Identity verification"),
    LOSS: gettext_noop("Lost devices"),
    DUPLICATE: gettext_noop("Suspected duplicates"),
    SHARING: gettext_noop("Suspected sharing"),
    SWEEP: gettext_noop("Sweeps that stopped"),
    CERTIFICATION: gettext_noop("Annual role certifications"),
}

OWN_CASE = declare_reason(
    "case.own", gettext_noop("Nobody works on their own case: a colleague takes it."), rule="HLP-2"
)
CLAIMED = declare_reason("case.claimed", gettext_noop("%(who)s has claimed this case."), rule="HLP-1")
CLAIMED_BY_YOU = declare_reason(
    "case.claimed_by_you", gettext_noop("You have claimed this case already."), rule="HLP-1"
)
NOT_CLAIMED = declare_reason("case.not_claimed", gettext_noop("Nobody has claimed this case."), rule="HLP-1")
NOT_WAITING = declare_reason(
    "case.not_waiting", gettext_noop("This case no longer waits for the help desk."), rule="HLP-1"
)
SECOND_PERSON = declare_reason(
    "case.second_person", gettext_noop("You entered the evidence yourself: a colleague confirms it."), rule="PRF-5"
)
NOT_YOURS = declare_reason(
    "case.not_yours",
    gettext_noop("%(who)s has claimed this case; only they or a supervisor can release it."),
    rule="HLP-1",
)
SUPERVISORS_DECIDE = declare_reason(
    "case.supervisors_decide",
    gettext_noop("What touches so many people is a supervisor's to decide: release the case, and ask one."),
    rule="LIF-7",
)


@dataclass(frozen=True)
class Holder:
    """Who at the help desk has claimed a case."""

    person_id: UUID
    name: str


@dataclass(frozen=True)
class Party:
    """Somebody who has a part in a case: in whose name it stands, or whom a form names."""

    person_id: UUID | None = None
    email: str = ""
    first_name: str = ""
    last_name: str = ""


def is_party(somebody: Party, parties: Iterable[Party]) -> bool:
    """Say whether somebody at the help desk has a part in a case, which makes it their own.

    Source: HLP-1, HLP-2. Reading: a form names people without accounts, so that the email address counts, and the first
    and last name, folded: a namesake leaves the case to a colleague.
    """
    return any(_is_same(somebody, party) for party in parties)


def claim_faults(
    holder: Holder | None, *, by: UUID, own: bool, waits: bool = True, entered_by: UUID | None = None
) -> list[Reason]:
    """List why somebody at the help desk can't claim a case. Source: HLP-1, HLP-2, PRF-5.

    Reading: who entered the evidence doesn't hold up the colleague who is to confirm it.
    """
    if own:
        return [OWN_CASE()]
    if not waits:
        return [NOT_WAITING()]
    if entered_by == by:
        return [SECOND_PERSON()]
    if holder is None:
        return []
    return [CLAIMED_BY_YOU() if holder.person_id == by else CLAIMED(who=holder.name)]


def release_faults(holder: Holder | None, *, by: UUID, tier: str) -> list[Reason]:
    """List why somebody at the help desk can't release a case. Source: HLP-1.

    Reading: one's own; a supervisor releases a colleague's too, so that a case of somebody who is ill goes on.
    """
    if holder is None:
        return [NOT_CLAIMED()]
    return [] if holder.person_id == by or tier == SUPERVISOR else [NOT_YOURS(who=holder.name)]


def deed_faults(holder: Holder | None, *, by: UUID, own: bool) -> list[Reason]:
    """List why somebody at the help desk can't deal with a case at this moment.

    Source: HLP-1, HLP-2. Reading: nobody's own case, and none that a colleague has claimed.
    """
    if own:
        return [OWN_CASE()]
    return [CLAIMED(who=holder.name)] if holder and holder.person_id != by else []


def sweep_faults(tier: str) -> list[Reason]:
    """List why somebody at the help desk can't let a sweep go on. Source: LIF-7, HLP-2."""
    return [] if tier == SUPERVISOR else [SUPERVISORS_DECIDE()]


def _is_same(somebody: Party, party: Party) -> bool:
    if party.person_id is not None and party.person_id == somebody.person_id:
        return True
    if party.email and party.email.strip().casefold() == somebody.email.strip().casefold():
        return True
    names = folded_name(f"{party.first_name} {party.last_name}")
    return bool(names) and names == folded_name(f"{somebody.first_name} {somebody.last_name}")
