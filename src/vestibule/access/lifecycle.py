"""The states of a role request, an invitation and an agreement, and the moves between them."""

from vestibule.kernel.lifecycle import Lifecycle

DRAFT = "draft"
SUBMITTED = "submitted"
CORRECTED = "corrected"
APPROVED = "approved"
DENIED = "denied"
CANCELLED = "cancelled"
EXPIRED = "expired"  # nobody decided in time

UNDER_WAY = (CORRECTED, DRAFT, SUBMITTED)  # whose turn it is to act, the requester's own first

REQUEST = Lifecycle(
    {
        (DRAFT, "submit"): SUBMITTED,
        (DRAFT, "cancel"): CANCELLED,
        (SUBMITTED, "cancel"): CANCELLED,
        (SUBMITTED, "approve"): APPROVED,
        (SUBMITTED, "deny"): DENIED,
        (SUBMITTED, "correct"): CORRECTED,
        (CORRECTED, "confirm"): SUBMITTED,
        (CORRECTED, "withdraw"): SUBMITTED,
        (CORRECTED, "cancel"): CANCELLED,
        (SUBMITTED, "expire"): EXPIRED,
        (CORRECTED, "expire"): EXPIRED,
    },
)

OPEN = "open"  # an invitation that nobody has used

INVITATION = Lifecycle(
    {
        (OPEN, "use"): "used",
        (OPEN, "withdraw"): "withdrawn",
        (OPEN, "lapse"): "lapsed",
    },
)

PROPOSED = "proposed"  # an agreement that one side has accepted by proposing it
IN_FORCE = "in_force"
LAPSED = "lapsed"  # nobody answered, or reviewed it, in time
ENDED = "ended"

OPEN_AGREEMENTS = (PROPOSED, IN_FORCE)

AGREEMENT = Lifecycle(
    {
        (PROPOSED, "accept"): IN_FORCE,
        (PROPOSED, "decline"): "declined",
        (PROPOSED, "withdraw"): "withdrawn",
        (PROPOSED, "lapse"): LAPSED,
        (IN_FORCE, "review"): IN_FORCE,
        (IN_FORCE, "end"): ENDED,
        (IN_FORCE, "lapse"): LAPSED,
    },
)
