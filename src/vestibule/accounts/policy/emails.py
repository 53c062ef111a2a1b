"""What an email address may be."""

import re

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

EMAIL_INVALID = declare_reason(
    "email.invalid",
    gettext_noop("Enter an email address such as name@example.com, without accents or spaces."),
    rule="ACC-3",
    field="email",
)

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>(?:{_LABEL}\.)+[A-Za-z]{{2,63}})")
_MOST = 254


def is_email(text: str) -> bool:
    """Say whether a text is a valid email address.

    Source: ACC-3 (APP 4). Reading: an ASCII local part of 64 or less, a dotted domain, a top level of two letters or
    more, 254 characters in all.
    """
    found = _ADDRESS.fullmatch(text) if len(text) <= _MOST else None
    return found is not None and len(found["local"]) <= 64


def email_faults(email: str) -> list[Reason]:
    """List why a text can't be somebody's email address. Source: ACC-1, ACC-3 (APP 2)."""
    return [] if is_email(email) else [EMAIL_INVALID()]
