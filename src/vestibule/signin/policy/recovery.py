"""Rules of getting back in: what a mail may hold, and why an answer isn't taken. Pure, over values."""

from collections.abc import Collection

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import SignInRules
from vestibule.signin.policy.devices import EMAIL
from vestibule.signin.policy.entering import MAY_SIGN_IN

# What somebody may ask for by mail. The last two are purposes of a link.
USER_ID, PASSWORD, UNLOCK = "user_id", "password", "unlock"

TOLD, LINKED, EXPLAINED = "told", "linked", "explained"

MAY_RECOVER = {PASSWORD: ("active",), UNLOCK: MAY_SIGN_IN}

TOO_MANY_ASKS = declare_reason(
    "recovery.too_many_asks",
    gettext_noop(
        "Help was asked for from your network %(most)s times within an hour. Try again in an hour, or call the help "
        "desk."
    ),
    rule="SIG-5",
)
TOO_MANY_MAILS = declare_reason(
    "recovery.too_many_mails",
    gettext_noop("%(most)s emails went to this address within %(minutes)s minutes. The newest one counts."),
    rule="SIG-5",
)
ANSWER_WRONG = declare_reason(
    "recovery.answer_wrong",
    gettext_noop("This is not the answer that you gave. Tries left: %(left)s."),
    rule="ACC-10",
    field="security_answer",
)
ANSWER_SPENT = declare_reason(
    "recovery.answer_spent",
    gettext_noop(
        "After %(tries)s wrong answers this link is no longer good. Ask for a new one in %(minutes)s minutes, or call "
        "the help desk."
    ),
    rule="ACC-10",
    field="security_answer",
)
NOT_ANSWERED = declare_reason(
    "recovery.not_answered", gettext_noop("Answer your security question first."), rule="ACC-10"
)
OVER = declare_reason(
    "recovery.over",
    gettext_noop("This took too long, or was done elsewhere meanwhile. Ask for a new link."),
    rule="SIG-5",
)
CURRENT_WRONG = declare_reason(
    "password.current_wrong",
    gettext_noop(
        "This is not your current password. After %(tries)s wrong ones it can't be tried for %(minutes)s minutes."
    ),
    rule="SIG-6",
    field="current_password",
)


def help_for(what: str, state: str) -> str:
    """Return how a mail helps who asked: it tells the User ID, holds a link, or explains why it can't.

    Source: SIG-5, SIG-6 (EU 0). Reading: the page is the same for everybody; the mail, which only the owner reads, says
    that an account is disabled, held or not verified yet, and what to do.
    """
    if what == USER_ID:
        return TOLD
    return LINKED if state in MAY_RECOVER[what] else EXPLAINED


def recovering_kinds(kinds: Collection[str]) -> set[str]:
    """Return with which of a person's kinds of device a new password is asked for, after the mailed link.

    Source: SIG-5. Reading: what comes by email shows no more than the link did; who has any other device shows
    one, so that the mailbox alone never opens the account of somebody who has something better. Recovery codes that
    are left count here as one.
    """
    return set(kinds) - {EMAIL}


def current_wrong(rules: SignInRules) -> Reason:
    """Return the one answer to a current password that is wrong, or may not be tried now. Source: SIG-6, SIG-4."""
    return CURRENT_WRONG(tries=rules.wrong_passwords, minutes=rules.locked_minutes)
