"""States and moves of a sign-in, of a one-time code, of a session and of a device."""

from vestibule.kernel.lifecycle import Lifecycle

# The password's stage has no row: a journey begins when the password was right, so that nothing a stranger does
# leaves one behind.
JOURNEY = Lifecycle(
    {
        ("code", "verify"): "in",
        ("code", "abandon"): "over",
    },
)

CODE = Lifecycle(
    {
        ("open", "use"): "used",
        ("open", "replace"): "dead",
    },
)

SESSION = Lifecycle({("live", "end"): "ended"})

DEVICE = Lifecycle({("live", "remove"): "removed"})
