"""What a User ID may be."""

import re

from vestibule.accounts.policy.characters import LETTERS_AND_DIGITS, refused_characters
from vestibule.accounts.policy.emails import is_email
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import UserIdRules

SPECIALS = frozenset("._-'@")

TOO_SHORT = declare_reason(
    "user_id.too_short", gettext_noop("A User ID has %(least)s characters or more."), rule="ACC-3", field="user_id"
)
TOO_LONG = declare_reason(
    "user_id.too_long", gettext_noop("A User ID has %(most)s characters at most."), rule="ACC-3", field="user_id"
)
CHARACTER = declare_reason(
    "user_id.character",
    gettext_noop("In a User ID the character ‘%(character)s’ (%(name)s) can't be used."),
    rule="ACC-3",
    field="user_id",
)
NOT_AN_EMAIL = declare_reason(
    "user_id.not_an_email",
    gettext_noop("A User ID has an @ only where the whole of it is a valid email address."),
    rule="ACC-3",
    field="user_id",
)
EDGE = declare_reason(
    "user_id.special_at_edge",
    gettext_noop("A User ID doesn't start or end with a special character."),
    rule="ACC-3",
    field="user_id",
)
DOUBLE = declare_reason(
    "user_id.specials_in_a_row",
    gettext_noop("A User ID doesn't have two special characters in a row."),
    rule="ACC-3",
    field="user_id",
)
NINE_DIGITS = declare_reason(
    "user_id.nine_digits",
    gettext_noop("A User ID doesn't contain a Social Security number, nor any nine digits in a row."),
    rule="ACC-3",
    field="user_id",
)
NOT_YOUR_ADDRESS = declare_reason(
    "user_id.not_your_address",
    gettext_noop("A User ID that is an email address must be your own."),
    rule="ACC-2",
    field="user_id",
)

_NINE_DIGITS = re.compile(r"[0-9]{9}")
_WITHOUT_SPECIALS = str.maketrans("", "", "".join(SPECIALS))
_TWO_SPECIALS = re.compile(r"[._\-'@]{2}")


def user_id_faults(user_id: str, rules: UserIdRules = UserIdRules(), *, own_email: str | None = None) -> list[Reason]:
    """List every rule that a proposed User ID breaks; empty means it may be used.

    Source: ACC-3, ACC-2 (APP 4). Reading: white space around it is trimmed; letters and digits are ASCII, under every
    profile; nine digits in a row are nine digits with every special taken away, so that an SSN is caught however it is
    written. Where ``own_email`` is given, a User ID shaped like an address must be that one, without regard to case.
    """
    proposed = user_id.strip()
    if len(proposed) > rules.most:
        return [TOO_LONG(most=rules.most)]
    faults = [TOO_SHORT(least=rules.least)] if len(proposed) < rules.least else []
    faults += refused_characters(proposed, LETTERS_AND_DIGITS | SPECIALS, CHARACTER)
    faults += _special_faults(proposed)
    if _NINE_DIGITS.search(proposed.translate(_WITHOUT_SPECIALS)):
        faults.append(NINE_DIGITS())
    if own_email is not None and is_email(proposed) and proposed.casefold() != own_email.strip().casefold():
        faults.append(NOT_YOUR_ADDRESS())
    return faults


def _special_faults(proposed: str) -> list[Reason]:
    faults = []
    if proposed and (proposed[0] in SPECIALS or proposed[-1] in SPECIALS):
        faults.append(EDGE())
    if _TWO_SPECIALS.search(proposed):
        faults.append(DOUBLE())
    if "@" in proposed and not is_email(proposed):
        faults.append(NOT_AN_EMAIL())
    return faults
