"""Rules of passkeys and security keys: why one isn't taken, and when it may have been copied. Pure, over values."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

NO_PASSKEY = declare_reason(
    "passkey.none",
    gettext_noop(
        "No passkey came from your browser. It needs JavaScript, and a browser that knows passkeys. Try again, or use "
        "another device."
    ),
    rule="SIG-3",
)
PASSKEY_LATE = declare_reason(
    "passkey.late",
    gettext_noop("This took more than %(minutes)s minutes, or was begun elsewhere. Try again."),
    rule="SIG-3",
)
PASSKEY_WRONG = declare_reason(
    "passkey.wrong",
    gettext_noop(
        "This passkey could not be verified. Use the one that you set up here, with its PIN, fingerprint or face."
    ),
    rule="SIG-3",
)
PASSKEY_CLONED = declare_reason(
    "passkey.cloned",
    gettext_noop(
        "This passkey may have been copied, so it was not taken. Use another device, then remove this one and set it "
        "up again."
    ),
    rule="SIG-3",
)
PASSKEY_KNOWN = declare_reason(
    "passkey.known", gettext_noop("This passkey is set up already. Use another one."), rule="SIG-3"
)
PASSKEY_OPENS_NOTHING = declare_reason(
    "passkey.opens_nothing",
    gettext_noop("This passkey doesn't open an account. Sign in with your User ID and password."),
    rule="SIG-5",
)
PASSKEY_NOT_ALONE = declare_reason(
    "passkey.not_alone", gettext_noop("Here you sign in with your User ID and password first."), rule="SIG-1"
)
PASSKEYS_BUSY = declare_reason(
    "passkey.busy",
    gettext_noop("Too many sign-ins with passkeys came from your network. Use your User ID and password."),
    rule="SIG-6",
)


def counter_faults(known: int, shown: int) -> list[Reason]:
    """List why a passkey's counter of signatures says that there may be two of it.

    Source: SIG-3. Reading: many passkeys don't count, and always show zero; where either isn't zero it must have risen.
    """
    counts = known > 0 or shown > 0
    return [PASSKEY_CLONED()] if counts and shown <= known else []
