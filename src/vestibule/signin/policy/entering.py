"""Rules of User ID and password, of who may sign in, and of how long a session lasts: pure, over values."""

from datetime import datetime, timedelta

from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.policy.dormancy import needs_new_password
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import DormancyRules, SignInRules

# No password that was ever allowed is longer; what is, is refused before it costs a hash.
LONGEST_PASSWORD = 256
LONGEST_USER_ID = 256

# States of an account that may sign in: the unverified one does so to prove its address (SIG-2).
MAY_SIGN_IN = ("active", "unverified")

WRONG = declare_reason(
    "signin.wrong",
    gettext_noop(
        "This User ID and password don't open an account. After %(tries)s wrong passwords sign-in is locked for "
        "%(minutes)s minutes; “Unlock your account?” below opens it at once."
    ),
    rule="SIG-5",
)
HELD = declare_reason(
    "signin.held",
    gettext_noop("Your registration is being looked at by the help desk. You will get an email when it is done."),
    rule="ACC-2",
)
PASSWORD_DEMANDED = declare_reason(
    "signin.password_demanded",
    gettext_noop("This password can't be used any more. Choose a new one by “Forgot your Password?” below."),
    rule="ACC-7",
)
OWN_SESSION = declare_reason(
    "session.own",
    gettext_noop("This is where you are signed in now. Sign out instead, and call the help desk."),
    rule="SIG-7",
)
UNUSED = declare_reason(
    "signin.unused",
    gettext_noop(
        "Nobody has signed in to this account for %(days)s days or more, so it needs a new password first. Choose one "
        "by “Forgot your Password?”, below; then sign in."
    ),
    rule="LIF-6",
)
TERMS_NOT_AGREED = declare_reason(
    "signin.terms_not_agreed",
    gettext_noop("Tick the box to agree to the terms and conditions."),
    rule="ACC-11",
    field="terms",
)
TOO_LONG = declare_reason(
    "signin.too_long", gettext_noop("This is longer than any User ID or password can be."), rule="ACC-4"
)
EMPTY = declare_reason("signin.empty", gettext_noop("Fill in this field."), rule="SIG-1")

BUSY = declare_reason(
    "signin.busy",
    gettext_noop(
        "Very many people are signing in just now. No attempt was counted. Type your password again in a few seconds."
    ),
    rule="SIG-6",
)

BEGIN_AGAIN = declare_reason(
    "signin.begin_again", gettext_noop("This sign-in is over or took too long. Please sign in again."), rule="SIG-1"
)


def form_faults(user_id: str, password: str, *, agreed: bool) -> list[Reason]:
    """List what keeps a sign-in form from being tried at all; none of it costs a hash or a try.

    Source: SIG-1 (APP 5, ADD 2-5), ACC-11 (ADD 4).
    """
    faults = []
    for field, text, most in (("user_id", user_id.strip(), LONGEST_USER_ID), ("password", password, LONGEST_PASSWORD)):
        if not text:
            faults.append(EMPTY().on(field))
        elif len(text) > most:
            faults.append(TOO_LONG().on(field))
    if not agreed:
        faults.append(TERMS_NOT_AGREED())
    return faults


def wrong(rules: SignInRules) -> Reason:
    """Return the one answer to whatever a stranger may not tell apart.

    Source: SIG-5, SIG-6. Reading: unknown, wrong, locked, disabled and lapsed get these same words. A locked User ID
    is answered without a hash, hence faster; that tells nothing, for User IDs that nobody has lock in the same way.
    The owner of a locked account learns of it by mail.
    """
    return WRONG(tries=rules.wrong_passwords, minutes=rules.locked_minutes)


def standing_faults(state: str, rules: SignInRules) -> list[Reason]:
    """List why an account whose password was right may not sign in.

    Source: SIG-5, ACC-2. Reading: only who knows the password is told that a registration is being looked at.
    """
    if state == "held":
        return [HELD()]
    return [] if state in MAY_SIGN_IN else [wrong(rules)]


def demand_faults(demanded_at: datetime | None) -> list[Reason]:
    """List why a right password doesn't do any more. Source: ACC-7, SIG-7.

    Reading: only who knows it is told; whoever stole it learns that its owner has noticed, and nothing else.
    """
    return [] if demanded_at is None else [PASSWORD_DEMANDED()]


def unused_faults(state: str, used_at: datetime | None, rules: DormancyRules, *, at: datetime) -> list[Reason]:
    """List why an account whose password was right asks for a new one first.

    Source: LIF-6. Reading: only who knows the password hears it. Who never proved their address has nothing yet that a
    recovery could go by, and signs in as ever.
    """
    if state == ACTIVE and needs_new_password(used_at, rules, at=at):
        return [UNUSED(days=rules.reset_after_days)]
    return []


def session_is_over(started_at: datetime, seen_at: datetime, *, rules: SignInRules, at: datetime) -> bool:
    """Say whether a session has been idle too long, or has lasted too long. Source: SIG-7."""
    idle = at - seen_at >= timedelta(minutes=rules.idle_minutes)
    return idle or at - started_at >= timedelta(hours=rules.session_hours)
