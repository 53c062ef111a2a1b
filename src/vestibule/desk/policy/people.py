"""What somebody at the help desk may do to a person's account, and with which reason."""

from collections.abc import Collection

from vestibule.desk.policy.reasons import reason_faults
from vestibule.desk.policy.staff import SUPERVISOR
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import RequestRules

DISABLE = "disable"
ENABLE = "enable"
REPLACE_DEVICE = "replace_device"
CORRECT_EMAIL = "correct_email"
UNLOCK = "unlock"
SEND_RESET = "send_reset"
# and to a registration that looks like somebody who is known
DIFFERENT_PEOPLE = "different_people"
SAME_PERSON = "same_person"
# and to an account that several people seem to use
DISABLE_FOR_SHARING = "disable_for_sharing"
DISMISS_SHARING = "dismiss_sharing"

OWN_ACCOUNT = declare_reason(
    "person.own_account", gettext_noop("Nobody helps themself: a colleague does this."), rule="HLP-2"
)
COLLEAGUE = declare_reason(
    "person.colleague", gettext_noop("This person works at the help desk: only a supervisor does this."), rule="HLP-2"
)

NOT_NOW = declare_reason(
    "person.not_now", gettext_noop("As this account stands, this can't be done for it."), rule="HLP-2"
)


def standing_faults(state: str, may: Collection[str]) -> list[Reason]:
    """List why nothing can be done for an account in a state, but for those in which it may be. Source: HLP-2."""
    return [] if state in may else [NOT_NOW()]


def deed_faults(reason: str, *, own: bool, is_colleague: bool, tier: str, rules: RequestRules) -> list[Reason]:
    """List why somebody at the help desk can't act on an account.

    Source: HLP-2. Reading: nobody helps themself, nor does an agent shut a colleague out, or open
    the way into a colleague's account.
    """
    whose = [OWN_ACCOUNT()] if own else colleague_faults(is_colleague=is_colleague, tier=tier)
    return [*whose, *reason_faults(reason, rules)]


def colleague_faults(*, is_colleague: bool, tier: str) -> list[Reason]:
    """List why somebody at the help desk can't act on a colleague's account, by whichever way they came. Source: HLP-2.

    Reading: an agent can't; a supervisor can.
    """
    return [COLLEAGUE()] if is_colleague and tier != SUPERVISOR else []
