"""The rules as they stand beside a field and tick themselves while one types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vestibule.accounts.policy import passwords, user_ids
from vestibule.kernel.reasons import Reason, ReasonKind, gettext_noop
from vestibule.kernel.rulebook import PasswordRules, UserIdRules


@dataclass(frozen=True)
class Line:
    """One rule as it is shown, and the codes of the reasons that break it."""

    code: str
    sentence: str
    broken_by: frozenset[str]
    values: Mapping[str, int | str] = field(default_factory=dict, hash=False)


def user_id_lines(rules: UserIdRules) -> tuple[Line, ...]:
    """Return the rules that stand beside the User ID. Source: ACC-9, ACC-3 (APP 4)."""
    lengths = {"least": rules.least, "most": rules.most}
    return (
        _line(gettext_noop("%(least)s to %(most)s characters"), user_ids.TOO_SHORT, user_ids.TOO_LONG, **lengths),
        _line(gettext_noop("letters A to Z, digits, and . _ - ' @ only"), user_ids.CHARACTER),
        _line(gettext_noop("starts and ends with a letter or a digit"), user_ids.EDGE),
        _line(gettext_noop("no two special characters in a row"), user_ids.DOUBLE),
        _line(
            gettext_noop("an @ only where the whole is your own email address"),
            user_ids.NOT_AN_EMAIL,
            user_ids.NOT_YOUR_ADDRESS,
        ),
        _line(gettext_noop("no Social Security number, nor any nine digits in a row"), user_ids.NINE_DIGITS),
    )


def password_lines(rules: PasswordRules) -> tuple[Line, ...]:
    """Return the rules that stand beside the password. Source: ACC-9, ACC-4, ACC-6, ACC-8 (APP 4)."""
    lengths = {"least": rules.least, "most": rules.most}
    size = _line(gettext_noop("%(least)s to %(most)s characters"), passwords.TOO_SHORT, passwords.TOO_LONG, **lengths)
    own = _line(gettext_noop("no part of your User ID, first or last name"), passwords.HAS_PART)
    common = _line(gettext_noop("no common password, nor one that has leaked"), passwords.COMMON)
    if not rules.composition:
        return (
            size,
            _line(gettext_noop("any characters that can be seen, and spaces"), passwords.CHARACTER),
            own,
            common,
        )
    return (
        size,
        _line(gettext_noop("at least one digit"), passwords.NO_DIGIT),
        _line(gettext_noop("at least one lower case letter"), passwords.NO_LOWER),
        _line(gettext_noop("at least one upper case letter"), passwords.NO_UPPER),
        _line(
            gettext_noop("letters A to Z, digits, and if you like %(specials)s only"),
            passwords.CHARACTER,
            specials=" ".join(passwords.SPECIALS),
        ),
        own,
        common,
    )


def ticks(lines: Iterable[Line], text: str, faults: Iterable[Reason]) -> dict[str, bool]:
    """Return by code which lines a text keeps; nothing is kept while nothing is typed, or far too much.

    Source: ACC-9. Reading: what is too long is judged no further, so none of its other lines is ticked.
    """
    broken = {fault.code for fault in faults}
    judged = bool(text) and not broken & {user_ids.TOO_LONG.code, passwords.TOO_LONG.code}
    return {line.code: judged and not line.broken_by & broken for line in lines}


def _line(sentence: str, *kinds: ReasonKind, **values: int | str) -> Line:
    return Line(kinds[0].code, sentence, frozenset(kind.code for kind in kinds), values)
