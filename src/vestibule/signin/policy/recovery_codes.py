"""Rules of recovery codes: what one looks like, and what is meant by what somebody types. Pure, over values."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.signin.policy.codes import folded_code

SET_OF_CODES = 10
CODE_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nobody takes one for another
CODE_LENGTH = 15  # of five bits each: 75 bits, more than the 64 that NIST SP 800-63B asks of saved codes
_GROUP = 5
_TAKEN_FOR = str.maketrans({"i": "1", "l": "1", "o": "0"})

NOT_A_RECOVERY_CODE = declare_reason(
    "signin.not_a_recovery_code",
    gettext_noop("A recovery code has %(letters)s letters and digits, in three groups."),
    rule="SIG-8",
    field="code",
)
RECOVERY_CODE_WRONG = declare_reason(
    "signin.recovery_code_wrong",
    gettext_noop(
        "This is no recovery code of this account. If you made new ones, the earlier ones no longer work. Tries left: "
        "%(left)s."
    ),
    rule="SIG-8",
    field="code",
)
RECOVERY_CODE_USED = declare_reason(
    "signin.recovery_code_used",
    gettext_noop("This recovery code was used before; each is good once. Use the next one."),
    rule="SIG-8",
    field="code",
)
RECOVERY_CODES_REST = declare_reason(
    "signin.recovery_codes_rest",
    gettext_noop(
        "After %(tries)s wrong recovery codes they can't be used for %(minutes)s minutes. Use another device, or try "
        "again then."
    ),
    rule="SIG-6",
    field="code",
)


def meant_code(typed: str) -> str:
    """Return the recovery code that somebody meant: small letters, without hyphens; o is 0, i and l are 1.

    Anything else stands, so that it is refused. Source: SIG-8.
    """
    return folded_code(typed).lower().translate(_TAKEN_FOR)


def recovery_code_faults(code: str) -> list[Reason]:
    """List why a text can't be a recovery code at all, which costs no try. Source: SIG-8."""
    is_code = len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code)
    return [] if is_code else [NOT_A_RECOVERY_CODE(letters=CODE_LENGTH)]


def grouped_code(code: str) -> str:
    """Return a recovery code as it is shown and typed: in groups of five."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
