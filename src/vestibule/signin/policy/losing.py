"""Rules of a lost device: who may ask, what the help desk may do, when it can be finished. Pure, over values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import LossRules, SignInRules
from vestibule.signin.policy.devices import EMAIL, lasting

# What is lost: the devices while mail still comes; or the mailbox, and with it whatever else there was.
DEVICE, ADDRESS = "device", "address"

EMAIL_WILL_DO = declare_reason(
    "loss.email_will_do",
    gettext_noop(
        "Email is one of your devices: choose it, sign in, and remove what you have lost in My Profile. If you can't "
        "read your email any more either, call the help desk."
    ),
    rule="SIG-8",
)
ASKED_ALREADY = declare_reason(
    "loss.asked_already", gettext_noop("The help desk has your case already: %(reference)s."), rule="SIG-8"
)
TOO_OFTEN = declare_reason(
    "loss.too_often",
    gettext_noop("This was asked %(most)s times within a day. Call the help desk, or ask again tomorrow."),
    rule="SIG-8",
)
NOT_ACTIVE = declare_reason(
    "loss.not_active", gettext_noop("This account isn't active, so nobody can get back into it this way."), rule="SIG-8"
)
ACCOUNT_CHANGED = declare_reason(
    "loss.account_changed",
    gettext_noop(
        "The account's email address, legal name or date of birth was changed after this case was opened, so it no "
        "longer counts."
    ),
    rule="SIG-8",
)
USED_SINCE = declare_reason(
    "loss.used_since",
    gettext_noop("What was said to be lost has been used to sign in since, so this case no longer counts."),
    rule="SIG-8",
)
OWN_LOSS = declare_reason(
    "loss.own", gettext_noop("Nobody helps themself back in: leave it to a colleague."), rule="HLP-2"
)
TWO_PEOPLE = declare_reason(
    "loss.two_people",
    gettext_noop("You entered this evidence yourself: another at the help desk confirms it."),
    rule="SIG-8",
)
NOT_RIPE = declare_reason(
    "loss.not_ripe", gettext_noop("The %(hours)s hours in which this can be stopped aren't over yet."), rule="SIG-8"
)
OVER = declare_reason(
    "loss.over", gettext_noop("The case that would let you back in is over. Ask the help desk again."), rule="SIG-8"
)
SAME_ADDRESS = declare_reason(
    "loss.same_address", gettext_noop("This is the account's address already."), rule="HLP-2", field="new_email"
)
ADDRESS_TAKEN = declare_reason(
    "loss.address_taken", gettext_noop("This address belongs to another account."), rule="ACC-2", field="new_email"
)


@dataclass(frozen=True)
class Standing:
    """A case as the rules see it, with the account as it is now."""

    is_active: bool
    same_account: bool
    used_since: bool


def asking_faults(kinds: Collection[str], rules: SignInRules) -> list[Reason]:
    """List why somebody who gave the right password can't ask for a new device.

    Source: SIG-8. Reading: recovery is for who can use none of their devices. Whose device is the address, and mail
    counts as a second factor, has one; where that mailbox is lost too the help desk opens the case.
    """
    only_mail = not set(lasting(kinds)) - {EMAIL}
    return [EMAIL_WILL_DO()] if only_mail or (EMAIL in kinds and rules.email_is_second_factor) else []


def address_faults(new_email: str, *, present: str, is_taken: bool) -> list[Reason]:
    """List why an account can't have a new address. Source: HLP-2, ACC-2."""
    if new_email.strip().casefold() == present.strip().casefold():
        return [SAME_ADDRESS()]
    return [ADDRESS_TAKEN()] if is_taken else []


def going_on_faults(standing: Standing) -> list[Reason]:
    """List why a case no longer counts, judged at each step.

    Source: SIG-8. Reading: who signs in with what is said to be lost has it, so that the case is somebody else's.
    """
    return [
        *([] if standing.is_active else [NOT_ACTIVE()]),
        *([] if standing.same_account else [ACCOUNT_CHANGED()]),
        *([USED_SINCE()] if standing.used_since else []),
    ]


def own_faults(person_id: UUID, *, by: UUID | None) -> list[Reason]:
    """List why somebody has no say in a case. Source: HLP-2 (nobody helps themself)."""
    return [OWN_LOSS()] if by is None or by == person_id else []


def confirming_faults(entered_by: UUID | None, *, by: UUID | None) -> list[Reason]:
    """List why somebody can't confirm a case. Source: SIG-8 (two people)."""
    return [TWO_PEOPLE()] if entered_by is None or entered_by == by else []


def finishing_faults(
    ripe_at: datetime | None, expires_at: datetime | None, rules: LossRules, *, at: datetime
) -> list[Reason]:
    """List why a confirmed case can't be finished at this moment. Source: SIG-8.

    Reading: on the stroke of the wait's end it can; on the stroke of its own end it no longer can.
    """
    if ripe_at is None or expires_at is None or at >= expires_at:
        return [OVER()]
    return [NOT_RIPE(hours=rules.wait_hours)] if at < ripe_at else []


def ripe_from(confirmed_at: datetime, rules: LossRules) -> datetime:
    """Return when the wait of a case ends that is confirmed now. Source: SIG-8."""
    return confirmed_at + timedelta(hours=rules.wait_hours)


def open_until(ripe_at: datetime, rules: LossRules) -> datetime:
    """Return until when a case can be finished. Source: SIG-8 (decided)."""
    return ripe_at + timedelta(days=rules.open_days)
