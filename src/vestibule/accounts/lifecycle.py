"""The states of an account, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

INVITED = "invited"  # made by the operator; has no password yet
UNVERIFIED = "unverified"  # has a password; the email address isn't proven yet
HELD = "held"  # a suspected duplicate, waits for the help desk
ACTIVE = "active"
DISABLED = "disabled"
CLOSED = "closed"  # unused for too long; its email address is free again, its User ID is nobody else's
LAPSED = "lapsed"  # never verified in time; its email address and User ID are free again

KNOWN = (INVITED, UNVERIFIED, HELD, ACTIVE, DISABLED)  # who counts when somebody registers a second time
REACHABLE = (INVITED, UNVERIFIED, ACTIVE)  # whom mail about their roles may be sent to

ACCOUNT = Lifecycle(
    {
        (INVITED, "enrol"): UNVERIFIED,
        (UNVERIFIED, "verify"): ACTIVE,
        (UNVERIFIED, "lapse"): LAPSED,
        (HELD, "release"): UNVERIFIED,
        (HELD, "close"): LAPSED,
        (ACTIVE, "disable"): DISABLED,
        (ACTIVE, "close"): CLOSED,
        (DISABLED, "enable"): ACTIVE,
    },
)
