"""The list of common and leaked passwords: read once, asked off line (ACC-8)."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from vestibule.accounts.policy.common import is_common_password


def is_common(password: str) -> bool:
    """Say whether a password is common, by the shipped list and the operator's own. Source: ACC-8."""
    return is_common_password(password, known_passwords(settings.COMMON_PASSWORDS))


@cache
def known_passwords(operators_list: Path | None) -> frozenset[str]:
    """Return Django's 20,000 common passwords and those of a file of the operator's, one a line."""
    known = set(CommonPasswordValidator().passwords)
    if operators_list is not None:
        known |= set(operators_list.read_text(encoding="utf-8", errors="replace").split("\n"))
    return frozenset(line.strip().casefold() for line in known if line.strip())
