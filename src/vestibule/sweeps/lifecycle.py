"""The states of a sweep that stopped."""

from vestibule.kernel.lifecycle import Lifecycle

STOPPED = "stopped"  # it would touch too many; the help desk is to look
GOING_ON = "going_on"  # somebody has looked, and let it go on for a while

STOP = Lifecycle(
    {
        (STOPPED, "let_go_on"): GOING_ON,
        (STOPPED, "pass"): "passed",  # it would no longer touch too many
        (GOING_ON, "pass"): "passed",
    },
)
