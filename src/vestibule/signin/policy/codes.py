"""Rules of one-time codes, sent or shown by an app: pure, over values."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import SignInRules

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
    "signin.code_not_sent", gettext_noop("Ask for a code first, then type it here."), rule="SIG-2", field="code"
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
TOO_MANY_CALLS = declare_reason(
    "signin.too_many_calls",
    gettext_noop(
        "%(most)s codes went to this telephone number, and none was entered. It rests for a day. Use another device, "
        "or call the help desk."
    ),
    rule="SIG-3",
)
APP_CODE_WRONG = declare_reason(
    "signin.app_code_wrong",
    gettext_noop(
        "This is not the code that your authenticator app shows for this account now. If it is, set the clock of your "
        "phone by the network. Tries left: %(left)s."
    ),
    rule="SIG-3",
    field="code",
)
APP_CODE_USED = declare_reason(
    "signin.app_code_used",
    gettext_noop("A code of your authenticator app is good once. Wait until it shows the next one."),
    rule="SIG-3",
    field="code",
)
APP_RESTS = declare_reason(
    "signin.app_rests",
    gettext_noop(
        "After %(tries)s wrong codes your authenticator app can't be used for %(minutes)s minutes. Use another device, "
        "or try again then."
    ),
    rule="SIG-6",
    field="code",
)

APP_CODE_DIGITS = 6  # what every authenticator app shows, whatever the rulebook has sent codes be


@dataclass(frozen=True)
class CodeInHand:
    """A sent code as the rules see it."""

    tries: int
    expires_at: datetime
    minutes: int  # for which it was good


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
    if faults := shape_faults(text, digits=rules.code_digits):
        return faults
    if code is None:
        return [CODE_NOT_SENT()]
    if at >= code.expires_at:
        return [CODE_LATE(minutes=code.minutes)]
    if code.tries >= rules.code_tries:
        return [CODE_SPENT(tries=rules.code_tries)]
    return []


def shape_faults(text: str, *, digits: int) -> list[Reason]:
    """List why a text can't be a code at all, which costs no try. Source: SIG-2 (APP 6)."""
    is_code = len(text) == digits and text.isascii() and text.isdigit()
    return [] if is_code else [NOT_A_CODE(digits=digits)]
