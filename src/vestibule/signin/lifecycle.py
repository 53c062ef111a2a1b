"""States and moves of a sign-in or a recovery, of a one-time code or link, of a session and of a device."""

from vestibule.kernel.lifecycle import Lifecycle

# The password's stage has no row: a journey begins when the password was right, so that nothing a stranger does
# leaves one behind.
JOURNEY = Lifecycle(
    {
        ("code", "verify"): "in",
        ("code", "abandon"): "over",
        # A recovery begins when its link was followed: first a device, where there is one, then the new password.
        ("recover", "show"): "reset",
        ("recover", "abandon"): "over",
        ("reset", "finish"): "over",
        ("reset", "abandon"): "over",
    },
)

CODE = Lifecycle(
    {
        ("open", "use"): "used",
        ("open", "replace"): "dead",
    },
)

LINK = Lifecycle(
    {
        ("open", "use"): "used",
        ("open", "replace"): "dead",
        ("open", "spend"): "dead",
    },
)

SESSION = Lifecycle({("live", "end"): "ended"})

DEVICE = Lifecycle({("live", "remove"): "removed"})
