"""What a password may be."""

import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vestibule.accounts.policy.characters import LETTERS_AND_DIGITS, refused_characters
from vestibule.accounts.policy.emails import is_email
from vestibule.kernel.names import folded
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import PasswordRules

SPECIALS = string.punctuation  # all of printable ASCII that is neither letter, digit nor space
ALLOWED = LETTERS_AND_DIGITS | frozenset(SPECIALS)

TOO_SHORT = declare_reason(
    "password.too_short", gettext_noop("A password has %(least)s characters or more."), rule="ACC-4", field="password"
)
TOO_LONG = declare_reason(
    "password.too_long", gettext_noop("A password has %(most)s characters at most."), rule="ACC-4", field="password"
)
NO_DIGIT = declare_reason(
    "password.no_digit", gettext_noop("A password has at least one digit."), rule="ACC-4", field="password"
)
NO_LOWER = declare_reason(
    "password.no_lower", gettext_noop("A password has at least one lower case letter."), rule="ACC-4", field="password"
)
NO_UPPER = declare_reason(
    "password.no_upper", gettext_noop("A password has at least one upper case letter."), rule="ACC-4", field="password"
)
CHARACTER = declare_reason(
    "password.character",
    gettext_noop("In a password the character ‘%(character)s’ (%(name)s) can't be used."),
    rule="ACC-4",
    field="password",
)
USED_BEFORE = declare_reason(
    "password.used_before",
    gettext_noop("A password is not one of your previous %(history)s passwords."),
    rule="ACC-5",
    field="password",
)
HAS_PART = declare_reason(
    "password.has_part",
    gettext_noop("A password doesn't contain any part of your User ID, first or last name; this one has “%(part)s”."),
    rule="ACC-6",
    field="password",
)
TOO_SOON = declare_reason(
    "password.too_soon",
    gettext_noop("You can change your password once in %(hours)s hours."),
    rule="ACC-7",
    field="password",
)
COMMON = declare_reason(
    "password.common",
    gettext_noop("This password is a common one, or known to have leaked. Choose one that only you would think of."),
    rule="ACC-8",
    field="password",
)
NOT_THE_SAME = declare_reason(
    "password.not_the_same",
    gettext_noop("The two passwords are not the same."),
    rule="ACC-1",
    field="confirm_password",
)

# No User ID is as long: what is typed in its place is refused, and not worth taking apart.
_LONGEST_SPLIT = 500

# What stands before a country's two letters and is no name of anybody's: clinic.com.pr.
_SECOND_LEVELS = {"ac", "co", "com", "edu", "gob", "gov", "mil", "net", "org"}


@dataclass(frozen=True)
class Owner:
    """Whose password it is to be: what it must not have parts of."""

    user_id: str = ""
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)


def never_common(_: str) -> bool:
    """Know no common password: for rules that are judged without the list."""
    return False


def password_faults(
    password: str,
    owner: Owner = Owner(),
    rules: PasswordRules = PasswordRules(),
    *,
    is_common: Callable[[str], bool] = never_common,
) -> list[Reason]:
    """List every rule that a proposed password breaks; empty means it may be chosen.

    Source: ACC-4, ACC-6, ACC-8 (APP 4). Reading: under a profile without composition a password is any printable
    Unicode, counted in its form NFKC; the spaces around it belong to it.
    """
    proposed = password if rules.composition else _composed(password, rules.most)
    if len(proposed) > rules.most:
        return [TOO_LONG(most=rules.most)]
    faults = [TOO_SHORT(least=rules.least)] if len(proposed) < rules.least else []
    faults += _composition_faults(proposed) if rules.composition else _printable_faults(proposed)
    faults += [HAS_PART(part=part) for part in parts_in(proposed, owner, rules)]
    if proposed and is_common(proposed):
        faults.append(COMMON())
    return faults


def history_faults(used_before: bool, rules: PasswordRules = PasswordRules()) -> list[Reason]:
    """List why a password can't come back. Source: ACC-5 (APP 4). Reading: the current one is among the previous."""
    return [USED_BEFORE(history=rules.history)] if used_before and rules.history else []


def age_faults(
    changed_at: datetime | None, *, at: datetime, occasion: str, rules: PasswordRules = PasswordRules()
) -> list[Reason]:
    """List why a password can't be changed yet.

    Source: ACC-7 (APP 4). Reading: exactly 24 hours after a change the next is allowed; registration and exempt resets
    start no clock, so ``changed_at`` is the last change by the owner alone.
    """
    if occasion != "change" or changed_at is None:
        return []
    soon = at - changed_at < timedelta(hours=rules.least_age_hours)
    return [TOO_SOON(hours=rules.least_age_hours)] if soon else []


def confirmation_faults(password: str, confirmed: str) -> list[Reason]:
    """List why the second typing of a password doesn't do. Source: ACC-1 (APP 4)."""
    return [] if password == confirmed else [NOT_THE_SAME()]


def parts_in(password: str, owner: Owner, rules: PasswordRules = PasswordRules()) -> list[str]:
    """Return the parts of User ID, first and last name that are found in a password, without case and accents.

    Source: ACC-6 (APP 4).
    """
    searched = folded(password)
    return [part for part in parts_of(owner, rules.part_least) if part in searched]


def parts_of(owner: Owner, least: int = 3) -> list[str]:
    """Return the parts that a password must not contain: whole tokens of enough letters or digits, folded.

    Source: ACC-6 (APP 4). Reading: tokens split at everything that is neither letter nor digit, the apostrophe too;
    what follows the last dot of a domain is no part, nor is the ``com`` of ``com.pr``.
    """
    user_id = owner.user_id.strip()[:_LONGEST_SPLIT]
    if is_email(user_id):
        local, _, domain = user_id.rpartition("@")
        user_id = f"{local} {_named(domain)}"
    tokens = [token for text in (user_id, owner.first_name, owner.last_name) for token in _tokens(text)]
    return list(dict.fromkeys(token for token in tokens if len(token) >= least))


def _tokens(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def _named(domain: str) -> str:
    """Return what of a domain its owner chose: ``clinic`` of ``clinic.com`` and of ``clinic.com.pr``."""
    labels = domain.lower().split(".")
    top = labels.pop()
    if len(top) == 2 and len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return " ".join(labels)


def _composed(password: str, most: int) -> str:
    """Return a password in the form NFKC; what is far too long is left as it is, for it is refused anyway."""
    return unicodedata.normalize("NFKC", password) if len(password) <= 4 * most else password


def _composition_faults(proposed: str) -> list[Reason]:
    faults = []
    if not any(letter in string.digits for letter in proposed):
        faults.append(NO_DIGIT())
    if not any(letter in string.ascii_lowercase for letter in proposed):
        faults.append(NO_LOWER())
    if not any(letter in string.ascii_uppercase for letter in proposed):
        faults.append(NO_UPPER())
    return faults + refused_characters(proposed, ALLOWED, CHARACTER)


def _printable_faults(proposed: str) -> list[Reason]:
    unprintable = {letter for letter in proposed if not letter.isprintable()}
    return refused_characters(proposed, set(proposed) - unprintable, CHARACTER)
