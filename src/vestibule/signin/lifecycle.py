"""States and moves of what happens at the door: sign-ins, codes, links, sessions, devices, lost ones, and undoing."""

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

DEVICE = Lifecycle({("live", "remove"): "removed", ("removed", "put_back"): "live"})

CHANGE = Lifecycle({("open", "undo"): "undone"})

ASKED = "asked"  # said to be lost; nobody has entered how it was checked who says so
EVIDENCE = "evidence"  # one at the help desk has entered it; another confirms
WAITING = "waiting"  # confirmed: the owner can stop it, and once the wait is over finishes it
STOPPED = "stopped"  # by its owner; the help desk is to know

LOSS = Lifecycle(
    {
        (ASKED, "enter_evidence"): EVIDENCE,
        (EVIDENCE, "confirm"): WAITING,
        (WAITING, "finish"): "done",
        (ASKED, "refuse"): "refused",
        (EVIDENCE, "refuse"): "refused",
        (ASKED, "stop"): STOPPED,
        (EVIDENCE, "stop"): STOPPED,
        (WAITING, "stop"): STOPPED,
        (STOPPED, "note"): "noted",
        (ASKED, "replace"): "replaced",
        (EVIDENCE, "replace"): "replaced",
        (WAITING, "replace"): "replaced",
    },
)

SUSPECTED = "suspected"  # the score was worth a look; the help desk is to decide

SHARING = Lifecycle(
    {
        (SUSPECTED, "dismiss"): "dismissed",
        (SUSPECTED, "confirm"): "confirmed",
    },
)
