"""Rules of signing in: pure, over values."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import SignInRules

# No password that was ever allowed is longer; what is, is refused before it costs a hash.
LONGEST_PASSWORD = 256
LONGEST_USER_ID = 256

# States of an account that may sign in: the unverified one does so to prove its address (SIG-2).
MAY_SIGN_IN = ("active", "unverified")

WRONG = declare_reason(
    "signin.wrong",
    gettext_noop(
        "This User ID and password don't open an account. After %(tries)s wrong passwords sign-in is locked for "
        "%(minutes)s minutes, and then unlocks by itself."
    ),
    rule="SIG-5",
)
HELD = declare_reason(
    "signin.held",
    gettext_noop("Your registration is being looked at by the help desk. You will get an email when it is done."),
    rule="ACC-2",
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

NOT_A_CODE = declare_reason(
    "signin.not_a_code", gettext_noop("The code has %(digits)s digits."), rule="SIG-2", field="code"
)
CODE_WRONG = declare_reason(
    "signin.code_wrong",
    gettext_noop("This is not the code we sent. Tries left: %(left)s."),
    rule="SIG-2",
    field="code",
)
CODE_NOT_SENT = declare_reason(
    "signin.code_not_sent", gettext_noop("Ask for a code first: “Send me an email”."), rule="SIG-2", field="code"
)
CODE_LATE = declare_reason(
    "signin.code_late",
    gettext_noop("This code was valid for %(minutes)s minutes, which are over. Ask for a new one."),
    rule="SIG-2",
    field="code",
)
CODE_SPENT = declare_reason(
    "signin.code_spent",
    gettext_noop("This code was tried %(tries)s times and is no longer good. Ask for a new one."),
    rule="SIG-2",
    field="code",
)
TOO_MANY_CODES = declare_reason(
    "signin.too_many_codes",
    gettext_noop("%(most)s codes were sent within an hour. Use the newest one, or try again in an hour."),
    rule="SIG-2",
)
BEGIN_AGAIN = declare_reason(
    "signin.begin_again", gettext_noop("This sign-in is over or took too long. Please sign in again."), rule="SIG-1"
)


@dataclass(frozen=True)
class CodeInHand:
    """A sent code as the rules see it."""

    tries: int
    expires_at: datetime


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


def folded_code(text: str) -> str:
    """Return the code that somebody meant: digits of any script as ASCII, white space and hyphens left out.

    Anything else stands, so that it is refused. Source: SIG-2 (APP 6).
    """
    kept = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in {"Pd", "Cf"})
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in kept)


def code_faults(text: str, code: CodeInHand | None, *, rules: SignInRules, at: datetime) -> list[Reason]:
    """List why an entered code isn't even compared: it is judged late, spent or missing at the moment of use.

    Source: SIG-2 (APP 6), SIG-6. Reading: on the stroke of its end a code is late.
    """
    if len(text) != rules.code_digits or not text.isascii() or not text.isdigit():
        return [NOT_A_CODE(digits=rules.code_digits)]
    if code is None:
        return [CODE_NOT_SENT()]
    if at >= code.expires_at:
        return [CODE_LATE(minutes=rules.code_minutes)]
    if code.tries >= rules.code_tries:
        return [CODE_SPENT(tries=rules.code_tries)]
    return []


def session_is_over(started_at: datetime, seen_at: datetime, *, rules: SignInRules, at: datetime) -> bool:
    """Say whether a session has been idle too long, or has lasted too long. Source: SIG-7."""
    idle = at - seen_at >= timedelta(minutes=rules.idle_minutes)
    return idle or at - started_at >= timedelta(hours=rules.session_hours)
